package understudy.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import understudy.alerting.Alert;
import understudy.core.Fact;
import understudy.health.HealthPart.Name;
import understudy.monitoring.Observations;
import understudy.monitoring.WindowSummary.Flag;

class HealthTest {
    private final Scene scene = Scene.quiet();

    @Test
    void the_score_is_the_lowest_of_the_known_parts() {
        assertThat(scene.health().score()).hasValue(99.5);
        scene.errors = 20;
        assertThat(scene.part(Name.AVAILABILITY).score()).hasValue(60);
        assertThat(scene.health().score()).hasValue(60);
        assertThat(scene.part(Name.AVAILABILITY).sentence())
                .isEqualTo("2 % of 1,000 requests in the last window got no answer; 0 % is 100 points, 5 % is none");
    }

    @Test
    void five_percent_without_an_answer_leave_nothing() {
        scene.errors = 50;
        assertThat(scene.health().score()).hasValue(0);
    }

    @Test
    void what_is_not_known_does_not_count_and_says_what_is_missing() {
        assertThat(scene.part(Name.PERFORMANCE).score()).isEmpty();
        assertThat(scene.part(Name.PERFORMANCE).sentence())
                .isEqualTo("Not known: answers were not measured since the server was started");
        scene.detectors.clear();
        assertThat(scene.part(Name.DRIFT).score()).isEmpty();
        assertThat(scene.health().score()).hasValue(100);
    }

    @Test
    void the_worst_column_of_the_last_window_says_how_broken_data_are() {
        scene.flags = List.of(
                new Flag("data.missing", "age", false, 0.03, "age is missing in 3 % of rows instead of 0 %"),
                new Flag("data.range", "income", false, 0.05, "5 % of income's values are outside the reference's range"),
                new Flag("volume", "", false, 1, "few requests"));
        assertThat(scene.part(Name.DATA).score()).hasValue(75);
        assertThat(scene.part(Name.DATA).sentence())
                .isEqualTo("5 % of income's values are outside the reference's range: 5 % beyond what is expected in the 1,000 rows"
                        + " of window 10:00; 0 % is 100 points, 20 % is none");
    }

    @Test
    void evidence_takes_half_at_a_page_and_columns_that_are_away_take_more() {
        scene.detectors.add(new Observations.Evidence("answers", 600, 1_000, List.of(), 2));
        assertThat(scene.part(Name.DRIFT).score()).hasValue(70);
        scene.detectors.add(new Observations.Evidence("labels", 0, 1_000, List.of("income", "age"), 2));
        assertThat(scene.part(Name.DRIFT).score()).hasValue(40);
        assertThat(scene.part(Name.DRIFT).sentence())
                .isEqualTo("age, income moved and are not back; one column away is 50 points, each more takes 10");
    }

    @Test
    void windows_that_are_overdue_and_shadows_that_are_behind_take_from_lag() {
        assertThat(scene.part(Name.LAG).score()).hasValue(100);
        scene.shadows.add(new ShadowLag(2, Duration.ofMinutes(61)));
        assertThat(scene.part(Name.LAG).score()).hasValue(0);
        scene.shadows.clear();
        scene.now = Instant.parse("2026-03-25T15:20:00Z");
        assertThat(scene.part(Name.LAG).score()).hasValue(50);
        assertThat(scene.part(Name.LAG).sentence())
                .isEqualTo("A window is overdue for 3 h; up to 10 min is 100 points, 6 h is none");
    }

    @Test
    void a_critical_alert_leaves_nothing_and_one_in_hand_takes_half() {
        scene.alert("data.drift", Fact.Severity.WARNING, new Alert.State.Open(), Scene.ELEVEN, "");
        assertThat(scene.part(Name.ALERTS).score()).hasValue(50);
        scene.alerts.clear();
        scene.alert("data.drift", Fact.Severity.CRITICAL, new Alert.State.Open(), Scene.ELEVEN, "");
        assertThat(scene.part(Name.ALERTS).score()).hasValue(0);
        scene.alerts.clear();
        scene.alert("data.drift", Fact.Severity.CRITICAL, new Alert.State.Acknowledged("bob", Scene.NOON), Scene.ELEVEN, "");
        assertThat(scene.part(Name.ALERTS).score()).hasValue(50);
    }
}
