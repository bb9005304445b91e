package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.BacktestRequest;
import understudy.api.ComparisonView;
import understudy.api.JobView;
import understudy.api.Paths;

/** Champion against challenger: over what was shadowed, or over the past. */
final class CompareCommands {
    /** Width of a report that nobody reads on a screen. */
    private static final int PAGE = 100;

    private CompareCommands() {}

    @Command(
            name = "compare",
            description = "A challenger against the version that answers, over the same requests.",
            footer = {"", "Example:", "  understudy compare loan@2"})
    static final class Compare implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(
                paramLabel = "NAME@VERSION",
                converter = VersionReference.Converter.class,
                description = "The challenger, e.g. loan@2.")
        @SuppressWarnings("NullAway.Init") // the parser refuses a command line without it
        private VersionReference version;

        Compare(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Integer call() {
            try (RemoteServer server = connection.open()) {
                show(connection, server.get(Paths.of(Paths.COMPARISON, version.model(), version.version())));
            }
            return 0;
        }
    }

    @Command(
            name = "backtest",
            description = "Run a version over past requests, and compare it with what answered then.",
            footer = {"", "Example:", "  understudy backtest loan@2 --from 2026-05-01 --to 2026-06-01"})
    static final class Backtest implements Callable<Integer> {
        @Mixin
        private final Connection connection;

        @Parameters(
                paramLabel = "NAME@VERSION",
                converter = VersionReference.Converter.class,
                description = "The version, e.g. loan@2.")
        @SuppressWarnings("NullAway.Init") // the parser refuses a command line without it
        private VersionReference version;

        @Option(
                names = "--from",
                required = true,
                paramLabel = "WHEN",
                description = "The first request: a date, a time, or how long ago (7d).")
        private String from = "";

        @Option(names = "--to", paramLabel = "WHEN", description = "Up to here, exclusive. Default: ${DEFAULT-VALUE}")
        private String to = "now";

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
            BacktestRequest request =
                    new BacktestRequest(version.version(), begin.toString(), Optional.of(end.toString()));
            try (RemoteServer server = connection.open()) {
                JsonNode begun = server.post(Paths.of(Paths.BACKTESTS, version.model()), request);
                JsonNode job = new Job(server, connection.surroundings()).finished(begun);
                if (Json.as(job, JobView.class).comparison().isEmpty()) {
                    throw Refusal.failed("the backtest of " + version + " ended without a comparison", "");
                }
                show(connection, job.path("comparison"));
            }
            return 0;
        }
    }

    private static void show(Connection connection, JsonNode answer) {
        if (connection.json()) {
            connection.print(answer);
            return;
        }
        int width = Math.min(connection.columns(), connection.surroundings().outIsTerminal() ? 1_000 : PAGE);
        connection.out().print(
                ComparisonReport.text(Json.as(answer, ComparisonView.class), connection.ink(), width));
    }
}
