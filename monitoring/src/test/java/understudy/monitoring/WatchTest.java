package understudy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import understudy.alerting.Finding;
import understudy.core.Fact;

/** Sixty days without drift, then something happens. */
final class WatchTest {
    private static final int QUIET = 60;
    private static final Instant THEN = Town.day(QUIET + 1);

    private static Town quiet(Consumer<SimulatedRows.Row> planted) {
        Town town = new Town();
        town.rows.cycle = 0.3;
        town.giveReference(1);
        town.rows.planted = row -> {
            if (!row.at.isBefore(THEN)) {
                planted.accept(row);
            }
        };
        town.jump(Duration.ofDays(QUIET));
        assertThat(town.findings.log).isEmpty();
        return town;
    }

    @Test
    void sixty_days_without_drift_find_nothing() {
        Town town = quiet(row -> {});
        town.days(3);
        assertThat(town.findings.log).isEmpty();
        assertThat(town.store.heads(Town.MODEL, Instant.EPOCH, Instant.MAX, 5_000)).hasSizeGreaterThan(1_300);
    }

    @Test
    void a_shift_of_the_mean_is_told_in_the_columns_own_units_and_ends_when_it_is_back() {
        Town town = quiet(row -> row.income += row.at.isBefore(Town.day(QUIET + 2)) ? 6_000 : 0);
        town.days(2);

        assertThat(town.findings.open).containsKey("data.drift");
        assertThat(town.findings.opened("data.drift").title()).contains("income moved up by 0.").contains("Sat 7 Mar");
        assertThat(town.findings.opened("data.drift").text()).contains("on average, before 39,").contains("most changed");
        assertThat(town.findings.reported).filteredOn(one -> one.cause().equals("answers.drift"))
                .allSatisfy(one -> assertThat(one.budgeted()).isFalse())
                .allSatisfy(one -> assertThat(one.text()).contains("its reference has no actions"));

        town.days(5);
        assertThat(town.findings.open).isEmpty();
    }

    @Test
    void a_wider_spread_is_found() {
        Town town = quiet(row -> row.income = 40_000 + 1.6 * (row.income - 40_000));
        town.days(3);
        assertThat(town.findings.opened("data.drift").text()).contains("income spreads wider");
    }

    @Test
    void categories_that_change_places_are_found() {
        Town town = quiet(row -> row.region = row.region.map(one -> one.equals("north") ? "south" : one));
        town.days(2);
        assertThat(town.findings.opened("data.drift").text()).contains("region").contains("points");
    }

    @Test
    void a_surge_of_missing_values_is_one_alert_and_says_how_many() {
        Town town = quiet(row -> {
            if (row.at.toEpochMilli() / 36_000 % 3 == 0) {
                row.age = Double.NaN;
            }
        });
        town.days(2);
        assertThat(town.findings.open).containsKey("data.missing").doesNotContainKey("data.drift");
        assertThat(town.findings.opened("data.missing").text()).contains("age is missing in 3").contains("instead of 0.0 %");
    }

    @Test
    void another_unit_is_named() {
        Town town = quiet(row -> row.income *= 100);
        town.days(2);
        // values left their range an hour before there were rows enough to name the unit
        assertThat(town.findings.open.keySet()).filteredOn(cause -> cause.startsWith("data.")).containsExactly("data.range");
        assertThat(town.findings.opened("data.range").monitor()).isEqualTo("data.units");
        assertThat(town.findings.opened("data.range").text()).contains("a hundred times as large");
    }

