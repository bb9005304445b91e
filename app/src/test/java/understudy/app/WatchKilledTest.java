package understudy.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** Two servers watch the same history. One of them is killed with SIGKILL again and again while it seals windows. */
class WatchKilledTest {
    private static final long SEED = Long.getLong("understudy.kill.seed", 1_116);
    private static final int KILLS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final long SHORTEST_LIFE = Duration.ofMillis(200).toNanos();
    private static final long LONGEST_LIFE = Duration.ofMillis(1_000).toNanos();
    private static final Map<String, String> WATCHING = Map.of("UNDERSTUDY_MONITORING_INTERVAL", "200ms");
    /** When something was done, as against when it happened, and ids made then. */
    private static final List<String> OF_THE_RUN = List.of("sealed_at", "at", "last_found", "opened", "id", "history", "notices");

    @TempDir
    Path folder;

    private final Branch branch = new Branch(Instant.now());
    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void a_server_that_is_killed_while_it_seals_windows_says_what_one_says_that_never_was() throws IOException {
        Path history = folder.resolve("history");
        bring(history);
        begin(history);
        Path whole = copy(history, "whole");
        Path killed = copy(history, "killed");

        Map<String, JsonNode> expected = watched(whole);
        int kills = kill(killed);

        assertThat(expected).hasSizeGreaterThan(60);
        assertThat(Objects.requireNonNull(expected.get("alerts")).findValuesAsText("name")).contains("age", "income");
        assertThat(kills).as("kills while there was something to seal").isGreaterThanOrEqualTo(3);
        assertThat(watched(killed)).containsExactlyEntriesOf(expected);
    }

    private void bring(Path data) throws IOException {
        try (RunningServer server = RunningServer.in(data, Map.of(Setting.MONITORING_INTERVAL, "0s"));
                Commands commands = new Commands(folder, server.address())) {
            branch.register(server.caller());
            branch.watchAtOnce(server.caller());
            Path training = Files.writeString(folder.resolve("train.csv"), branch.training());
            commands.type("monitor", "reference", Branch.MODEL + "@1", training.toString(), "--score", "chance",
                    "--label", "defaulted").good();
            Branch.bring(server.caller(), branch.lines(branch.began(), branch.end()));
        }
    }

    /**
     * Until the first windows are sealed. Answers are held against a sketch of the first traffic, which is made once and kept; two
     * that are made of the same rows differ within their error, and what is compared here are numbers.
     */
    private void begin(Path data) {
        try (ServerProcess server = ServerProcess.start(data, WATCHING); Caller caller = new Caller(server.address())) {
            RunningServer.eventually("windows are sealed", PATIENCE, () -> !windows(caller, branch.began()).isEmpty());
        }
    }

    private Path copy(Path from, String name) throws IOException {
        Path to = folder.resolve(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    /** Returns how often it was killed before there was nothing left to be sealed. */
    private int kill(Path data) {
        for (int kills = 0; kills < KILLS; kills++) {
            try (ServerProcess server = ServerProcess.start(data, WATCHING); Caller caller = new Caller(server.address())) {
                if (isSealed(caller)) {
                    return kills;
                }
                LockSupport.parkNanos(random.nextLong(SHORTEST_LIFE, LONGEST_LIFE)); // what is tested is a kill at any moment
                server.kill();
            }
        }
        return KILLS;
    }

    private boolean isSealed(Caller caller) {
        return !windows(caller, branch.end().minus(Duration.ofHours(1))).isEmpty();
    }

    private JsonNode windows(Caller caller, Instant from) {
        return caller.get(Paths.of(Paths.WINDOWS, Branch.MODEL) + "?from=" + from + "&to=" + branch.end() + "&limit=2000")
                .good().path("windows");
    }

    /** All that is said of the model once nothing is left to be sealed. */
    private Map<String, JsonNode> watched(Path data) {
        try (ServerProcess server = ServerProcess.start(data, WATCHING); Caller caller = new Caller(server.address())) {
            RunningServer.eventually("alerts are told", PATIENCE, () -> caller.get(Paths.ALERTS).good()
                    .path("alerts").findValuesAsText("name").containsAll(List.of("age", "income")));
            Map<String, JsonNode> said = new LinkedHashMap<>();
            JsonNode windows = windows(caller, branch.began());
            said.put("windows", lasting(windows));
            for (int i = 0; i < windows.size(); i += i < windows.size() - 60 ? 24 : 1) {
                String id = windows.get(i).path("id").asText();
                said.put(id, lasting(caller.get(Paths.of(Paths.WINDOW, Branch.MODEL, id)).good()));
            }
            said.put("monitors", lasting(caller.get(Paths.of(Paths.MONITORS, Branch.MODEL)).good()));
            said.put("alerts", alerts(caller));
            return said;
        }
    }

    private static JsonNode alerts(Caller caller) {
        TreeMap<String, JsonNode> byCause = new TreeMap<>();
        JsonNode alerts = caller.get(Paths.ALERTS).good().path("alerts");
        alerts.forEach(alert -> byCause.put(alert.path("cause").asText(), lasting(alert)));
        assertThat(byCause).as("one alert a cause").hasSize(alerts.size());
        return Caller.read(byCause.values().toString());
    }

    private static JsonNode lasting(JsonNode said) {
        JsonNode copy = said.deepCopy();
        strip(copy);
        return copy;
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(OF_THE_RUN);
        }
        node.forEach(WatchKilledTest::strip);
    }
}
