package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.DecisionView;
import understudy.api.ModelView;
import understudy.api.Paths;
import understudy.api.ReferenceView;
import understudy.api.SignatureView;
import understudy.api.VersionMetadata;
import understudy.api.VersionView;

/** {@code understudy model}: what models and versions there are, and new ones. */
@Command(
        name = "model",
        synopsisSubcommandLabel = "COMMAND",
        description = "Register, list, show and retire models and their versions.",
        footer = {"", "Example:", "  understudy model register loan model.onnx --owner risk-team"})
final class ModelCommands {
    @Mixin
    private final Connection.Help help = new Connection.Help();

    private ModelCommands() {}

    static CommandLine tree(Surroundings surroundings) {
        return new CommandLine(new ModelCommands())
                .addSubcommand(new Register(new Connection(surroundings)))
                .addSubcommand(new ListThem(new Connection(surroundings)))
                .addSubcommand(new Show(new Connection(surroundings)))
                .addSubcommand(new ProvenanceCommands.Bom(new Connection(surroundings)))
                .addSubcommand(new ProvenanceCommands.Vulnerabilities(new Connection(surroundings)))
                .addSubcommand(new LineupCommands.Retire(new Connection(surroundings)));
    }

    @Command(
            name = "register",
            description = "Register a model file, or directory, as the model's next version.",
            footer = {
                "",
                "A model's first version takes the lead by itself where policy allows; later ones are candidates.",
                "",
                "Examples:",
                "  understudy model register loan model.onnx --signature signature.yml --owner risk-team",
                "  understudy model register loan model.onnx --reference train.csv --score p --label defaulted",
                "  understudy model register loan --elsewhere --signature signature.yml --option alias=loan-kserve"
            })
    static final class Register implements Callable<Integer> {
        private static final long SMALL = 4 << 20;

        @Mixin
        private final Connection connection;

        @Parameters(index = "0", paramLabel = "NAME", description = "The model; made if it is not there.")
        private String name = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", description = "The model file, or a directory.")
        private Optional<Path> path = Optional.empty();

        @Option(
                names = "--elsewhere",
                description = "Another platform serves it: there is no file, and its answers are brought (with --signature).")
        private boolean elsewhere;

        @Option(names = "--runtime", paramLabel = "RUNTIME", description = "What loads it. Default: found out.")
        private Optional<String> runtime = Optional.empty();

        @Option(names = "--signature", paramLabel = "FILE", description = "Its inputs and outputs (YAML or JSON).")
        private Optional<Path> signature = Optional.empty();

        @Option(
                names = "--model-signature",
                paramLabel = "FILE",
                description = "What callers send and get; with the first version. Default: the version's own.")
        private Optional<Path> modelSignature = Optional.empty();

        @Option(names = "--card", paramLabel = "FILE", description = "What operators should know (YAML or JSON).")
        private Optional<Path> card = Optional.empty();

        @Option(names = "--decision", paramLabel = "FILE", description = "Its decision rule (YAML or JSON).")
        private Optional<Path> decision = Optional.empty();

        @Option(
                names = "--reference",
                paramLabel = "FILE",
                description = "Its training data (CSV, NDJSON, Parquet): what its traffic will be held against.")
        private Optional<Path> reference = Optional.empty();

        @Mixin
        private final ReferenceFile sent = new ReferenceFile();

        @Option(
                names = "--task",
                paramLabel = "TASK",
                description = "binary, multiclass, regression or other; with the first version. Default: found out.")
        private Optional<String> task = Optional.empty();

        @Option(names = "--owner", paramLabel = "WHO", description = "Who to ask; with the first version.")
        private Optional<String> owner = Optional.empty();

        @Option(names = "--risk-tier", paramLabel = "TIER", description = "low, medium or high; with the first version.")
        private Optional<String> riskTier = Optional.empty();

        @Option(
                names = "--maturity",
                paramLabel = "DURATION",
                description = "Age at which a label counts as known, e.g. 30d; with the first version.")
        private Optional<String> maturity = Optional.empty();

        @Option(
                names = "--isolation",
                paramLabel = "WHERE",
                description = "in-process or process: whether it runs in a process of its own. Default: as its runtime does.")
        private Optional<String> isolation = Optional.empty();

        @Option(
                names = "--option",
                paramLabel = "NAME=VALUE",
                description = "How it is to be run, e.g. python=/opt/env/bin/python, batch_rows=64. May be repeated.")
        private Map<String, String> options = Map.of();

