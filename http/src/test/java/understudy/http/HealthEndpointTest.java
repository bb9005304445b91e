package understudy.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import understudy.alerting.Finding;
import understudy.core.Fact;
import understudy.monitoring.WindowSummary;

class HealthEndpointTest {
    private final Lab lab = new Lab();
    private final JsonMapper json = new JsonMapper();

    @AfterEach
    void close() {
        lab.close();
    }

    private void window(String model, long errors) {
        Instant to = Instant.now().truncatedTo(ChronoUnit.HOURS);
        WindowSummary.Column income = new WindowSummary.Column(
                "in\"come", "number", 1_000, 100, 0, 1, 1, 0, 2, 100, List.of(), Optional.empty(), List.of());
        lab.watched.save(new WindowSummary(
                new WindowSummary.Head(
                        model, "w", to.minus(1, ChronoUnit.HOURS), to, OptionalLong.empty(), 1_000, errors, Map.of(1, 1_000L),
                        Map.of(), "train.csv",
                        List.of(new WindowSummary.Flag("data.missing", "income", false, 0.1, "income is missing in 10 % of rows")),
                        List.of(), 0, to),
                List.of(income)));
    }

    @Test
    void health_is_shown_part_by_part_with_what_to_look_at_first() throws Exception {
        lab.register("loan", "linear 0.5");
        window("loan", 10);
        Instant now = Instant.now();
        lab.services.watches().alerts().report(new Finding(
                "loan", OptionalInt.of(1), "data.missing", "data.missing", Fact.Severity.WARNING, true, "t", "t",
                "Ask the payroll team", List.of(new Finding.Subject("income", "", "income is missing in 10 % of rows", 1)),
                now, now));

        JsonNode health = json.readTree(lab.get("/api/v1/models/loan/health").body());
        assertThat(health.path("score").asDouble()).isEqualTo(50);
        assertThat(health.path("parts")).hasSize(6);
        assertThat(health.path("parts").get(0).path("score").asDouble()).isEqualTo(80);
        assertThat(health.path("parts").get(0).path("link").asText()).isEqualTo("/api/v1/models/loan/windows");
        assertThat(health.path("parts").get(1).path("score").asDouble()).isEqualTo(50);
        assertThat(health.path("look").path("needed").asBoolean()).isTrue();
        assertThat(health.path("look").path("text").asText())
                .startsWith("Look first at income of loan")
                .contains("What to do: Ask the payroll team.");
        assertThat(lab.get("/api/v1/models/nothing/health").statusCode()).isEqualTo(404);
    }

    @Test
    void all_models_are_shown_the_worst_first_and_those_that_are_fine_need_nobody() throws Exception {
        lab.register("loan", "linear 0.5");
        JsonNode alone = json.readTree(lab.get("/api/v1/health").body()).path("models");
        assertThat(alone.get(0).path("look").path("text").asText()).startsWith("Nothing needs you: no alert of loan is open.");
        lab.register("fraud", "linear 0.5");
        Instant now = Instant.now();
        lab.services.watches().alerts().report(new Finding(
                "fraud", OptionalInt.of(1), "volume", "volume", Fact.Severity.CRITICAL, true, "t", "t", "", List.of(), now, now));
        JsonNode models = json.readTree(lab.get("/api/v1/health").body()).path("models");
        assertThat(models.get(0).path("model").asText()).isEqualTo("fraud");
        assertThat(models.get(0).path("score").asDouble()).isZero();
        assertThat(models.get(1).path("model").asText()).isEqualTo("loan");
    }

    @Test
    void prometheus_reads_what_was_gathered_in_the_background_with_features_where_they_are_wanted() throws Exception {
        lab.register("loan", "linear 0.5");
        window("loan", 10);
        assertThat(lab.get("/metrics").body()).doesNotContain("understudy_health_score");
        lab.services.watches().metrics().look();
        assertThat(lab.get("/metrics").body())
                .contains("# TYPE understudy_health_score gauge\nunderstudy_health_score{model=\"loan\"} 50.0\n")
                .contains("understudy_health_part{model=\"loan\",part=\"availability\"} 80.0\n")
                .contains("understudy_alerts_open{model=\"loan\",severity=\"critical\"} 0.0\n")
                .contains("understudy_window_rows{model=\"loan\"} 1000.0\n")
                .contains("understudy_data_broken_ratio{model=\"loan\",check=\"missing\"} 0.1\n")
                .contains("understudy_feature_missing_ratio{model=\"loan\",feature=\"in\\\"come\"} 0.1\n")
                .contains("understudy_metrics_series{state=\"left_out\"} 0.0\n");
    }

    @Test
    void beyond_the_budget_features_go_first_and_what_is_left_out_is_counted() {
        WatchSeries series = new WatchSeries(4);
        series.addIfRoom(WatchSeries.Gauge.FEATURE_SHIFT, 0.5, "model", "loan", "feature", "age");
        series.add(WatchSeries.Gauge.HEALTH_SCORE, 99, "model", "loan");
        series.add(WatchSeries.Gauge.HEALTH_SCORE, 98, "model", "fraud");
        assertThat(series.text())
                .contains("model=\"loan\"} 99.0", "model=\"fraud\"} 98.0")
                .doesNotContain("feature_shift")
                .contains("state=\"exposed\"} 4.0", "state=\"left_out\"} 1.0");
    }
}
