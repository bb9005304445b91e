package understudy.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;
import understudy.app.WilfulRuntime.Will;

/**
 * A version climbs by steps while callers never stop asking: a healthy one leads in the end, one that begins to fail is
 * taken back before many notice, and a kill in between changes neither.
 */
class StagedRolloutDrillTest {
    private static final String MODEL = "echo";
    private static final int SENDERS = 4;
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Map<String, Object> CLIMB = Map.of(
            "version", 2, "steps", List.of(0.25, 0.5, 1.0), "every", "1s", "guardrails",
            List.of("errors<+1%", "latency_p99<1000ms"));

    @TempDir
    Path data;

    private final AtomicBoolean over = new AtomicBoolean();
    /** What callers send: from above zero on, some versions fail. */
    private final AtomicLong sent = new AtomicLong();

    private final AtomicLong keys = new AtomicLong();
    private final Queue<Integer> answeredBy = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> refused = new ConcurrentLinkedQueue<>();

    @Test
    void a_healthy_version_climbs_all_steps_and_leads_and_stepping_back_is_one_word() throws Exception {
        try (RunningServer server = climbing(Will.GOOD);
                ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            Caller caller = server.caller();
            List<Future<?>> sending = send(people, caller);
            RunningServer.eventually("it leads", () -> champion(caller) == 2);
            RunningServer.eventually("it is over", () -> !rollout(caller).path("state").asText().equals("running"));
            assertThat(rollout(caller).path("state").asText()).isEqualTo("finished");
            assertThat(rollout(caller).path("sentence").asText()).startsWith("echo@2 leads: all guardrails held at 50 %");
            JsonNode shadows = lineup(caller).path("shadows");
            assertThat(shadows.get(0).path("version").asInt()).as("warm").isEqualTo(1);

            caller.send("POST", Paths.of(Paths.ROLLBACK, MODEL), BodyPublishers.noBody(), Map.of()).good();
            assertThat(caller.predict(MODEL, Map.of("x", 1), "after").path("version").asInt()).isEqualTo(1);
            end(sending);
            assertThat(refused).isEmpty();
        }
    }

    @Test
    void one_that_begins_to_fail_is_taken_back_within_a_second_and_no_request_is_lost() throws Exception {
        try (RunningServer server = climbing(Will.THROWS);
                ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            Caller caller = server.caller();
            List<Future<?>> sending = send(people, caller);
            RunningServer.eventually("the canary answers", () -> answeredBy.contains(2) && answeredBy.size() > 200);
            sent.set(1);
            RunningServer.eventually("it is taken back", () -> lineup(caller).path("canaries").isEmpty());
            assertTakenBack(caller);
            answeredBy.clear();
            RunningServer.eventually("callers go on", () -> answeredBy.size() > 100);
            end(sending);

            assertThat(answeredBy).as("the champion serves all").containsOnly(1);
            assertThat(refused).as("each refusal is the version's own failure").isNotEmpty().containsOnly(500);
            assertThat(refused).hasSizeLessThan(200);
        }
    }

    @Test
    void a_kill_in_the_middle_changes_nothing() throws Exception {
        try (ServerProcess first = ServerProcess.start(data, Map.of()); Caller caller = new Caller(first.address());
                ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            begin(caller, Will.THROWS);
            List<Future<?>> sending = send(people, caller);
            RunningServer.eventually("the second step", () -> rollout(caller).path("step").asInt() == 1);
            first.kill();
            end(sending);
        }
        over.set(false);
        answeredBy.clear();
        refused.clear();
        try (ServerProcess second = ServerProcess.start(data, Map.of()); Caller caller = new Caller(second.address());
                ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(lineup(caller).path("canaries").get(0).path("share").asDouble()).isEqualTo(0.5);
            assertThat(rollout(caller).path("state").asText()).isIn("running", "waiting");
            sent.set(1);
            List<Future<?>> sending = send(people, caller);
            RunningServer.eventually("it is taken back", () -> lineup(caller).path("canaries").isEmpty());
            assertTakenBack(caller);
            end(sending);
            assertThat(champion(caller)).isEqualTo(1);
        }
    }