        Register(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            refuseReferenceTooLate();
            try (RemoteServer server = connection.open()) {
                JsonNode answer = answer(server);
                VersionView version = Json.as(answer, VersionView.class);
                String role = version.role().map(what -> " as " + what).orElse(", a candidate");
                connection.print(
                        answer,
                        "registered " + version.model() + "@" + version.version() + role + " (" + version.runtime()
                                + ", digest " + version.digest() + ")");
                if (version.role().isEmpty()) {
                    version.obstacle().ifPresent(why -> connection.remark("It may rehearse, but " + why));
                }
                reference.ifPresent(
                        file -> refer(server, new VersionReference(version.model(), version.version()), file));
            }
            return 0;
        }

        /** What is known to fail should fail before there is a version. */
        private void refuseReferenceTooLate() {
            if (reference.isEmpty() && sent.isGiven()) {
                throw Refusal.wrongUsage(
                        "--score, --label, --time and --positive name columns of the training data", "Name it: --reference FILE");
            }
            reference.filter(file -> !Files.isRegularFile(file)).ifPresent(file -> {
                throw Refusal.failed("--reference: there is no file " + file, "Nothing was registered; name its training data");
            });
        }

        private void refer(RemoteServer server, VersionReference version, Path file) {
            try {
                ReferenceView made = sent.send(connection, server, version, file);
                connection.remark("reference made of " + made.rows() + " rows of " + made.source());
                made.remarks().forEach(remark -> connection.remark("remark: " + remark));
            } catch (Refusal refused) {
                throw Refusal.failed(
                        version + " is registered, but without a reference: " + refused.fact(),
                        (refused.remedy().isEmpty() ? "" : refused.remedy() + ". ") + "Try again with: understudy monitor reference "
                                + version + " " + file,
                        refused);
            }
        }

        private JsonNode answer(RemoteServer server) {
            if (elsewhere == path.isPresent()) {
                throw Refusal.failed(
                        elsewhere ? "a version that is served elsewhere has no file" : "no file is named",
                        "Give the path of a model file, or --elsewhere for one that another platform serves");
            }
            if (elsewhere && signature.isEmpty()) {
                throw Refusal.failed(
                        "nothing here can tell the inputs and outputs of what is served elsewhere", "Give --signature FILE");
            }
            return elsewhere
                    ? server.upload(
                            Paths.of(Paths.VERSIONS, name), Upload.withoutArtifact(Json.bytes(metadata())), Upload.type())
                    : send(connection, server, name, path.get(), metadata());
        }

        private VersionMetadata metadata() {
            return new VersionMetadata(
                    elsewhere ? Optional.of("elsewhere") : runtime,
                    signature.map(file -> Yaml.read(file, SignatureView.class)),
                    modelSignature.map(file -> Yaml.read(file, SignatureView.class)),
                    task,
                    owner,
                    riskTier,
                    maturity,
                    decision.map(file -> Yaml.read(file, DecisionView.class)),
                    options(),
                    card.map(Register::card).orElse(Map.of()));
        }

        private Map<String, String> options() {
            Map<String, String> all = new TreeMap<>(options);
            isolation.ifPresent(where -> all.put("isolation", where));
            return all;
        }

        @SuppressWarnings("unchecked")
        private static Map<String, Object> card(Path file) {
            return Yaml.read(file, Map.class);
        }

        static JsonNode send(
                Connection connection, RemoteServer server, String model, Path path, VersionMetadata metadata) {
            try (Upload upload = Upload.of(path);
                    Progress progress = progress(upload, connection.surroundings())) {
                return server.upload(
                        Paths.of(Paths.VERSIONS, model), upload.body(Json.bytes(metadata), progress), Upload.type());
            }
        }

        /** What is there in a moment is not worth a line. */
        private static Progress progress(Upload upload, Surroundings surroundings) {
            return upload.size() < SMALL
                    ? new Progress.Silent()
                    : Progress.of("upload", upload.size(), Progress.Unit.BYTES, surroundings);
        }
    }

