package understudy.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PerformanceEndpointTest {
    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void who_asks_wrongly_is_told_what_is_expected() throws Exception {
        lab.register("loan", "linear 0.5");

        assertThat(lab.get("/api/v1/models/nobody/performance").statusCode()).isEqualTo(404);
        assertThat(lab.get("/api/v1/models/loan/performance?window=fortnight").body())
                .contains("window: fortnight (expected: hour, day, week, month or count:ROWS)");
        assertThat(lab.get("/api/v1/models/loan/performance?version=9").body()).contains("there is no loan@9");
        assertThat(lab.get("/api/v1/models/loan/performance?from=2026-03-01&to=2026-02-01").body()).contains("from: ");
        assertThat(lab.get("/api/v1/models/loan/performance?segment=age:60,25").body())
                .contains("segment: age:60,25 (expected: bounds that ascend, such as age:25,40,60)");
        assertThat(lab.get("/api/v1/models/loan/performance?window=hour&from=400d").body())
                .contains("Ask for a shorter time or longer windows");
        assertThat(lab.get("/api/v1/models/loan/fairness").body()).contains("by: absent");
        assertThat(lab.post("/api/v1/models/loan/causes", "{\"from\": \"7d\", \"metric\": \"beauty\"}").body())
                .contains("metric: beauty (expected: one of [auc, log_loss");
    }

    @Test
    void a_model_that_answered_nobody_has_no_window_and_says_how_long_it_waits() throws Exception {
        lab.register("loan", "linear 0.5");

        assertThat(lab.get("/api/v1/models/loan/performance").body())
                .contains("\"windows\":[]")
                .contains("No label of loan has come yet");
    }
}
