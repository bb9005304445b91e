package understudy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import understudy.alerting.Finding;
import understudy.core.Fact;
import understudy.monitoring.WatchState.Standing;
import understudy.monitoring.WindowSummary.Flag;
import understudy.monitoring.WindowSummary.Head;

/** What is wrong with one column is one alert, whichever of its faults is seen first. */
final class OneCauseTest {
    private static final int CALM = 24;
    private static final Flag RANGE = flag(Monitor.RANGE, "amount", "50 % of amount's values are outside the range");
    private static final Flag UNITS = flag(Monitor.UNITS, "amount", "amount came in another unit");
    private static final Flag MISSING = flag(Monitor.MISSING, "age", "age is missing");

    private Standings standings = new Standings(MonitorPlan.standard("loan"), Map.of());

    @Test
    void a_unit_change_seen_after_the_range_joins_its_alert_and_leads_it() {
        hours(List.of(), List.of(RANGE));
        told();
        hours(List.of(), List.of(RANGE), List.of(RANGE, UNITS));

        assertThat(standings.all().keySet()).containsExactly("data.range");
        Finding found = standing("data.range").finding().finding();
        assertThat(found.monitor()).isEqualTo("data.units");
        assertThat(found.title()).contains("another unit").contains("01:00");
        assertThat(found.text()).contains("another unit").contains("outside the range");
        assertThat(found.runbook()).isEqualTo(Monitor.UNITS.runbook());
        assertThat(found.subjects()).hasSize(1);
        assertThat(standing("data.range").told()).isFalse();
    }

    @Test
    void a_range_left_after_the_unit_changed_is_no_news() {
        hours(List.of(), List.of(UNITS));
        told();
        Map<String, Standing> before = standings.all();
        hours(List.of(), List.of(UNITS), List.of(RANGE, UNITS), List.of(RANGE));

        assertThat(standings.all()).isEqualTo(before);
    }

    @Test
    void both_in_one_window_are_one_alert() {
        hours(List.of(), List.of(RANGE, UNITS));
        assertThat(standings.all().keySet()).containsExactly("data.units");
    }

    @Test
    void a_fault_joins_the_alert_about_the_drift_of_its_column_and_detectors_do_not_end_it() {
        standings.page(drift("amount"));
        told();
        hours(List.of(), List.of(UNITS));

        assertThat(standings.all().keySet()).containsExactly("data.drift");
        assertThat(standing("data.drift").finding().monitor()).isEqualTo("data.units");
        assertThat(standing("data.drift").finding().text()).contains("another unit").contains("amount moved up");
        standings.back(Monitor.DRIFT, "back");
        assertThat(standing("data.drift").holds()).isTrue();
        standings.page(drift("income"));
        assertThat(standing("data.drift").finding().title()).contains("another unit");
        assertThat(standing("data.drift").finding().subjects()).extracting(Finding.Subject::name)
                .containsExactly("amount", "income");
    }

    @Test
    void what_a_quality_alert_explains_is_named_to_the_detectors() {
        hours(List.of(), List.of(UNITS));
        assertThat(standings.explained()).containsExactly("amount");
    }

    @Test
    void answers_that_moved_with_a_broken_column_are_a_warning() {
        hours(List.of(), List.of(UNITS));
        standings.page(new Finding(
                "loan", OptionalInt.of(1), "answers.drift", "answers.drift", Fact.Severity.CRITICAL, true, "the score moved",
                "it moved", "", List.of(new Finding.Subject("@score", "", "it moved", 1)), at(1), at(2)));
        assertThat(standing("answers.drift").finding().severity()).isEqualTo(Fact.Severity.WARNING);
        assertThat(standing("answers.drift").finding().budgeted()).isFalse();
    }

    @Test
    void columns_that_break_at_once_in_one_way_are_one_alert_and_other_columns_have_their_own() {
        Flag other = flag(Monitor.RANGE, "fee", "fee is outside the range");
        hours(List.of(), List.of(RANGE, other, MISSING));
        assertThat(standings.all().keySet()).containsExactlyInAnyOrder("data.range", "data.missing");
        assertThat(standings.names(Monitor.RANGE)).containsExactlyInAnyOrder("amount", "fee");
    }

    @Test
    void it_is_over_when_the_column_shows_no_fault_for_a_day_whatever_it_began_with() {
        hours(List.of(), List.of(RANGE), List.of(RANGE, UNITS), List.of(UNITS));
        told();
        heads(3, IntStream.range(0, CALM - 1).mapToObj(hour -> List.<Flag>of()).toList());
        assertThat(standing("data.range").holds()).as("the unit was wrong until lately").isTrue();
        heads(3, IntStream.range(0, CALM + 1).mapToObj(hour -> List.<Flag>of()).toList());
        assertThat(standing("data.range").holds()).isFalse();
    }

    @Test
    void of_a_column_whose_alert_stands_every_fault_is_part() {
        hours(List.of(), List.of(RANGE), List.of(RANGE, UNITS));
        WindowSummary summary = new WindowSummary(head(2, List.of(RANGE, UNITS)), List.of());
        WindowSummary.Column column = new WindowSummary.Column(
                "amount", "number", 100, 0, 0, 1, 1, 0, 2, 3, List.of(), Optional.empty(), List.of());
        assertThat(new ColumnObservations(summary).of(column, Optional.empty(), standings.all()))
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.state()).isEqualTo(Observation.State.ALARMED));
    }

    private Standing standing(String cause) {
        return Optional.ofNullable(standings.all().get(cause)).orElseThrow();
    }

    /** As after a look. */
    private void told() {
        Map<String, Standing> all = new java.util.HashMap<>(standings.all());
        all.replaceAll((cause, one) -> new Standing(true, one.ended(), one.finding()));
        standings = new Standings(MonitorPlan.standard("loan"), all);
    }

    @SafeVarargs
    private void hours(List<Flag>... flags) {
        heads(0, List.of(flags));
    }

    private void heads(int first, List<List<Flag>> flags) {
        List<Head> heads = IntStream.range(0, flags.size()).mapToObj(hour -> head(first + hour, flags.get(hour))).toList();
        for (int hour = 1; hour <= heads.size(); hour++) {
            List<Head> seen = heads.subList(0, hour);
            standings.flagged(first == 0 ? seen : with(seen), CALM, 1, () -> false);
        }
    }

    private static List<Head> with(List<Head> heads) {
        List<Head> all = new java.util.ArrayList<>(List.of(head(1, List.of(RANGE, UNITS)), head(2, List.of(UNITS))));
        all.addAll(heads);
        return all;
    }

    private static Flag flag(Monitor monitor, String column, String sentence) {
        return new Flag(monitor.label(), column, true, 0.5, sentence);
    }

    private static Instant at(int hour) {
        return SimulatedRows.START.plus(Duration.ofHours(hour));
    }

    private static Head head(int hour, List<Flag> flags) {
        return new Head(
                "loan", "hour " + hour, at(hour), at(hour + 1), OptionalLong.of(hour), 100, 0, Map.of(1, 100L), Map.of(), "r",
                flags, List.of(), 0, at(hour + 1));
    }

    private static Finding drift(String column) {
        String sentence = column + " moved up";
        return new Finding(
                "loan", OptionalInt.of(1), "data.drift", "data.drift", Fact.Severity.CRITICAL, true, sentence, sentence, "",
                List.of(new Finding.Subject(column, "", sentence, 1)), at(0), at(1));
    }
}