    @Test
    void one_cause_is_one_alert_however_its_faults_are_seen_one_after_the_other() {
        Town town = quiet(row -> {
            int part = row.at.isBefore(THEN.plus(Duration.ofHours(4))) ? 20 : 1;
            row.income *= row.at.toEpochMilli() / 36_000 % part == 0 ? 100 : 1;
        });
        town.days(3);
        assertThat(town.findings.open.keySet()).filteredOn(cause -> cause.startsWith("data.")).containsExactly("data.range");
        assertThat(town.findings.opened("data.range").monitor()).isEqualTo("data.units");
        assertThat(town.findings.opened("data.range").title()).contains("a hundred times as large");
        assertThat(town.findings.opened("answers.drift").budgeted()).isFalse();
        assertThat(town.findings.log).noneMatch(line -> line.startsWith("clear") || line.startsWith("open data.drift"));
    }

    @Test
    void values_that_were_never_seen_are_named() {
        Town town = quiet(row -> row.region = row.region.map(one -> one.equals("east") ? "overseas" : one));
        town.days(2);
        assertThat(town.findings.opened("data.unseen").text()).contains("overseas");
    }

    @Test
    void labels_that_come_out_otherwise_are_found_when_they_are_known() {
        Town town = quiet(row -> row.label |= row.at.toEpochMilli() % 7 < 2);
        town.days(5);
        assertThat(town.findings.opened("labels.drift").text()).contains("the label").contains("points");
    }

    @Test
    void a_model_without_a_reference_learns_from_its_first_traffic() {
        Town town = new Town();
        town.rows.planted = row -> row.income += row.at.isBefore(THEN) ? 0 : 6_000;
        town.jump(Duration.ofDays(QUIET));
        town.days(2);
        assertThat(town.findings.opened("data.drift").text())
                .contains("the first 5,000 rows of loan@1")
                .contains("it has no reference");
    }

    @Test
    void data_that_never_were_as_in_training_are_told_after_three_days_as_a_warning() {
        Town town = new Town();
        town.giveReference(1);
        town.rows.planted = row -> row.income += 6_000;
        town.jump(Duration.ofHours(1));
        town.days(2);
        assertThat(town.findings.open).isEmpty();
        town.days(2);
        assertThat(town.findings.open.keySet()).containsExactly("data.training");
        assertThat(town.findings.opened("data.training").text()).contains("income is 45,").contains("in training 39,");
        assertThat(town.findings.opened("data.training").budgeted()).isFalse();
        town.days(5);
        assertThat(town.findings.reported).hasSize(1);
    }

    @Test
    void silence_is_told_and_quiet_weekends_are_not() {
        Town town = new Town();
        town.giveReference(1);
        Instant silent = Town.day(63.5);
        town.rows.volume = hour -> hour / 24 % 7 >= 5 ? 8 : Town.day(hour / 24.0).isBefore(silent) ? 100 : 0;
        town.jump(Duration.ofDays(17));
        town.days(8);
        assertThat(town.findings.log).isEmpty();
        town.jump(Duration.ofDays(63 - 25));
        town.hours(48);
        assertThat(town.findings.open).containsKey("volume");
        assertThat(town.findings.opened("volume").title()).contains("No request came");
    }

    @Test
    void late_rows_have_their_window_made_again_and_counted_once() {
        Town town = quiet(row -> {});
        Instant hour = town.now.minus(Duration.ofHours(5));
        WindowSummary.Head before = at(town, hour);
        town.rows.late.put((int) Duration.between(SimulatedRows.START, hour).toHours(), 40);
        town.rows.planted = row -> row.income += at(row, hour) ? 30_000 : 0;
        town.rows.until = town.now;
        // sketches flip coins that nobody can seed: both towns have the same
        Town calm = new Town();
        calm.rows.cycle = town.rows.cycle;
        calm.references.save(town.references.find(Town.MODEL, 1).orElseThrow());
        calm.store.save(town.store.traffic(Town.MODEL, 1).orElseThrow());
        calm.store.save(town.store.traffic(Town.MODEL, 0).orElseThrow());
        calm.jump(Duration.ofDays(QUIET));
        town.hours(1);
        calm.hours(1);
        WindowSummary.Head after = at(town, hour);
        assertThat(after.rows()).isEqualTo(before.rows() + 40);
        assertThat(after.revised()).isEqualTo(1);
        for (String group : List.of("inputs", "answers")) {
            assertThat(town.store.detector(Town.MODEL, group).orElseThrow().snapshot())
                    .as("what was judged is not judged again")
                    .isEqualTo(calm.store.detector(Town.MODEL, group).orElseThrow().snapshot());
        }
        town.hours(1);
        assertThat(at(town, hour).revised()).isEqualTo(1);
    }

