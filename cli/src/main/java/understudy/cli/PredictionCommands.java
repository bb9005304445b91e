package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.FoundView;
import understudy.api.OverrideRequest;
import understudy.api.Paths;
import understudy.api.PredictionView;
import understudy.api.ReproductionView;
import understudy.api.TensorView;

/** Past predictions: finding them, running one again, deciding otherwise. */
final class PredictionCommands {
    private PredictionCommands() {}

    @Command(
            name = "predictions",
            description = "Search what was answered, newest first; or all of one prediction.",
            footer = {
                "",
                "--where takes score, predicted, label, action, error, latency_ms, disagrees (a version), feature.NAME or",
                "segment.NAME, then =, !=, <, <=, > or >=, then a value. Several must all hold.",
                "",
                "Examples:",
                "  understudy predictions loan --since 2h --where 'score > 0.8' --where segment.region=north",
                "  understudy predictions loan --id 01934f5c-7a2b-7c3d-8e4f-5a6b7c8d9e0f.0"
            })
    static final class Search implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "NAME", description = "The model.")
        private String name = "";

        @Option(names = "--id", paramLabel = "ID", description = "One prediction, with all that is known of it.")
        private Optional<String> id = Optional.empty();

        @Option(names = "--since", paramLabel = "WHEN", description = "A date, a time, or how long ago (2h, 7d).")
        private Optional<String> since = Optional.empty();

        @Option(names = "--until", paramLabel = "WHEN", description = "Up to here, exclusive.")
        private Optional<String> until = Optional.empty();

        @Option(names = "--where", paramLabel = "CONDITION", description = "Which; may be repeated.")
        private List<String> where = new ArrayList<>();

        @Option(names = "--version", paramLabel = "V", description = "Answered by this version.")
        private Optional<Integer> version = Optional.empty();

        @Option(names = "--role", paramLabel = "ROLE", description = "champion, canary or direct.")
        private Optional<String> role = Optional.empty();

        @Option(names = "--key", paramLabel = "KEY", description = "The caller's own key.")
        private Optional<String> key = Optional.empty();

        @Option(names = "--limit", paramLabel = "N", description = "At most so many. Default: ${DEFAULT-VALUE}")
        private int limit = 50;

        Search(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                if (id.isPresent()) {
                    one(server.get(Paths.of(Paths.PREDICTION, id.get())));
                } else {
                    found(server.get(Paths.PREDICTIONS + query()));
                }
            }
            return 0;
        }

        private String query() {
            Instant now = connection.surroundings().clock().instant();
            Query query = new Query().with("model", name).with("limit", limit);
            version.ifPresent(value -> query.with("version", value));
            role.ifPresent(value -> query.with("role", value));
            key.ifPresent(value -> query.with("key", value));
            since.ifPresent(value -> query.with("from", Moment.parse("--since", value, now)));
            until.ifPresent(value -> query.with("to", Moment.parse("--until", value, now)));
            where.forEach(value -> query.with("where", value));
            return query.text();
        }

        private void found(JsonNode answer) {
            List<PredictionView> predictions = Json.as(answer, PredictionView.Page.class).predictions();
            if (connection.json()) {
                connection.print(answer);
                return;
            }
            if (predictions.isEmpty()) {
                connection.remark("no predictions like that");
                return;
            }
            Table table = new Table(
                    "prediction", "received", "version", "role", "key", "score", "says", "action", "label", "segments");
            predictions.forEach(one -> table.row(
                    one.predictionId(),
                    Moment.shown(one.receivedAt()),
                    "@" + one.version(),
                    one.role(),
                    one.key().orElse(""),
                    one.score().map(ComparisonReport::number).orElse(""),
                    one.error().map("error: "::concat).or(one::predicted).orElse(""),
                    one.action().orElse(""),
                    one.label().orElse(""),
                    segments(one.segments())));
            connection.print(table);
        }

        private void one(JsonNode answer) {
            if (connection.json()) {
                connection.print(answer);
                return;
            }
            FoundView found = Json.as(answer, FoundView.class);
            connection.out().println(connection.ink().bold(found.predictionId()) + ": " + found.model() + "@"
                    + found.version() + " answered as " + found.role() + " for " + found.principal() + " on "
                    + Moment.shown(found.receivedAt()) + " UTC, in " + ComparisonReport.number(found.latencyMillis())
                    + " ms" + found.key().map(value -> ", key " + value).orElse(""));
            Table table = new Table("what", "who", "value");
            found.segments().entrySet().stream().sorted(Map.Entry.comparingByKey())
                    .forEach(segment -> table.row("segment", segment.getKey(), segment.getValue()));
            found.inputs().forEach(input -> table.row("input", input.name(), value(input)));
            said(table, "answer", "@" + found.version(), found.answer());
            found.shadows().forEach(shadow -> said(table, "shadow", "@" + shadow.version(), shadow.said()));
            found.labels().forEach(label -> table.row(
                    "label", label.by(), label.value() + ", true since " + Moment.shown(label.at())));
            found.overrides().forEach(override -> table.row(
                    "override", override.by(), override.action() + ": " + override.reason()));
            connection.print(table);
        }

        private static void said(Table table, String what, String who, FoundView.Said said) {
            said.outputs().forEach(output -> table.row(what, who, output.name() + " " + value(output)));
            said.action().ifPresent(action -> table.row(what, who, "action " + action));
            said.error().ifPresent(error -> table.row(what, who, "error: " + error));
        }

        private static String value(TensorView tensor) {
            return switch (tensor.kept()) {
                case "plain" -> tensor.data().stream().map(String::valueOf).collect(Collectors.joining(" "));
                case "hashed" -> "(hashed) " + tensor.data().stream().map(String::valueOf).collect(Collectors.joining(" "));
                default -> "(" + tensor.kept() + ")";
            };
        }
    }

    private static String segments(Map<String, String> segments) {
        return segments.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    @Command(
            name = "reproduce",
            description = "Run a past prediction again, and compare bit for bit.",
            footer = {"", "Example:", "  understudy reproduce 01934f5c-7a2b-7c3d-8e4f-5a6b7c8d9e0f.0"})
    static final class Reproduce implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(paramLabel = "ID", description = "The prediction.")
        private String id = "";

        Reproduce(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.post(Paths.of(Paths.REPRODUCE, id), Map.of());
                ReproductionView again = Json.as(answer, ReproductionView.class);
                String difference = again.same()
                        ? connection.ink().good("the same bits")
                        : connection.ink().careful("not the same: up to " + again.ulps()
                                + " units in the last place apart, "
                                + (again.actionsSame() ? "the same action" : "another action"));
                connection.print(
                        answer,
                        again.predictionId() + " on " + again.model() + "@" + again.version() + ": " + difference
                                + " (then " + again.libraryThen() + ", now " + again.libraryNow() + ")");
            }
            return 0;
        }
    }

    @Command(
            name = "override",
            description = "Record that a person decided otherwise, and why.",
            footer = {
                "",
                "Example:",
                "  understudy override 01934f5c-7a2b-7c3d-8e4f-5a6b7c8d9e0f.0 approve --reason 'income proved by letter'"
            })
    static final class Overrule implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(index = "0", paramLabel = "ID", description = "The prediction.")
        private String id = "";

        @Parameters(index = "1", paramLabel = "ACTION", description = "What was done.")
        private String action = "";

        @Option(names = "--reason", required = true, paramLabel = "WHY", description = "For whoever looks later.")
        private String reason = "";

        Overrule(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.post(Paths.of(Paths.OVERRIDE, id), new OverrideRequest(action, reason));
                connection.print(answer, id + ": " + action + ", as a person decided");
            }
            return 0;
        }
    }
}
