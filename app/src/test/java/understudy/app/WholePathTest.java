package understudy.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** From a plan to the lead without a person in between, and to the shadows again for one that breaks its plan. */
class WholePathTest {
    private static final String MODEL = "loan";
    private static final int ASKED = 240;

    @TempDir
    Path folder;

    private final Applicants applicants = new Applicants(new SplittableRandom(11));
    private final Map<String, Double> championSaid = new HashMap<>();

    @Test
    void a_better_version_rehearses_climbs_and_leads_and_people_are_told() throws Exception {
        Path notices = folder.resolve("notices.ndjson");
        try (RunningServer server = RunningServer.in(folder.resolve("data"), Map.of(Setting.NOTIFY_FILE, notices.toString()));
                ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            Caller caller = server.caller();
            begin(caller, "errors<+1%", "latency_p99<10000ms");
            truthLiesWithTheChallenger(caller);
            AtomicBoolean over = new AtomicBoolean();
            Future<?> traffic = people.submit(() -> {
                for (int i = 0; !over.get(); i++) {
                    caller.predict(MODEL, applicants.next(), "later-" + i);
                }
            });
            try {
                RunningServer.eventually("it leads", () -> rollout(caller).path("state").asText().equals("finished"));
            } finally {
                over.set(true);
            }
            traffic.get();

            assertThat(caller.get(Paths.of(Paths.LINEUP, MODEL)).good().path("champion").asInt()).isEqualTo(2);
            List<String> way = new ArrayList<>();
            rollout(caller).path("changes").forEach(change -> way.add(change.path("state").asText()));
            assertThat(way).startsWith("rehearsing", "running").endsWith("finished");
            assertThat(rollout(caller).path("changes").get(1).path("sentence").asText())
                    .contains("it is better")
                    .contains("by plan 1 of loan@2");
            RunningServer.eventually("the file says so", () -> told(notices).contains("loan@2 leads"));
        }
        assertThat(told(notices)).contains("loan@2 rehearses until its plan's verdict", "loan@2 answers 50 % of callers");
    }

    @Test
    void one_that_is_better_but_breaks_its_plan_stays_in_the_shadows() throws IOException {
        try (RunningServer server = RunningServer.in(folder.resolve("data"))) {
            Caller caller = server.caller();
            begin(caller, "agreement>99.9%");
            truthLiesWithTheChallenger(caller);
            RunningServer.eventually("it is rejected", () -> rollout(caller).path("state").asText().equals("rejected"));

            assertThat(rollout(caller).path("sentence").asText())
                    .startsWith("loan@2 stays in the shadows: it breaks its plan.")
                    .contains("guardrail agreement>99.9% is broken");
            JsonNode lineup = caller.get(Paths.of(Paths.LINEUP, MODEL)).good();
            assertThat(lineup.path("champion").asInt()).isEqualTo(1);
            assertThat(lineup.path("canaries")).isEmpty();
        }
    }

    private static void begin(Caller caller, String... guardrails) {
        caller.register(MODEL, LoanVersion.LOGISTIC_REGRESSION);
        caller.register(MODEL, LoanVersion.BOOSTED_TREES);
        caller.verb(Paths.SHADOW, MODEL, 2);
        caller.post(
                        Paths.of(Paths.PLANS, MODEL, 2),
                        Map.of("metric", "brier", "margin", 0.00001, "guardrails", List.of(guardrails), "mature", "PT0S"))
                .good();
        caller.post(
                        Paths.of(Paths.PROMOTE, MODEL),
                        Map.of("version", 2, "when_better", true, "steps", List.of(0.5, 1.0), "every", "1s"))
                .good();
    }

    /** Each truth is on the challenger's side of what the champion said. */
    private void truthLiesWithTheChallenger(Caller caller) {
        for (int i = 0; i < ASKED; i++) {
            JsonNode answer = caller.predict(MODEL, applicants.next(), "key-" + i);
            championSaid.put(
                    answer.path("prediction_ids").path(0).asText(),
                    answer.path("outputs").path("probability").path(0).asDouble());
        }
        RunningServer.caughtUp(caller, MODEL);
        StringBuilder labels = new StringBuilder("prediction_id,label\n");
        championSaid.forEach((id, said) -> {
            JsonNode shadow = caller.get(Paths.of(Paths.PREDICTION, id)).good().path("shadows").path(0);
            double other = shadow.path("said").path("outputs").path(0).path("data").path(0).asDouble();
            labels.append(id).append(',').append(other > said ? 1 : 0).append('\n');
        });
        caller.postText(Paths.LABELS, "text/csv", labels.toString()).good();
    }

    private static JsonNode rollout(Caller caller) {
        return caller.get(Paths.of(Paths.ROLLOUTS, MODEL)).good().path("rollouts").get(0);
    }

    private static String told(Path notices) {
        try {
            return Files.exists(notices) ? Files.readString(notices) : "";
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