    private static boolean at(SimulatedRows.Row row, Instant hour) {
        return !row.at.isBefore(hour) && row.at.isBefore(hour.plusSeconds(3_600));
    }

    private static double chance(SimulatedRows.Row row) {
        return new SplittableRandom(row.at.toEpochMilli()).nextDouble();
    }

    @Test
    void a_relation_that_turned_round_is_found_by_labels_and_by_nothing_else() {
        Town town = new Town();
        town.giveReference(1);
        Instant turned = Town.day(45);
        town.rows.outcome = row -> {
            double positive = row.at.isBefore(turned) ? row.score : 0.3 * row.score + 0.7 * (1 - row.score);
            row.label = chance(row) < positive;
        };
        town.jump(Duration.ofDays(44));
        assertThat(town.findings.log).isEmpty();
        town.days(6);

        assertThat(town.findings.open.keySet()).containsExactly("performance");
        Finding found = town.findings.opened("performance");
        assertThat(found.severity()).isEqualTo(Fact.Severity.CRITICAL);
        assertThat(found.budgeted()).isFalse();
        assertThat(found.since()).isBetween(Town.day(44), Town.day(47));
        assertThat(found.title()).contains("answers are worse since").contains("ROC curve");
        assertThat(found.text()).contains("the mean loss is 0.28").contains("before 0.23");
    }

    @Test
    void labels_that_come_late_count_once_and_a_restart_pages_no_second_time() {
        Town town = new Town();
        town.rows.outcome = row -> row.label = chance(row) < (row.at.isBefore(Town.day(40)) ? row.score : 1 - row.score);
        town.jump(Duration.ofDays(43));
        for (int hour = 0; hour < 24; hour++) {
            town.watch = town.newWatch();
            town.hours(1);
        }
        assertThat(town.findings.reported).filteredOn(one -> one.cause().equals("performance")).hasSize(1);
    }

    private static WindowSummary.Head at(Town town, Instant hour) {
        return town.store.heads(Town.MODEL, hour, hour.plusSeconds(1), 1).getFirst();
    }

    @Test
    void a_restart_at_every_step_and_failures_in_between_change_no_number() {
        Consumer<SimulatedRows.Row> planted = row -> row.income += row.at.isBefore(Town.day(30)) ? 0 : 6_000;
        Town calm = new Town();
        calm.giveReference(1);
        calm.rows.planted = planted;
        calm.jump(Duration.ofDays(29));
        calm.hours(40);
        Town torn = new Town();
        torn.references.save(calm.references.find(Town.MODEL, 1).orElseThrow());
        torn.rows.planted = planted;
        // sketches of first traffic flip coins that nobody can seed: both towns have the same
        torn.store.save(calm.store.traffic(Town.MODEL, 1).orElseThrow());
        torn.store.save(calm.store.traffic(Town.MODEL, 0).orElseThrow());
        torn.jump(Duration.ofDays(29));
        for (int hour = 0; hour < 40; hour++) {
            torn.now = torn.now.plus(Duration.ofHours(1));
            torn.rows.until = torn.now;
            torn.watch = torn.newWatch();
            torn.rows.failing = hour % 3 == 0;
            torn.store.failing = hour % 3 == 1;
            torn.findings.failing = hour % 3 == 2;
            torn.watch.look();
            torn.rows.failing = false;
            torn.store.failing = false;
            torn.findings.failing = false;
            torn.watch = torn.newWatch();
            torn.watch.look();
        }
        assertThat(torn.store.windows(Town.MODEL, Instant.EPOCH, Instant.MAX, 5_000))
                .isEqualTo(calm.store.windows(Town.MODEL, Instant.EPOCH, Instant.MAX, 5_000));
        assertThat(torn.store.detector(Town.MODEL, "inputs").orElseThrow().snapshot())
                .isEqualTo(calm.store.detector(Town.MODEL, "inputs").orElseThrow().snapshot());
        assertThat(calm.findings.log).isNotEmpty();
        assertThat(torn.findings.log).isEqualTo(calm.findings.log);
    }

