package understudy.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.Paths;

/** All that is known of a model in a period, as a file: part of {@link MonitorCommands}. */
@Command(
        name = "report",
        description = "Write all that is known of a model in a period as a page to read, send and print (HTML).",
        footer = {
            "",
            "Examples:",
            "  understudy monitor report loan",
            "  understudy monitor report loan --from 2026-05-01 --to 2026-06-01 --out may.html"
        })
final class MonitorReportCommand implements Callable<Integer> {
    @Mixin
    private final Connection connection;

    @Parameters(paramLabel = "NAME", description = "The model, e.g. loan.")
    @SuppressWarnings("NullAway.Init") // the parser refuses a command line without it
    private String model;

    @Option(
            names = "--from", paramLabel = "WHEN",
            description = "A date, a time, or how long ago (7d). Default: ${DEFAULT-VALUE}")
    private String from = "30d";

    @Option(names = "--to", paramLabel = "WHEN", description = "Up to here, exclusive. Default: ${DEFAULT-VALUE}")
    private String to = "now";

    @Option(
            names = "--window", paramLabel = "WINDOW",
            description = "Of the performance: hour, day, week, month or count:500. Default: ${DEFAULT-VALUE}")
    private String window = "day";

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write it. Default: NAME-report.html")
    private Optional<Path> file = Optional.empty();

    MonitorReportCommand(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Integer call() {
        Instant now = connection.surroundings().clock().instant();
        Query query = new Query()
                .with("from", Moment.parse("--from", from, now))
                .with("to", Moment.parse("--to", to, now))
                .with("window", window);
        try (RemoteServer server = connection.open()) {
            ReportFile.write(
                    connection, server, Paths.of(Paths.MODEL_REPORT, model) + query.text(),
                    file.orElseGet(() -> Path.of(model + "-report.html")));
        }
        return 0;
    }
}
