package understudy.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** A champion stays on another platform; versions here rehearse on what it logs. */
class ElsewhereTest {
    private static final String MODEL = "loan";
    private static final int ASKED = 240;

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(5);
    private final Applicants applicants = new Applicants(random);
    private final Instant began = Instant.now().minus(Duration.ofDays(2));

    /** One request that the other platform answered. */
    private record Logged(String id, Instant at, Map<String, Object> features, double score) {
        String key() {
            return "key-" + id;
        }

        Caller.Reply send(Caller caller, String half) {
            boolean request = half.equals("request");
            Object data = request
                    ? Map.of("instances", List.of(features), "parameters", Map.of("key", key(), "segment.region", "north"))
                    : Map.of("predictions", List.of(score));
            return caller.send("POST", Paths.CLOUD_EVENTS, BodyPublishers.ofString(Caller.write(data)), Map.of(
                    "Content-Type", "application/json", "ce-specversion", "1.0", "ce-id", id,
                    "ce-type", "org.kubeflow.serving.inference." + half, "ce-source", "http://localhost:9081/",
                    "ce-time", (request ? at : at.plusMillis(7)).toString(), "ce-inferenceservicename", MODEL,
                    "ce-namespace", "bank", "ce-component", "predictor", "ce-endpoint", "default"));
        }
    }

