package understudy.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/**
 * Weeks of back-dated predictions on a whole server, which watches them as they are brought; more of them with
 * {@code -Dunderstudy.watched.days=63}.
 */
class WatchedServerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    @TempDir
    Path folder;

    private final Branch branch = new Branch(Instant.now());

    @Test
    void what_changed_is_found_in_history_that_is_brought_while_it_is_watched_and_told_once() throws IOException {
        Path told = folder.resolve("told.jsonl");
        try (RunningServer server = RunningServer.in(
                        folder.resolve("data"),
                        Map.of(Setting.MONITORING_INTERVAL, "300ms", Setting.NOTIFY_FILE, told.toString()));
                Commands commands = new Commands(folder, server.address())) {
            Caller caller = server.caller();
            branch.register(caller);
            branch.watchAtOnce(caller);
            Path training = Files.writeString(folder.resolve("train.csv"), branch.training());
            commands.type("monitor", "reference", Branch.MODEL + "@1", training.toString(), "--score", "chance",
                    "--label", "defaulted").good();

            int rows = Branch.bring(caller, branch.lines(branch.began(), branch.end()));

            assertThat(rows).isEqualTo(24 * Branch.DAYS * Branch.ROWS_PER_HOUR);
            RunningServer.eventually("both are found", PATIENCE, () -> named(caller).containsAll(List.of("income", "age")));
            assertThat(alerts(caller)).allSatisfy(alert -> assertThat(Instant.parse(alert.path("since").asText()))
                    .as(alert.toString())
                    .isAfterOrEqualTo(branch.rise()));
            assertThat(named(caller)).filteredOn(name -> name.equals("age") || name.equals("income"))
                    .as("one alert a column").doesNotHaveDuplicates();
            windows(caller, commands);
            people(commands);
            RunningServer.eventually("the file has both", () -> read(told).contains("income moved up")
                    && read(told).contains("age is missing"));
        }
    }

    private void windows(Caller caller, Commands commands) {
        JsonNode windows = caller.get(Paths.of(Paths.WINDOWS, Branch.MODEL) + "?from=" + branch.rise() + "&to=" + branch.end()
                + "&limit=500").good().path("windows");
        assertThat(windows).hasSize(60).allSatisfy(window ->
                assertThat(window.path("rows").asInt()).isEqualTo(Branch.ROWS_PER_HOUR));
        JsonNode seen = caller.get(Paths.of(Paths.OBSERVATIONS, Branch.MODEL) + "?state=alarmed&from=" + branch.rise()).good()
                .path("observations");
        assertThat(seen.findValuesAsText("column")).contains("age");
        assertThat(commands.type("monitor", "windows", Branch.MODEL).good().out()).contains("36");
        assertThat(commands.type("monitor", "observations", Branch.MODEL, "--state", "alarmed").good().out()).contains("age");
    }

    private static void people(Commands commands) {
        assertThat(commands.type("alert", "list").good().out()).contains("income").contains("age is missing");
        assertThat(commands.type("monitor", "show", Branch.MODEL).good().out()).contains("inputs").contains("income");
    }

    private static List<JsonNode> alerts(Caller caller) {
        List<JsonNode> alerts = new ArrayList<>();
        caller.get(Paths.ALERTS).good().path("alerts").forEach(alerts::add);
        return alerts;
    }

    /** Columns of each alert. */
    private static List<String> named(Caller caller) {
        return alerts(caller).stream()
                .flatMap(alert -> alert.path("observations").findValuesAsText("name").stream().distinct())
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
