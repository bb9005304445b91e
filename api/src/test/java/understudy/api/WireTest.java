package understudy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WireTest {
    private final JsonMapper json = Wire.json();

    @Test
    void names_are_snake_case_and_times_are_text() throws JsonProcessingException {
        var row = new PredictionView(
                "id.0", Instant.parse("2026-01-02T03:04:05Z"), "loan", 3, "champion", Optional.of("app-1"),
                Map.of("region", "north"), Optional.of(0.25), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), 1.5, Map.of("age", "41"));

        String text = json.writeValueAsString(row);

        assertThat(text)
                .contains("\"prediction_id\":\"id.0\"")
                .contains("\"received_at\":\"2026-01-02T03:04:05Z\"")
                .contains("\"latency_ms\":1.5")
                .contains("\"label\":null");
        assertThat(json.readValue(text, PredictionView.class)).isEqualTo(row);
    }

    @Test
    void a_comparison_comes_back_as_it_went() throws JsonProcessingException {
        var metric = new ComparisonView.Metric(
                "brier", false, 0.2, 0.1, 0.1, Optional.of(0.05), Optional.empty(), true, "better", 0.01,
                Optional.of(12L));
        var comparison = new ComparisonView(
                "loan", 1, 2, Instant.EPOCH, Instant.EPOCH.plusSeconds(1), 10, 5, 4, Optional.of(0.9), "better",
                "because", "all", Optional.of("brier"), List.of(metric), Optional.empty(),
                new ComparisonView.Operating(
                        3, 1.5, 2, List.of(new ComparisonView.Change("a", "b", 3)), Optional.of(1.0), Optional.empty(),
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                new ComparisonView.Latency(1, 2, 3, 4), new ComparisonView.Errors(0, 1, 0), List.of(), List.of(),
                Optional.empty(), List.of(new ComparisonView.Guardrail("slices", "thin", Optional.empty(), "few")),
                Optional.empty(), 0, Duration.ofDays(30), 0.05, 0.01);

        String text = json.writeValueAsString(comparison);

        assertThat(text).contains("\"champion_p50\":1.0").contains("\"higher_is_better\":false").contains("\"PT720H\"");
        assertThat(json.readValue(text, ComparisonView.class)).isEqualTo(comparison);
    }

    @Test
    void absent_lists_are_empty_and_absent_options_too() throws JsonProcessingException {
        var lineup = json.readValue("{\"champion\":2,\"shadows\":[{\"version\":3}],\"unheard_of\":1}", LineupRequest.class);

        assertThat(lineup.canaries()).isEmpty();
        assertThat(lineup.shadows()).containsExactly(new LineupRequest.Shadow(3, Optional.empty(), Optional.empty()));
    }

    @Test
    void a_missing_required_field_is_named() {
        assertThatThrownBy(() -> json.readValue("{}", CanaryRequest.class))
                .isInstanceOf(MismatchedInputException.class)
                .hasMessageContaining("version");
        assertThatThrownBy(() -> json.readValue("{\"prediction_id\":\"x\"}", LabelLine.class))
                .isInstanceOf(MismatchedInputException.class)
                .hasMessageContaining("label");
    }

    @Test
    void a_number_may_be_a_label() throws JsonProcessingException {
        assertThat(json.readValue("{\"key\":\"k\",\"label\":1}", LabelLine.class).label()).isEqualTo("1");
    }

    @Test
    void a_decision_shows_only_the_form_it_has() throws JsonProcessingException {
        var rule = new DecisionView(Optional.of(0.5), Optional.of("decline"), Optional.of("approve"), List.of(), List.of());

        assertThat(json.writeValueAsString(rule))
                .isEqualTo("{\"threshold\":0.5,\"above\":\"decline\",\"below\":\"approve\"}");
        assertThat(json.readValue(json.writeValueAsString(rule), DecisionView.class)).isEqualTo(rule);
    }

    @Test
    void paths_are_filled_in_order_and_encoded() {
        assertThat(Paths.of(Paths.VERSION, "a b/c", 3)).isEqualTo("/api/v1/models/a%20b%2Fc/versions/3");
        assertThatThrownBy(() -> Paths.of(Paths.VERSION, "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Paths.of(Paths.MODEL, "a", 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
