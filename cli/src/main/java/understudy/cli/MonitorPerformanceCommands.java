package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.CausesRequest;
import understudy.api.FairnessView;
import understudy.api.JobView;
import understudy.api.Paths;
import understudy.api.PerformanceView;

/** How good a model's answers are, for whom, and why that changed. */
final class MonitorPerformanceCommands {
    private MonitorPerformanceCommands() {}

    /** Which rows. */
    static final class Stretch {
        @Option(
                names = "--from", paramLabel = "WHEN",
                description = "A date, a time, or how long ago (7d). Default: ${DEFAULT-VALUE}")
        private String from = "30d";

        @Option(names = "--to", paramLabel = "WHEN", description = "Up to here, exclusive. Default: ${DEFAULT-VALUE}")
        private String to = "now";

        @Option(names = "--version-number", paramLabel = "VERSION", description = "Of this version only.")
        private Optional<Integer> version = Optional.empty();

        private Query query(Connection connection) {
            Instant now = connection.surroundings().clock().instant();
            Query query = new Query()
                    .with("from", Moment.parse("--from", from, now))
                    .with("to", Moment.parse("--to", to, now));
            version.ifPresent(number -> query.with("version", number));
            return query;
        }
    }

    @Command(
            name = "performance",
            description = "How good the answers were, window by window: by labels, and before they come.",
            footer = {
                "",
                "Brackets hold 95 % intervals; ~ marks what was estimated without labels.",
                "",
                "Examples:",
                "  understudy monitor performance loan",
                "  understudy monitor performance loan --window week --from 90d --segment region",
                "  understudy monitor performance loan --slice region=north --metric recall"
            })
    static final class Performance implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Mixin
        private final Stretch stretch = new Stretch();

        @Parameters(paramLabel = "NAME", description = "The model, e.g. loan.")
        @SuppressWarnings("NullAway.Init") // the parser refuses a command line without it
        private String model;

        @Option(
                names = "--window", paramLabel = "WINDOW",
                description = "hour, day, week, month or count:500. Default: ${DEFAULT-VALUE}")
        private String window = "day";

        @Option(
                names = "--segment", paramLabel = "COLUMN[:CUTS]",
                description = "One row for each value of a segment or feature, or between cuts (age:25,40,60).")
        private Optional<String> segment = Optional.empty();

        @Option(names = "--slice", paramLabel = "COLUMN=VALUE", description = "Only these rows, e.g. region=north.")
        private Optional<String> slice = Optional.empty();

        @Option(
                names = "--metric", paramLabel = "METRIC", split = ",",
                description = "Show these, e.g. auc,recall. Default: the model's first three")
        private List<String> metrics = List.of();

        Performance(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            Query query = stretch.query(connection).with("window", window);
            segment.ifPresent(column -> query.with("segment", column));
            slice.ifPresent(rows -> query.with("slice", rows));
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.of(Paths.PERFORMANCE, model) + query.text());
                if (connection.json()) {
                    connection.print(answer);
                } else {
                    PerformanceReport.show(connection, Json.as(answer, PerformanceView.class), metrics);
                }
            }
            return 0;
        }
    }

    @Command(
            name = "fairness",
            description = "Whether groups are treated alike: rates with intervals, differences and ratios.",
            footer = {
                "",
                "Examples:",
                "  understudy monitor fairness loan --by sex --against male",
                "  understudy monitor fairness loan --by age:25,40,60 --from 90d"
            })
    static final class Fairness implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Mixin
        private final Stretch stretch = new Stretch();

        @Parameters(paramLabel = "NAME", description = "The model, e.g. loan.")
        @SuppressWarnings("NullAway.Init") // the parser refuses a command line without it
        private String model;

        @Option(
                names = "--by", required = true, paramLabel = "COLUMN[:CUTS]",
                description = "A segment or feature, or one between cuts (age:25,40,60).")
        private String by = "";

        @Option(names = "--against", paramLabel = "GROUP", description = "Hold the others against it. Default: the largest")
        private Optional<String> against = Optional.empty();

        Fairness(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            Query query = stretch.query(connection).with("by", by);
            against.ifPresent(group -> query.with("against", group));
            try (RemoteServer server = connection.open()) {
                JsonNode answer = server.get(Paths.of(Paths.FAIRNESS, model) + query.text());
                if (connection.json()) {
                    connection.print(answer);
                } else {
                    PerformanceReport.show(connection, Json.as(answer, FairnessView.class));
                }
            }
            return 0;
        }
    }

    @Command(
            name = "causes",
            description = "Why a number changed: its parts by features, in the number's own units.",
            footer = {
                "",
                "Examples:",
                "  understudy monitor causes loan --from 7d                    against the reference",
                "  understudy monitor causes loan --from 7d --before 60d       against traffic 60 to 7 days ago",
                "  understudy monitor causes loan --from 7d --metric mean_score --group money=income,debt"
            })
    static final class Causes implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Mixin
        private final Stretch stretch = new Stretch();

        @Parameters(paramLabel = "NAME", description = "The model, e.g. loan.")
        @SuppressWarnings("NullAway.Init") // the parser refuses a command line without it
        private String model;

        @Option(
                names = "--metric", paramLabel = "METRIC",
                description = "E.g. auc, or mean_score. Default: the model's first")
        private Optional<String> metric = Optional.empty();

        @Option(
                names = "--before", paramLabel = "WHEN",
                description = "Hold it against traffic since then, not the reference.")
        private Optional<String> before = Optional.empty();

        @Option(names = "--before-to", paramLabel = "WHEN", description = "Up to here. Default: --from")
        private Optional<String> beforeTo = Optional.empty();

        @Option(
                names = "--group", paramLabel = "NAME=FEATURE[,FEATURE...]",
                description = "Features that share a part; may be repeated. Default: those that moved most")
        private List<String> groups = List.of();

        Causes(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            Instant now = connection.surroundings().clock().instant();
            CausesRequest request = new CausesRequest(
                    Moment.parse("--from", stretch.from, now).toString(),
                    Optional.of(Moment.parse("--to", stretch.to, now).toString()),
                    stretch.version,
                    metric,
                    grouped(),
                    before.map(text -> Moment.parse("--before", text, now).toString()),
                    beforeTo.map(text -> Moment.parse("--before-to", text, now).toString()));
            try (RemoteServer server = connection.open()) {
                JsonNode begun = server.post(Paths.of(Paths.CAUSES, model), request);
                JsonNode job = new Job(server, connection.surroundings()).finished(begun);
                if (connection.json()) {
                    connection.print(job.path("causes"));
                } else {
                    Json.as(job, JobView.class).causes().ifPresent(causes -> PerformanceReport.show(connection, causes));
                }
            }
            return 0;
        }

        private Map<String, List<String>> grouped() {
            Map<String, List<String>> found = new LinkedHashMap<>();
            for (String group : groups) {
                int equals = group.indexOf('=');
                if (equals < 1 || equals == group.length() - 1) {
                    throw Refusal.wrongUsage("--group: " + group + " (expected: NAME=FEATURE,FEATURE)", "");
                }
                found.put(group.substring(0, equals), Arrays.asList(group.substring(equals + 1).split(",", -1)));
            }
            return found;
        }
    }
}
