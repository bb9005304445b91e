package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.BacktestRequest;
import understudy.api.BacktestView;
import understudy.api.ComparisonView;
import understudy.api.JobView;
import understudy.api.Paths;
import understudy.api.RankingView;

/** Champion against challenger: over what was shadowed, or over the past. */
final class CompareCommands {
    /** Width of a report that nobody reads on a screen. */
    private static final int PAGE = 100;

    private CompareCommands() {}

    @Command(
            name = "compare",
            description = "A challenger against the version that answers, over the same requests.",
            footer = {
                "",
                "Examples:",
                "  understudy compare loan                     all challengers, the best first",
                "  understudy compare loan@2 --explore         where it loses and where both differ, too",
                "  understudy compare loan@2 --report loan.html"
            })
    static final class Compare implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(
                paramLabel = "NAME[@VERSION]",
                description = "The challenger, e.g. loan@2; all challengers without a version.")
        private String asked = "";

        @Option(names = "--explore", description = "Look for slices where it loses and where both differ; takes longer.")
        private boolean explore;

        @Option(names = "--report", paramLabel = "FILE", description = "Write it as a page to print, too (HTML).")
        private Optional<Path> report = Optional.empty();

        @Option(
                names = "--metric",
                paramLabel = "METRIC",
                description = "Rank all challengers by this one, e.g. auc. Default: the model's standard one")
        private Optional<String> metric = Optional.empty();

        Compare(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            boolean one = asked.contains("@");
            if (one && metric.isPresent()) {
                throw Refusal.wrongUsage(
                        "--metric ranks all challengers; " + asked + " is judged by its plan",
                        "Write a plan: understudy plan " + asked + " --metric " + metric.get());
            }
            if (!one && (explore || report.isPresent())) {
                throw Refusal.wrongUsage(
                        (explore ? "--explore" : "--report") + " needs one challenger (expected: NAME@VERSION, e.g. "
                                + asked + "@2)", "");
            }
            try (RemoteServer server = connection.open()) {
                return one ? compare(server, VersionReference.parse(asked)) : rank(server);
            }
        }

        private int compare(RemoteServer server, VersionReference version) {
            Query query = explore ? new Query().with("explore", true) : new Query();
            JsonNode answer =
                    server.get(Paths.of(Paths.COMPARISON, version.model(), version.version()) + query.text());
            if (connection.json()) {
                connection.print(answer);
            } else {
                show(connection, Json.as(answer, ComparisonView.class));
            }
            report.ifPresent(file -> ReportFile.write(
                    connection, server,
                    Paths.of(Paths.COMPARISON_REPORT, version.model(), version.version()) + query.text(), file));
            return 0;
        }

        private int rank(RemoteServer server) {
            Query query = new Query();
            metric.ifPresent(name -> query.with("metric", name));
            JsonNode answer = server.get(Paths.of(Paths.COMPARISONS, asked) + query.text());
            if (connection.json()) {
                connection.print(answer);
            } else {
                SideBySide.ranking(connection, Json.as(answer, RankingView.class));
            }
            return 0;
        }
    }

    @Command(
            name = "backtest",
            description = "Run versions over past requests, and compare them with what answered then.",
            footer = {
                "",
                "Examples:",
                "  understudy backtest loan@2 --from 2026-05-01 --to 2026-06-01",
                "  understudy backtest loan@2 loan@3 --from 30d --report loan.html"
            })
    static final class Backtest implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(
                arity = "1..*",
                paramLabel = "NAME@VERSION",
                converter = VersionReference.Converter.class,
                description = "One version or several of one model, side by side, e.g. loan@2 loan@3.")
        private List<VersionReference> versions = List.of();

        @Option(
                names = "--from",
                required = true,
                paramLabel = "WHEN",
                description = "The first request: a date, a time, or how long ago (7d).")
        private String from = "";

        @Option(names = "--to", paramLabel = "WHEN", description = "Up to here, exclusive. Default: ${DEFAULT-VALUE}")
        private String to = "now";

        @Option(names = "--report", paramLabel = "FILE", description = "Write it as a page to print, too (HTML).")
        private Optional<Path> report = Optional.empty();

        Backtest(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            Instant now = connection.surroundings().clock().instant();
            Instant begin = Moment.parse("--from", from, now);
            Instant end = Moment.parse("--to", to, now);
            if (!begin.isBefore(end)) {
                throw Refusal.wrongUsage("--from: " + begin + " (expected: before --to " + end + ")", "");
            }
            String model = versions.getFirst().model();
            if (!versions.stream().allMatch(version -> version.model().equals(model))) {
                throw Refusal.wrongUsage("versions of several models (expected: of one)", "Run a backtest for each");
            }
            BacktestRequest request = new BacktestRequest(
                    Optional.empty(), versions.stream().map(VersionReference::version).toList(), begin.toString(),
                    Optional.of(end.toString()));
            try (RemoteServer server = connection.open()) {
                JsonNode begun = server.post(Paths.of(Paths.BACKTESTS, model), request);
                JsonNode job = new Job(server, connection.surroundings()).finished(begun);
                show(job);
                report.ifPresent(file -> ReportFile.write(
                        connection, server, Paths.of(Paths.JOB_REPORT, job.path("id").asText()), file));
            }
            return 0;
        }

        private void show(JsonNode job) {
            if (connection.json()) {
                connection.print(job.path("backtests"));
                return;
            }
            List<BacktestView> found = Json.as(job, JobView.class).backtests();
            if (found.size() == 1) {
                CompareCommands.show(connection, found.getFirst().asKnownThen());
                connection.out().println();
            }
            SideBySide.backtests(connection, found);
        }
    }

    private static void show(Connection connection, ComparisonView comparison) {
        connection.out().print(ComparisonReport.text(comparison, connection.ink(), width(connection)));
    }

    /** Of a report. */
    static int width(Connection connection) {
        return Math.min(connection.columns(), connection.surroundings().outIsTerminal() ? 1_000 : PAGE);
    }
}