    @Command(name = "list", description = "The models there are.", footer = {"", "Example:", "  understudy model list"})
    static final class ListThem implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        ListThem(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.MODELS);
                List<ModelView> models = Json.as(answer, ModelView.Page.class).models();
                if (connection.json()) {
                    connection.print(answer);
                } else if (models.isEmpty()) {
                    connection.remark("no models yet. Register one: understudy model register NAME PATH");
                } else {
                    Table table = new Table("name", "task", "champion", "versions", "owner", "risk", "created");
                    models.forEach(model -> table.row(
                            model.name(),
                            model.task(),
                            model.champion().map(version -> "@" + version).orElse("–"),
                            model.versions().size(),
                            model.owner(),
                            model.riskTier(),
                            Moment.shown(model.createdAt())));
                    connection.print(table);
                }
            }
            return 0;
        }
    }

    @Command(
            name = "show",
            description = "A model and its versions.",
            footer = {"", "Examples:", "  understudy model show loan", "  understudy model show loan@2 -o json"})
    static final class Show implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "NAME[@VERSION]", description = "A model, or one of its versions.")
        private String name = "";

        Show(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                if (name.indexOf('@') >= 0) {
                    VersionReference version = VersionReference.parse(name);
                    JsonNode answer = server.get(Paths.of(Paths.VERSION, version.model(), version.version()));
                    show(answer, () -> version(Json.as(answer, VersionView.class)));
                } else {
                    JsonNode answer = server.get(Paths.of(Paths.MODEL, name));
                    show(answer, () -> model(Json.as(answer, ModelView.class)));
                }
            }
            return 0;
        }

        private void show(JsonNode answer, Runnable table) {
            if (connection.json()) {
                connection.print(answer);
            } else {
                table.run();
            }
        }

        private void model(ModelView model) {
            connection.out().println(connection.ink().bold(model.name()) + ": " + model.task() + ", owned by "
                    + (model.owner().isEmpty() ? "nobody" : model.owner()) + ", " + model.riskTier()
                    + " risk, labels count after " + Moment.shown(model.maturity()));
            Table versions = new Table("version", "role", "state", "runtime", "file", "digest", "by", "created");
            model.versions().forEach(version -> versions.row(
                    "@" + version.version(),
                    version.retired() ? "retired" : version.role().orElse("candidate"),
                    version.state(),
                    version.runtime(),
                    version.fileName(),
                    version.digest().substring(0, Math.min(12, version.digest().length())),
                    version.createdBy(),
                    Moment.shown(version.createdAt())));
            connection.print(versions);
        }

        private void version(VersionView version) {
            connection.out().println(connection.ink().bold(version.model() + "@" + version.version()) + ": "
                    + (version.retired() ? "retired" : version.role().orElse("candidate")) + ", " + version.state()
                    + ", " + version.fileName() + " loaded by " + version.runtime());
            connection.out().println("digest " + version.digest());
            version.memoryBytes().ifPresent(bytes -> connection.out().println(
                    String.format(Locale.ROOT, "holds about %.1f MB while it is loaded", bytes / 1e6)));
            version.callMicros().ifPresent(micros -> connection.out().println(
                    String.format(Locale.ROOT, "a call with one row took %.3f ms when it was loaded", micros / 1e3)));
            version.obstacle().ifPresent(why -> connection.out().println("may not lead: " + why));
            version.options().forEach((name, value) -> connection.out().println(name + ": " + value));
            version.findings().forEach(finding -> connection.out().println("found: " + finding));
            connection.print(fields(version.signature()));
            version.decision().ifPresent(rule -> connection.out().println("decision: " + Json.line(Json.tree(rule))));
            if (!version.card().isEmpty()) {
                connection.out().println("card:\n" + Yaml.text(Json.tree(version.card())).indent(2).stripTrailing());
            }
        }

        private static Table fields(SignatureView signature) {
            Table fields = new Table("field", "is", "type", "shape", "more");
            for (SignatureView.Input input : signature.inputs()) {
                fields.row(input.name(), "input", input.datatype(), input.shape(), "");
                input.features().forEach(feature -> fields.row(
                        "  " + feature.name(),
                        "feature",
                        feature.categories().isEmpty() ? "" : "category",
                        "",
                        (feature.optional().orElse(false) ? "may be missing " : "")
                                + feature.privacy().filter(what -> !what.equals("keep")).orElse("")));
            }
            signature.outputs().forEach(output -> fields.row(
                    output.name(), output.meaning().orElse("output"), output.datatype(), output.shape(),
                    String.join(", ", output.classes())));
            return fields;
        }
    }
}
