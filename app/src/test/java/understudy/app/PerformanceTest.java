package understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** Labels come in over the API, and what they say of the answers goes out. */
class PerformanceTest {
    private static final String MODEL = "loan";
    private static final int ASKED = 60;

    @TempDir
    Path folder;

    @Test
    void labels_say_how_good_answers_were_a_correction_counts_at_once_and_a_restart_changes_nothing() {
        Applicants applicants = new Applicants(new SplittableRandom(3));
        List<String> ids = new ArrayList<>();
        double brier = 0;
        String before;
        try (RunningServer server = RunningServer.in(folder.resolve("data"))) {
            Caller caller = server.caller();
            caller.register(MODEL, LoanVersion.LOGISTIC_REGRESSION);
            StringBuilder labels = new StringBuilder("prediction_id,label\n");
            for (int i = 0; i < ASKED; i++) {
                JsonNode answer = caller.predict(MODEL, applicants.next(), "key-" + i);
                ids.add(answer.path("prediction_ids").path(0).asText());
                double said = answer.path("outputs").path("probability").path(0).asDouble();
                brier += Math.pow(said - i % 2, 2) / ASKED;
                labels.append(ids.getLast()).append(',').append(i % 2).append('\n');
            }
            caller.postText(Paths.LABELS, "text/csv", labels.toString()).good();

            JsonNode window = window(caller);
            assertThat(window.path("labelled").asInt()).isEqualTo(ASKED);
            assertThat(figure(window, "brier").path("realised").path("value").asDouble()).isCloseTo(brier, within(1e-9));
            assertThat(window.path("estimate").asText()).startsWith("no estimate: loan@1 has no reference");
            assertThat(new Commands(folder, server.address())
                            .type("monitor", "performance", MODEL, "--window", "month", "--metric", "brier")
                            .good()
                            .out())
                    .contains("BRIER")
                    .contains("not enough yet");

            caller.postText(Paths.LABELS, "text/csv", "prediction_id,label\n" + ids.getFirst() + ",1\n").good();
            before = window(caller).toString();
            assertThat(figure(window(caller), "brier").path("realised").path("value").asDouble())
                    .isNotCloseTo(brier, within(1e-9));
        }
        try (RunningServer server = RunningServer.in(folder.resolve("data"))) {
            assertThat(window(server.caller()).path("figures")).isEqualTo(Caller.read(before).path("figures"));
        }
    }

    private static JsonNode window(Caller caller) {
        JsonNode windows = caller.get(Paths.of(Paths.PERFORMANCE, MODEL) + "?window=month&from=1d").good().path("windows");
        assertThat(windows).hasSize(1);
        return windows.path(0);
    }

    private static JsonNode figure(JsonNode window, String metric) {
        for (JsonNode figure : window.path("figures")) {
            if (figure.path("metric").asText().equals(metric)) {
                return figure;
            }
        }
        throw new AssertionError("no " + metric + " in " + window);
    }
}