    @Test
    void a_clock_that_was_a_year_ahead_and_a_failing_archive_end_nothing() {
        Town town = quiet(row -> row.income += 6_000);
        Instant right = town.now;
        town.now = right.plus(Duration.ofDays(365));
        town.watch.look();
        town.now = right;
        while (!town.watch.look()) {
            // until all is sealed again
        }
        town.rows.failing = true;
        town.hours(2);
        town.rows.failing = false;
        town.days(2);
        assertThat(town.findings.open).containsKey("data.drift");
    }

    @Test
    void segments_are_watched_apart_and_bounded() {
        Town town = new Town();
        town.giveReference(1);
        town.store.save(new MonitorPlan(
                Town.MODEL, "hour", "UTC", Duration.ofMinutes(10), 1, false,
                List.of(new MonitorPlan.Segment("@segment.region", List.of())), List.of(), List.of(), Monitor.labels(),
                List.of()));
        town.rows.volume = hour -> 300;
        town.rows.planted = row -> {
            boolean north = row.region.filter("north"::equals).isPresent();
            row.income += north && !row.at.isBefore(Town.day(31)) ? 6_000 : 0;
            if (row.at.isBefore(Town.day(0.2))) {
                row.region = Optional.of("r" + row.at.toEpochMilli() % 1_000);
            }
        };
        town.jump(Duration.ofDays(30));
        assertThat(town.store.groups(Town.MODEL)).hasSizeLessThanOrEqualTo(3 + 2 * SegmentRows.MOST);
        town.days(3);
        assertThat(town.findings.open).containsKey("data.drift");
        assertThat(town.findings.opened("data.drift").subjects())
                .filteredOn(one -> one.segment().equals("region=north"))
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.sentence())
                        .contains("on average, before ")
                        .contains("in the reference of all traffic"));
        Instant last = town.store.heads(Town.MODEL, Instant.EPOCH, Instant.MAX, 1).getFirst().from();
        assertThat(town.store.segments(Town.MODEL, "region=north", Instant.EPOCH, Instant.MAX, 100_000))
                .allSatisfy(one -> assertThat(one.from()).isAfter(Instant.EPOCH))
                .hasSizeGreaterThan(700);
        Observations seen = town.observations();
        assertThat(seen.of(Town.MODEL, last, last.plusSeconds(1), Optional.empty(), "region=north"))
                .filteredOn(one -> one.column().equals("income") && one.monitor().equals("data.drift"))
                .singleElement()
                .satisfies(one -> assertThat(one.value()).isGreaterThan(43_000));
    }

    @Test
    void a_useless_page_makes_its_columns_need_more() {
        Town town = quiet(row -> row.income += 6_000);
        town.days(2);
        byte[] before = town.store.detector(Town.MODEL, "inputs").orElseThrow().snapshot();
        town.watch.said(Town.MODEL, "data.drift", List.of("income"), false);
        assertThat(town.store.detector(Town.MODEL, "inputs").orElseThrow().snapshot()).isNotEqualTo(before);
        assertThat(understudy.drift.DriftDetector.restore(
                                town.store.detector(Town.MODEL, "inputs").orElseThrow().snapshot())
                        .widened()
                        .get("income"))
                .isGreaterThanOrEqualTo(1.25);
    }
}
