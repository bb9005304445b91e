package understudy.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** What dashboards and rules ask Prometheus for is what a server tells it. */
class WatchMetricsTest {
    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final Pattern NAME = Pattern.compile("understudy_[a-z_]+");

    private static final int DAYS = 40;
    private static final int ROWS_A_DAY = 60;

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(11);

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(DEPLOY)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void dashboards_are_json_and_rules_are_yaml() throws IOException {
        assertThat(files()).isNotEmpty();
        for (Path file : files()) {
            if (file.toString().endsWith(".json")) {
                assertThat(new JsonMapper().readTree(file.toFile()).path("panels")).as(file.toString()).isNotEmpty();
            } else if (file.toString().endsWith(".yml")) {
                assertThat(new YAMLMapper().readTree(file.toFile()).isObject()).as(file.toString()).isTrue();
            }
        }
    }

    @Test
    void names_that_dashboards_and_rules_ask_for_are_told() throws IOException {
        TreeSet<String> asked = new TreeSet<>();
        for (Path file : files()) {
            NAME.matcher(Files.readString(file)).results().forEach(found -> asked.add(found.group()));
        }
        Map<Setting, String> settings =
                Map.of(Setting.MONITORING_INTERVAL, "1s", Setting.PERFORMANCE_INTERVAL, "2s", Setting.ARCHIVE_INTERVAL, "1s");
        try (RunningServer server = RunningServer.in(folder.resolve("data"), settings)) {
            Caller caller = server.caller();
            registerElsewhere(caller).good();
            caller.send(
                            "PUT", Paths.of(Paths.MONITORS, "past"), BodyPublishers.ofString("{\"window\": \"day\"}"),
                            Map.of("Content-Type", "application/json"))
                    .good();
            caller.postText(Paths.of(Paths.BROUGHT, "past"), "application/x-ndjson", history()).good();
            local(caller);
            TreeSet<String> missing = new TreeSet<>(asked);
            try {
                RunningServer.eventually("all is told", () -> {
                    missing.addAll(asked);
                    NAME.matcher(caller.get(Paths.METRICS).text()).results().forEach(found -> missing.remove(found.group()));
                    return missing.isEmpty();
                });
            } catch (AssertionError late) {
                throw new AssertionError("still missing: " + missing, late);
            }
        }
    }

    /** A champion, a shadow, a version that fails, a request that is not understood, and one that nobody here can answer. */
    private void local(Caller caller) {
        caller.register("loan", LoanVersion.LOGISTIC_REGRESSION);
        caller.register("loan", LoanVersion.BOOSTED_TREES);
        caller.post(Paths.of(Paths.SHADOW, "loan"), Map.of("version", 2)).good();
        Map<String, Object> applicant = new Applicants(random).next();
        caller.predict("loan", applicant, "key");
        assertThat(caller.post(Paths.of(Paths.PREDICT, "loan"), Map.of("features", Map.of("age", "no number"))).status())
                .isEqualTo(400);
        assertThat(caller.post(Paths.of(Paths.PREDICT, "past"), Map.of("features", applicant)).status()).isEqualTo(422);
        caller.allow("wilful");
        caller.register(
                        "wilful", "it.wilful", (WilfulRuntime.FIRST_LINE + WilfulRuntime.Will.THROWS).getBytes(UTF_8),
                        WilfulRuntime.METADATA.getBytes(UTF_8))
                .good();
        assertThat(caller.post(Paths.of(Paths.PREDICT, "wilful"), Map.of("features", Map.of("x", 1))).status()).isEqualTo(500);
    }

    private String history() {
        Applicants applicants = new Applicants(random);
        Instant began = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(DAYS));
        StringBuilder lines = new StringBuilder();
        for (int row = 0; row < DAYS * ROWS_A_DAY; row++) {
            double score = random.nextDouble();
            lines.append(Caller.write(Map.of(
                    "id", "row-" + row, "key", "key-" + row, "at",
                    began.plus(Duration.ofDays(1).dividedBy(ROWS_A_DAY).multipliedBy(row)).toString(), "features",
                    applicants.next(), "score", score, "action", score > 0.5 ? "refuse" : "accept", "label",
                    random.nextDouble() < score ? 1 : 0))).append('\n');
        }
        return lines.toString();
    }

    private static Caller.Reply registerElsewhere(Caller caller) {
        ObjectNode metadata = (ObjectNode) Caller.read(new String(LoanVersion.LOGISTIC_REGRESSION.metadata(), UTF_8));
        metadata.put("runtime", "elsewhere");
        metadata.put("maturity", "PT0S");
        metadata.set("signature", metadata.get("model_signature"));
        String boundary = "the-boundary-7c1e";
        return caller.send(
                "POST", Paths.of(Paths.VERSIONS, "past"),
                BodyPublishers.ofString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n"
                        + Caller.write(metadata) + "\r\n--" + boundary + "--\r\n"),
                Map.of("Content-Type", "multipart/form-data; boundary=" + boundary));
    }
}