    @Test
    void shares_follow_what_labels_say_of_each_version() {
        try (RunningServer server = RunningServer.in(data)) {
            Caller caller = server.caller();
            register(caller, Will.GOOD);
            caller.post(Paths.of(Paths.CANARY, MODEL), Map.of("version", 2, "share", 0.5)).good();
            caller.post(Paths.of(Paths.ADAPT, MODEL), Map.of("reward", "1", "floor", 0.1, "every", "1s")).good();
            StringBuilder labels = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                JsonNode answer = caller.predict(MODEL, Map.of("x", 1), "key-" + i);
                labels.append(Caller.write(Map.of(
                                "prediction_id", answer.path("prediction_ids").get(0).asText(),
                                "label", answer.path("version").asInt() == 2 ? 1 : 0)))
                        .append('\n');
            }
            caller.postText(Paths.LABELS, "application/x-ndjson", labels.toString()).good();

            RunningServer.eventually("the better one is given more", () ->
                    lineup(caller).path("canaries").get(0).path("share").asDouble() > 0.89);
            JsonNode arms = caller.get(Paths.of(Paths.ROLLOUTS, MODEL)).good().path("adaptation").path("arms");
            assertThat(arms.get(0).path("estimate").asDouble()).isZero();
            assertThat(arms.get(1).path("estimate").asDouble()).isEqualTo(1);
            assertThat(arms.get(0).path("labelled").asInt() + arms.get(1).path("labelled").asInt()).isEqualTo(200);
        }
    }

    private RunningServer climbing(Will will) {
        RunningServer server = RunningServer.in(data);
        begin(server.caller(), will);
        return server;
    }

    private static void begin(Caller caller, Will will) {
        register(caller, will);
        caller.post(Paths.of(Paths.CANARY, MODEL), CLIMB).good();
    }

    private static void register(Caller caller, Will will) {
        caller.allow("wilful");
        for (String each : List.of(Will.GOOD.name(), will.name() + "\n")) {
            byte[] artifact = (WilfulRuntime.FIRST_LINE + each).getBytes(UTF_8);
            caller.register(MODEL, "echo.wilful", artifact, WilfulRuntime.METADATA.getBytes(UTF_8)).good();
        }
    }

    /** From the first failure in the journal to the lineup without it. */
    private static void assertTakenBack(Caller caller) {
        RunningServer.eventually("it is over", () -> rollout(caller).path("state").asText().equals("rolled_back"));
        JsonNode rollout = rollout(caller);
        assertThat(rollout.path("sentence").asText())
                .matches("echo@2 was taken back from (25|50) % to the shadows: ([0-9,]+) of \\2 of its calls failed since"
                        + " [0-9:]{8}, of the champion's 0 of [0-9,]+ at the same time \\(errors<\\+1%\\)");
        JsonNode lineup = lineup(caller);
        assertThat(lineup.path("champion").asInt()).isEqualTo(1);
        assertThat(lineup.path("shadows").get(0).path("version").asInt()).isEqualTo(2);
        Instant changed = Instant.parse(lineup.path("since").asText());
        assertThat(Duration.between(firstFailure(caller), changed)).isLessThan(SOON);
    }

    private static Instant firstFailure(Caller caller) {
        Instant first = Instant.MAX;
        for (JsonNode prediction : caller.get(Paths.PREDICTIONS + "?model=" + MODEL + "&role=canary&limit=1000")
                .good()
                .path("predictions")) {
            if (!prediction.path("error").isNull()) {
                Instant at = Instant.parse(prediction.path("received_at").asText());
                first = at.isBefore(first) ? at : first;
            }
        }
        return first;
    }

    private static JsonNode lineup(Caller caller) {
        return caller.get(Paths.of(Paths.LINEUP, MODEL)).good();
    }

    private static int champion(Caller caller) {
        return lineup(caller).path("champion").asInt();
    }

    private static JsonNode rollout(Caller caller) {
        return caller.get(Paths.of(Paths.ROLLOUTS, MODEL)).good().path("rollouts").get(0);
    }

    private List<Future<?>> send(ExecutorService people, Caller caller) {
        List<Future<?>> sending = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            sending.add(people.submit(() -> ask(caller)));
        }
        return sending;
    }

    private void ask(Caller caller) {
        try {
            while (!over.get()) {
                String body = Caller.write(
                        Map.of("features", Map.of("x", sent.get()), "key", "key-" + keys.incrementAndGet()));
                Caller.Reply reply = caller.trySend(
                        "POST", Paths.of(Paths.PREDICT, MODEL), BodyPublishers.ofString(body),
                        Map.of("Content-Type", "application/json"));
                if (reply.status() == 200) {
                    answeredBy.add(reply.json().path("version").asInt());
                } else {
                    refused.add(reply.status());
                }
            }
        } catch (IOException killed) {
            // the end of the server that is killed
        }
    }

    private void end(List<Future<?>> sending) {
        over.set(true);
        sending.forEach(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(30)));
    }
}
