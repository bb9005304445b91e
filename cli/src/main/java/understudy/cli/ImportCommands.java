package understudy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.ModelView;
import understudy.api.Paths;

/** {@code understudy import}: models out of other registries, and what was answered elsewhere. */
@Command(
        name = "import",
        synopsisSubcommandLabel = "COMMAND",
        description = "Take over models of another registry, or what models answered elsewhere.",
        footer = {"", "Example:", "  understudy import mlflow mlruns/ --dry-run"})
final class ImportCommands {
    @Mixin
    private final Connection.Help help = new Connection.Help();

    private ImportCommands() {}

    static CommandLine tree(Surroundings surroundings) {
        return new CommandLine(new ImportCommands())
                .addSubcommand(new Mlflow(new Connection(surroundings)))
                .addSubcommand(new ImportPredictionsCommand(new Connection(surroundings)));
    }

    @Command(
            name = "mlflow",
            description = "Take over the registered models of an MLflow server or file store.",
            footer = {
                "",
                "The version with the alias champion (or production), else the newest in stage Production, leads; those",
                "with the alias challenger (or staging) or in stage Staging rehearse as shadows. Doing it again takes only",
                "what is new. MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and _PASSWORD, say who is asking.",
                "",
                "Examples:",
                "  understudy import mlflow https://mlflow.example.com --dry-run",
                "  understudy import mlflow mlruns/ --model churn --option environment=requirements"
            })
    static final class Mlflow implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "URL|DIR", description = "A tracking server, or the folder mlruns.")
        private String from = "";

        @Option(
                names = "--model",
                paramLabel = "NAME",
                description = "Only this one, as MLflow calls it. May be repeated. Default: all")
        private List<String> wanted = List.of();

        @Option(
                names = "--option",
                paramLabel = "NAME=VALUE",
                description = "How they are to be run, e.g. environment=requirements. May be repeated.")
        private Map<String, String> options = Map.of();

        @Option(names = "--dry-run", description = "Show what would be done, do nothing.")
        private boolean dryRun;

        Mlflow(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open();
                    MlflowRegistry registry = registry()) {
                ImportPlan plan = plan(server, registry);
                if (plan.items().isEmpty()) {
                    connection.remark("nothing is registered at " + from);
                }
                if (dryRun) {
                    show(plan);
                    return plan.isWhole() ? 0 : Refusal.FAILED;
                }
                Import done = new Import(server, registry, connection, options);
                ImportPlan result = done.carriedOut(plan);
                show(result);
                done.withoutRole().forEach(connection::remark);
                return result.isWhole() && done.withoutRole().isEmpty() ? 0 : Refusal.FAILED;
            }
        }

        private MlflowRegistry registry() {
            if (from.matches("https?://.*")) {
                return new MlflowServer(MlflowConnection.open(from, connection));
            }
            return MlflowFiles.in(Path.of(from.replaceFirst("^file://", "")));
        }

        private ImportPlan plan(RemoteServer server, MlflowRegistry registry) {
            List<MlflowModel> models = registry.models();
            for (String name : wanted) {
                if (models.stream().noneMatch(model -> model.name().equals(name))) {
                    throw Refusal.failed(
                            "MLflow has no registered model '" + name + "'",
                            "It has " + String.join(", ", models.stream().map(MlflowModel::name).toList()));
                }
            }
            return ImportPlan.of(
                    registry,
                    models.stream().filter(model -> wanted.isEmpty() || wanted.contains(model.name())).toList(),
                    Json.as(server.get(Paths.MODELS), ModelView.Page.class).models());
        }

        private void show(ImportPlan plan) {
            if (connection.json()) {
                ObjectNode shown = Json.object();
                ArrayNode versions = shown.putArray("versions");
                plan.items().forEach(item -> versions.add(item.shown()));
                connection.print(shown);
            } else if (!plan.items().isEmpty()) {
                connection.print(plan.table());
            }
            for (ImportPlan.Item item : plan.items()) {
                if (item.state() instanceof ImportPlan.Impossible impossible) {
                    connection.remark(item.origin() + ": " + impossible.fact()
                            + (impossible.remedy().isEmpty() ? "" : ". " + impossible.remedy()));
                }
            }
        }
    }
}
