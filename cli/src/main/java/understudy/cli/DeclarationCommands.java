package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.LineupView;
import understudy.api.ModelView;
import understudy.api.MonitorView;
import understudy.api.Paths;
import understudy.api.VersionRequest;
import understudy.api.VersionView;

/** Models as files for Git: what differs, making it so, and writing what is. */
final class DeclarationCommands {
    private DeclarationCommands() {}

    @Command(
            name = "diff",
            description = "What `apply` would do.",
            footer = {"", "Example:", "  understudy diff -f models/"})
    static final class Diff implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Option(
                names = {"-f", "--file"},
                required = true,
                paramLabel = "FILE|DIR",
                description = "YAML documents, one for each model.")
        private Path path = Path.of("");

        @Option(names = "--exit-code", description = "End with 1 where there is a difference.")
        private boolean exitCode;

        Diff(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                List<Plan.Step> steps = plan(server, path);
                show(connection, steps);
                return exitCode && !steps.isEmpty() ? Refusal.FAILED : 0;
            }
        }
    }

    @Command(
            name = "apply",
            description = "Make models, lineups and monitors as they are declared. Doing it twice changes nothing.",
            footer = {
                "",
                "Versions that are not there are registered, the lineup is replaced, and what is declared nowhere is left",
                "alone. Paths of artifacts are relative to the file they stand in. References (files of data) and alert",
                "routes (of the whole server, in an order) are set by themselves: monitor reference, alert routes.",
                "",
                "Example:",
                "  understudy apply -f models/loan.yml"
            })
    static final class Apply implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Option(
                names = {"-f", "--file"},
                required = true,
                paramLabel = "FILE|DIR",
                description = "YAML documents, one for each model.")
        private Path path = Path.of("");

        @Option(names = "--dry-run", description = "Show the plan, do nothing.")
        private boolean dryRun;

        Apply(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                List<Plan.Step> steps = plan(server, path);
                show(connection, steps);
                refuseTheImpossible(steps);
                if (!dryRun && !steps.isEmpty()) {
                    steps.forEach(step -> take(server, step));
                    connection.remark("applied");
                }
            }
            return 0;
        }

        private static void refuseTheImpossible(List<Plan.Step> steps) {
            for (Plan.Step step : steps) {
                if (step instanceof Plan.Impossible impossible) {
                    throw Refusal.failed("nothing was changed: " + impossible.why(), impossible.remedy());
                }
            }
        }

        private void take(RemoteServer server, Plan.Step step) {
            switch (step) {
                case Plan.Register register -> register(server, register);
                case Plan.Replace replace -> replace(server, replace);
                case Plan.Watch watch -> watch(server, watch);
                case Plan.Retire retire ->
                    server.post(Paths.of(Paths.RETIRE, retire.model()), new VersionRequest(retire.version()));
                case Plan.Impossible impossible -> throw Refusal.failed(impossible.why(), impossible.remedy());
            }
        }

        private void register(RemoteServer server, Plan.Register register) {
            boolean elsewhere = register.metadata().runtime().filter("elsewhere"::equals).isPresent();
            JsonNode answer = elsewhere
                    ? server.upload(
                            Paths.of(Paths.VERSIONS, register.model()),
                            Upload.withoutArtifact(Json.bytes(register.metadata())), Upload.type())
                    : ModelCommands.Register.send(
                            connection, server, register.model(), register.artifact(), register.metadata());
            int version = Json.as(answer, VersionView.class).version();
            if (version != register.version()) {
                throw Refusal.failed(
                        register.artifact() + " became " + register.model() + "@" + version + ", declared was version "
                                + register.version(),
                        "Somebody else registers too: look with understudy diff, then declare what is there");
            }
        }

        /** What became so in between, as by the defaults of a new model, needs nothing. */
        private static void watch(RemoteServer server, Plan.Watch watch) {
            if (!MonitorPart.changes(monitor(server, watch.model()), watch.monitor()).isEmpty()) {
                server.put(Paths.of(Paths.MONITORS, watch.model()), watch.monitor());
            }
        }

        private static void replace(RemoteServer server, Plan.Replace replace) {
            Optional<LineupView> now = lineup(server, replace.model());
            if (!Plan.changes(now.map(Declaration.Lineup::of), replace.lineup()).isEmpty()) {
                long revision = now.map(LineupView::revision).orElse(0L);
                server.put(
                        Paths.of(Paths.LINEUP, replace.model()),
                        replace.lineup().request(),
                        "If-Match",
                        "\"" + revision + "\"");
            }
        }
    }

    @Command(
            name = "export",
            description = "Write models, lineups and monitors as YAML, in a stable order, for Git.",
            footer = {
                "",
                "Artifacts are named, not written: put their files beside, and `apply` finds them.",
                "",
                "Examples:",
                "  understudy export --out models/",
                "  understudy export loan > loan.yml"
            })
    static final class Export implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(arity = "0..*", paramLabel = "NAME", description = "Which models. Default: all")
        private List<String> names = new ArrayList<>();

        @Option(names = "--out", paramLabel = "DIR", description = "A file for each model. Default: printed")
        private Optional<Path> out = Optional.empty();

        Export(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() throws IOException {
            try (RemoteServer server = connection.open()) {
                List<ModelView> models = names.isEmpty()
                        ? Json.as(server.get(Paths.MODELS), ModelView.Page.class).models().stream()
                                .sorted(Comparator.comparing(ModelView::name))
                                .toList()
                        : names.stream()
                                .map(name -> Json.as(server.get(Paths.of(Paths.MODEL, name)), ModelView.class))
                                .toList();
                List<Declaration> declarations = models.stream()
                        .map(model -> Declaration.of(
                                model, lineup(server, model.name()), monitor(server, model.name())))
                        .toList();
                write(declarations);
            }
            return 0;
        }

        private void write(List<Declaration> declarations) throws IOException {
            if (out.isPresent()) {
                Files.createDirectories(out.get());
                for (Declaration declaration : declarations) {
                    Path file = out.get().resolve(declaration.model() + ".yml");
                    Files.writeString(file, Yaml.text(Json.tree(declaration)));
                    connection.remark("wrote " + file);
                }
            } else if (connection.json()) {
                connection.print(Json.tree(declarations));
            } else {
                connection.out().print(String.join(
                        "---\n",
                        declarations.stream().map(one -> Yaml.text(Json.tree(one))).toList()));
            }
        }
    }

    private static List<Plan.Step> plan(RemoteServer server, Path path) {
        List<Plan.Step> steps = new ArrayList<>();
        for (Declaration.Declared declared : Declaration.read(path)) {
            String name = declared.declaration().model();
            Optional<ModelView> model =
                    orNone(() -> Json.as(server.get(Paths.of(Paths.MODEL, name)), ModelView.class));
            steps.addAll(Plan.of(
                    declared, model, model.flatMap(there -> lineup(server, name)),
                    model.flatMap(there -> monitor(server, name))));
        }
        return steps;
    }

    private static Optional<LineupView> lineup(RemoteServer server, String model) {
        return orNone(() -> Json.as(server.get(Paths.of(Paths.LINEUP, model)), LineupView.class));
    }

    private static Optional<MonitorView> monitor(RemoteServer server, String model) {
        return orNone(() -> Json.as(server.get(Paths.of(Paths.MONITORS, model)), MonitorView.class));
    }

    private static <T> Optional<T> orNone(Supplier<T> asked) {
        try {
            return Optional.of(asked.get());
        } catch (Refusal refusal) {
            if (refusal.status() == 404) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    private static void show(Connection connection, List<Plan.Step> steps) {
        if (connection.json()) {
            ObjectNode shown = Json.object();
            ArrayNode list = shown.putArray("steps");
            steps.forEach(step -> list.add(step.shown()));
            connection.print(shown);
        } else if (steps.isEmpty()) {
            connection.out().println("all is as declared");
        } else {
            steps.forEach(step -> connection.out().println(coloured(connection.ink(), step)));
        }
    }

    private static String coloured(Ink ink, Plan.Step step) {
        return switch (step) {
            case Plan.Register register -> ink.good(register.shown());
            case Plan.Replace replace -> ink.careful(replace.shown());
            case Plan.Watch watch -> ink.careful(watch.shown());
            case Plan.Retire retire -> ink.bad(retire.shown());
            case Plan.Impossible impossible -> ink.bad(impossible.shown());
        };
    }
}