    private List<Logged> traffic(int count) {
        List<Logged> traffic = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            traffic.add(new Logged(
                    "request-" + i, began.plusSeconds(i * 600L), applicants.next(), Math.round(random.nextDouble() * 1e4) / 1e4));
        }
        return traffic;
    }

    @Test
    void a_version_here_rehearses_on_what_a_champion_elsewhere_answered() {
        List<Logged> traffic = traffic(ASKED);
        try (RunningServer server = RunningServer.in(folder.resolve("data"))) {
            Caller caller = server.caller();
            registerElsewhere(caller, Map.of()).good();
            caller.register(MODEL, LoanVersion.BOOSTED_TREES);
            for (Logged logged : traffic) {
                boolean late = random.nextInt(4) == 0;
                assertThat(logged.send(caller, late ? "response" : "request").good().path("waiting").asInt()).isEqualTo(1);
                assertThat(logged.send(caller, late ? "request" : "response").good().path("accepted").asInt()).isEqualTo(1);
            }
            caller.post(Paths.of(Paths.SHADOW, MODEL), Map.of("version", 2, "from", "beginning")).good();
            StringBuilder labels = new StringBuilder("key,label\n");
            traffic.forEach(each -> labels.append(each.key()).append(',').append(random.nextInt(2)).append('\n'));
            assertThat(caller.postText(Paths.LABELS + "?model=" + MODEL, "text/csv", labels.toString()).good()
                    .path("accepted").asInt()).isEqualTo(ASKED);
            server.caughtUp(MODEL);

            RunningServer.eventually("all are compared", () -> comparison(caller).path("pairs").asInt() == ASKED);
            assertThat(comparison(caller).path("labelled").asInt()).isEqualTo(ASKED);
            assertThat(comparison(caller).path("explanation").asText()).contains("240 mature labelled pairs");
            JsonNode found = caller.get(Paths.PREDICTIONS + "?model=loan&key=key-request-3").good().path("predictions").path(0);
            assertThat(found.path("version").asInt()).isEqualTo(1);
            assertThat(found.path("score").asDouble()).isEqualTo(traffic.get(3).score());
            assertThat(found.path("latency_ms").asDouble()).isEqualTo(7);
            assertThat(found.path("received_at").asText()).startsWith(traffic.get(3).at().toString().substring(0, 19));
            backtestsOnlyWhatIsHere(caller);
        }
        try (RunningServer again = RunningServer.in(folder.resolve("data"))) {
            Caller caller = again.caller();
            JsonNode lineup = caller.get(Paths.of(Paths.LINEUP, MODEL)).good();
            assertThat(lineup.path("champion").asInt()).isEqualTo(1);
            assertThat(lineup.path("elsewhere").path("last_row").asText())
                    .startsWith(traffic.getLast().at().toString().substring(0, 19));
            traffic.subList(0, 20).forEach(each -> each.send(caller, "request").good());
            for (Logged logged : traffic.subList(0, 20)) {
                assertThat(logged.send(caller, "response").good().path("repeated").asInt()).as(logged.id()).isEqualTo(1);
            }
            assertThat(caller.get(Paths.PREDICTIONS + "?model=loan&limit=1000").good().path("predictions")).hasSize(ASKED);
        }
    }

    private static JsonNode comparison(Caller caller) {
        return caller.get(Paths.of(Paths.COMPARISON, MODEL, 2)).good();
    }

    private void backtestsOnlyWhatIsHere(Caller caller) {
        Map<String, Object> range = Map.of("versions", List.of(1), "from", began.toString(), "to", Instant.now().toString());
        assertThat(caller.post(Paths.of(Paths.BACKTESTS, MODEL), range).text()).contains("loan@1 is served elsewhere");
        Map<String, Object> local = new LinkedHashMap<>(range);
        local.put("versions", List.of(2));
        JsonNode job = caller.post(Paths.of(Paths.BACKTESTS, MODEL), local).good();
        String id = job.path("id").asText();
        RunningServer.eventually("the backtest is done", () ->
                !caller.get(Paths.of(Paths.JOB, id)).good().path("state").asText().equals("running"));
        assertThat(caller.get(Paths.of(Paths.JOB, id)).good().toString()).contains("\"pairs\":" + ASKED);
    }

    @Test
    void what_is_elsewhere_answers_nobody_here_and_stands_nowhere_but_in_the_lead() {
        try (RunningServer server = RunningServer.in(folder.resolve("data"));
                Commands commands = new Commands(folder, server.address())) {
            Caller caller = server.caller();
            registerElsewhere(caller, Map.of()).good();
            caller.register(MODEL, LoanVersion.BOOSTED_TREES);
            Logged logged = traffic(1).getFirst();
            assertThat(commands.type("lineup", MODEL).good().out())
                    .contains("The champion is answered elsewhere, no row brought yet");
            logged.send(caller, "request").good();
            logged.send(caller, "response").good();

            assertThat(commands.type("lineup", MODEL).good().out()).contains(
                    "The champion is answered elsewhere, last row 2 d ago; rehearsals run here on its logged traffic");

            Caller.Reply asked =
                    caller.post(Paths.of(Paths.PREDICT, MODEL), Map.of("features", logged.features(), "key", "k"));
            assertThat(asked.status()).isEqualTo(422);
            assertThat(asked.text()).contains("loan@1 is served elsewhere and cannot be asked here");
            JsonNode kept = caller.get(Paths.PREDICTIONS + "?model=loan").good().path("predictions");
            assertThat(kept).hasSize(1);
            String id = kept.path(0).path("id").asText(kept.path(0).path("prediction_id").asText());
            assertThat(caller.post(Paths.of(Paths.REPRODUCE, id), Map.of()).text()).contains("served elsewhere");

            Caller.Reply canary = caller.post(Paths.of(Paths.CANARY, MODEL), Map.of("version", 2, "share", 0.1));
            assertThat(canary.status()).isEqualTo(422);
            assertThat(canary.text()).contains("no callers here to share");
            assertThat(registerElsewhere(caller, Map.of("where", "the next one")).good().path("version").asInt()).isEqualTo(3);
            assertThat(caller.post(Paths.of(Paths.SHADOW, MODEL), Map.of("version", 3)).text())
                    .contains("loan@3 is served elsewhere: it can neither rehearse nor answer here");

            JsonNode lineup = caller.verb(Paths.PROMOTE, MODEL, 2);
            assertThat(lineup.path("champion").asInt()).isEqualTo(2);
            assertThat(commands.type("lineup", MODEL).good().out()).doesNotContain("elsewhere");
            assertThat(lineup.path("shadows")).isEmpty();
            assertThat(caller.get(Paths.AUDIT).good().toString()).contains("must be switched by their owners");
            assertThat(caller.predict(MODEL, logged.features(), "k").path("version").asInt()).isEqualTo(2);
            assertThat(caller.post(Paths.of(Paths.PROMOTE, MODEL), Map.of("version", 3)).status()).isEqualTo(409);
            assertThat(caller.post(Paths.of(Paths.ROLLBACK, MODEL), Map.of()).good().path("champion").asInt()).isEqualTo(1);
        }
    }

    @Test
    void what_was_exported_is_applied_to_another_server_without_a_file() throws IOException {
        String exported;
        try (RunningServer server = RunningServer.in(folder.resolve("data"));
                Commands commands = new Commands(folder, server.address())) {
            registerElsewhere(server.caller(), Map.of("where", "blue")).good();
            exported = commands.type("export", MODEL).good().out();
        }
        Path file = Files.writeString(folder.resolve("loan.yml"), exported);
        try (RunningServer server = RunningServer.in(folder.resolve("other"));
                Commands commands = new Commands(folder, server.address())) {
            commands.type("apply", "-f", file.toString()).good();
            assertThat(commands.type("diff", "-f", file.toString()).good().out()).doesNotContain("+ register");
            assertThat(server.caller().get(Paths.of(Paths.LINEUP, MODEL)).good().path("champion").asInt()).isEqualTo(1);
        }
    }

    @Test
    void a_killed_import_is_sent_again_and_brings_nothing_twice() {
        StringBuilder lines = new StringBuilder();
        for (Logged logged : traffic(ASKED)) {
            lines.append(Caller.write(Map.of(
                    "id", logged.id(), "key", logged.key(), "at", logged.at().toString(), "features", logged.features(),
                    "score", logged.score(), "label", random.nextInt(2)))).append('\n');
        }
        String half = lines.substring(0, lines.indexOf("\n", lines.length() / 2) + 1);
        try (RunningServer server = RunningServer.in(folder.resolve("data"))) {
            registerElsewhere(server.caller(), Map.of()).good();
            assertThat(bring(server.caller(), half).path("accepted").asInt()).isBetween(100, 140);
        }
        try (RunningServer server = RunningServer.in(folder.resolve("data"))) {
            JsonNode receipt = bring(server.caller(), lines.toString());
            assertThat(receipt.path("accepted").asInt() + receipt.path("repeated").asInt()).isEqualTo(ASKED);
            assertThat(receipt.path("repeated").asInt()).isBetween(100, 140);
            JsonNode all = server.caller().get(Paths.PREDICTIONS + "?model=loan&limit=1000").good().path("predictions");
            assertThat(all).hasSize(ASKED).allMatch(each -> each.hasNonNull("label"));
        }
    }

    @Test
    void a_past_that_is_brought_with_its_labels_shows_how_good_it_was_at_once() {
        StringBuilder lines = new StringBuilder();
        Instant first = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(20));
        for (int i = 0; i < 20 * 40; i++) {
            double score = random.nextDouble();
            lines.append(Caller.write(Map.of(
                    "id", "row-" + i, "at", first.plusSeconds(2160L * i).toString(), "features", applicants.next(),
                    "score", score, "label", random.nextDouble() < score ? 1 : 0))).append('\n');
        }
        try (RunningServer server = RunningServer.in(folder.resolve("data"))) {
            registerElsewhere(server.caller(), Map.of()).good();
            assertThat(bring(server.caller(), lines.toString()).path("labels").asInt()).isEqualTo(800);
            JsonNode windows =
                    server.caller().get(Paths.of(Paths.PERFORMANCE, MODEL) + "?from=30d").good().path("windows");
            assertThat(windows).hasSize(20).allMatch(window -> window.path("state").asText().equals("mature"));
            assertThat(windows.path(7).path("labelled").asInt()).isEqualTo(40);
        }
    }

    @Test
    void a_request_whose_response_comes_after_a_kill_is_still_answered() {
        List<Logged> traffic = traffic(20);
        Path data = folder.resolve("data");
        try (ServerProcess first = ServerProcess.start(data, Map.of()); Caller caller = new Caller(first.address())) {
            registerElsewhere(caller, Map.of()).good();
            traffic.forEach(each -> assertThat(each.send(caller, "request").good().path("waiting").asInt()).isEqualTo(1));
            assertThat(traffic.getFirst().send(caller, "response").good().path("accepted").asInt()).isEqualTo(1);
            first.kill();
        }
        try (ServerProcess next = ServerProcess.start(data, Map.of()); Caller caller = new Caller(next.address())) {
            assertThat(caller.get(Paths.CLOUD_EVENTS).good().path("waiting").asInt()).isEqualTo(19);
            traffic.subList(1, 20).forEach(
                    each -> assertThat(each.send(caller, "response").good().path("accepted").asInt()).isEqualTo(1));
            assertThat(caller.get(Paths.PREDICTIONS + "?model=loan&limit=1000").good().path("predictions")).hasSize(20);
            assertThat(caller.get(Paths.METRICS).text())
                    .contains("understudy_intake_halves_ended_total{outcome=\"paired\"} 19.0")
                    .contains("understudy_intake_predictions_total{model=\"loan\",outcome=\"taken\"} 19.0");
        }
    }

    private static JsonNode bring(Caller caller, String lines) {
        return caller.postText(Paths.of(Paths.BROUGHT, MODEL), "application/x-ndjson", lines).good();
    }

    /** Without a file: its metadata say all there is. */
    private static Caller.Reply registerElsewhere(Caller caller, Map<String, String> options) {
        ObjectNode metadata = (ObjectNode) Caller.read(new String(
                LoanVersion.LOGISTIC_REGRESSION.metadata(), UTF_8));
        metadata.put("runtime", "elsewhere");
        metadata.put("maturity", "PT0S");
        metadata.set("signature", metadata.get("model_signature"));
        metadata.set("options", Caller.read(Caller.write(options)));
        String boundary = "the-boundary-7c1e";
        return caller.send(
                "POST", Paths.of(Paths.VERSIONS, MODEL),
                BodyPublishers.ofString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n"
                        + Caller.write(metadata) + "\r\n--" + boundary + "--\r\n"),
                Map.of("Content-Type", "multipart/form-data; boundary=" + boundary));
    }
}
