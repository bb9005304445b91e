package understudy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.core.Problem;
import understudy.estimation.LabelledScores;
import understudy.monitoring.WindowSummary.Column;
import understudy.monitoring.WindowSummary.Head;
import understudy.profiles.Batch;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;
import understudy.references.Reference;

/** Data that are as odd as they can be, and windows of every kind: nothing stops, and nothing is told twice. */
final class EdgeTest {
    private static final int HOURS = 30;

    private static Town town(Consumer<SimulatedRows> reference, Consumer<SimulatedRows.Row> traffic) {
        Town town = new Town();
        town.giveReference(1, reference, source -> source);
        town.rows.planted = traffic;
        town.jump(Duration.ofHours(HOURS));
        return town;
    }

    private static List<String> causes(Town town) {
        return town.findings.reported.stream().map(one -> one.cause()).toList();
    }

    private static List<Head> heads(Town town) {
        return town.store.heads(Town.MODEL, Instant.EPOCH, Instant.MAX, 10_000);
    }

    private static WindowSummary last(Town town) {
        return town.store.windows(Town.MODEL, Instant.EPOCH, Instant.MAX, 1).getFirst();
    }

    private static void plan(Town town, String window, boolean weekly, MonitorPlan.Segment... segments) {
        town.store.save(new MonitorPlan(
                Town.MODEL, window, "UTC", Duration.ofMinutes(10), 1, weekly, List.of(segments), List.of(), List.of(),
                Monitor.labels(), List.of()));
    }

    @Test
    void a_category_of_another_value_in_every_row_is_one_finding_and_takes_no_room() {
        Town town = new Town();
        town.giveReference(1);
        plan(town, "hour", false, new MonitorPlan.Segment("@segment.region", List.of()));
        town.rows.volume = hour -> 40_000;
        town.rows.planted = row -> row.region = Optional.of("r" + row.at.toEpochMilli() + "/" + row.income);
        town.jump(Duration.ofHours(4));

        assertThat(causes(town)).containsExactly("data.unseen");
        Column region = last(town).column("region").orElseThrow();
        assertThat(region.distinct()).isBetween(38_000.0, 42_000.0);
        assertThat(region.bins()).hasSizeLessThanOrEqualTo(20);
        assertThat(last(town).toString()).hasSizeLessThan(10_000);
        assertThat(town.store.groups(Town.MODEL)).hasSizeLessThanOrEqualTo(2 + 2 * SegmentRows.MOST);
        assertThat(town.store.segments(Town.MODEL, last(town).head().id())).hasSizeLessThanOrEqualTo(SegmentRows.MOST);
    }

    @Test
    void a_column_that_the_reference_has_no_value_of_may_have_them() {
        Town town = town(training -> training.planted = row -> row.age = Double.NaN, row -> {});
        assertThat(causes(town)).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(1);
        assertThat(last(town).column("age").orElseThrow().missing()).isZero();
    }

    @Test
    void a_column_that_loses_all_its_values_is_one_alert() {
        Town town = town(training -> {}, row -> row.age = Double.NaN);
        assertThat(causes(town)).containsExactly("data.missing");
        assertThat(town.findings.opened("data.missing").text()).contains("age is missing in 100.0 % of rows");
    }

    @Test
    void a_column_that_never_varied_in_the_reference_and_does_now_is_one_alert() {
        Town town = town(training -> training.planted = row -> row.age = 40, row -> {});
        assertThat(causes(town)).containsExactly("data.range");
    }

    @Test
    void a_reference_without_a_row_is_refused() {
        assertThatThrownBy(() -> new Town().giveReference(1, training -> training.volume = hour -> 0, source -> source))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("no row");
    }

    @Test
    void a_reference_of_one_row_says_nothing_and_stops_nothing() {
        Town town = town(training -> training.volume = hour -> hour == 24 * 8 ? 1 : 0, row -> {});
        assertThat(heads(town)).hasSizeGreaterThan(HOURS - 2).allSatisfy(head -> assertThat(head.rows()).isEqualTo(100));
        assertThat(causes(town)).isEmpty();
    }

    @Test
    void a_reference_of_another_models_columns_is_said_and_stops_nothing() {
        Town town = new Town();
        town.giveReference(1, training -> {}, source -> new Renamed(source, name -> "other_" + name));
        town.jump(Duration.ofHours(HOURS));
        assertThat(causes(town)).isEmpty();
        assertThat(last(town).head().notes()).anySatisfy(note -> assertThat(note).contains("Not among the rows: other_"));
    }

    @Test
    void a_column_that_was_a_text_in_the_reference_is_one_alert_about_its_kind() {
        Town town = new Town();
        UnaryOperator<String> swapped = name -> name.equals("age") ? "region" : name.equals("region") ? "age" : name;
        town.giveReference(1, training -> {}, source -> new Renamed(source, swapped));
        town.jump(Duration.ofHours(HOURS));
        assertThat(causes(town)).containsExactly("data.type");
        assertThat(town.findings.opened("data.type").subjects()).extracting(one -> one.name())
                .containsExactlyInAnyOrder("age", "region");
    }

    /** The same rows under other names. */
    private record Renamed(RowSource source, UnaryOperator<String> names) implements RowSource {
        @Override
        public List<SourceColumn> columns() {
            return source.columns().stream()
                    .map(one -> one.name().startsWith("@") ? one : new SourceColumn(names.apply(one.name()), one.type()))
                    .toList();
        }

        @Override
        public Optional<Batch> next() {
            return source.next();
        }

        @Override
        public void close() {
            source.close();
        }
    }

    @Test
    void times_that_run_backwards_lose_no_row() {
        Town town = town(training -> {}, row -> {
            Instant hour = row.at.truncatedTo(java.time.temporal.ChronoUnit.HOURS);
            row.at = hour.plusMillis(3_599_999 - Duration.between(hour, row.at).toMillis());
        });
        assertThat(heads(town)).allSatisfy(head -> assertThat(head.rows()).isEqualTo(100));
        assertThat(causes(town)).isEmpty();
    }

    @Test
    void a_clock_that_is_set_back_seals_nothing_twice() {
        Town town = town(training -> {}, row -> {});
        List<Head> before = heads(town);
        town.now = town.now.minus(Duration.ofHours(5));
        town.watch.look();
        town.watch = town.newWatch();
        town.watch.look();
        assertThat(heads(town)).isEqualTo(before);
        town.now = town.now.plus(Duration.ofHours(5));
        town.hours(2);
        assertThat(heads(town)).hasSize(before.size() + 2).allSatisfy(head -> assertThat(head.revised()).isZero());
    }

    @ParameterizedTest
    @CsvSource({"hour, 3", "day, 5", "month, 100", "count:500, 3", "sliding:24h/6h, 4"})
    void windows_of_every_kind_follow_one_another_and_are_the_same_after_a_restart(String window, int days) {
        Town town = new Town();
        town.giveReference(1);
        town.rows.volume = hour -> window.equals("month") ? 2 : 30;
        plan(town, window, false);
        town.jump(Duration.ofDays(days));
        List<Head> heads = heads(town);
        assertThat(heads).hasSizeGreaterThan(1);
        boolean overlap = window.startsWith("sliding");
        for (int i = 1; i < heads.size(); i++) {
            assertThat(heads.get(i).from()).isEqualTo(overlap ? heads.get(i - 1).from().plus(Duration.ofHours(6)) : heads.get(i - 1).to());
        }
        Town again = new Town();
        again.references.save(town.references.find(Town.MODEL, 1).orElseThrow());
        again.rows.volume = town.rows.volume;
        plan(again, window, false);
        for (int step = 0; step < 4; step++) {
            again.watch = again.newWatch();
            again.jump(Duration.ofDays(days).dividedBy(4));
        }
        assertThat(heads(again)).extracting(Head::id).containsExactlyElementsOf(heads.stream().map(Head::id).toList());
        assertThat(heads(again)).extracting(Head::rows).containsExactlyElementsOf(heads.stream().map(Head::rows).toList());
        assertThat(causes(town)).isEmpty();
    }

    @Test
    void weekends_that_are_otherwise_are_normal_under_a_weekly_rhythm_and_a_lasting_shift_is_not() {
        Town town = new Town();
        Instant shifted = Town.day(75);
        town.rows.volume = hour -> 20;
        town.rows.planted = row -> {
            long day = Duration.between(SimulatedRows.START, row.at).toDays();
            row.income += (day % 7 >= 5 ? -8_000 : 0) + (row.at.isBefore(shifted) ? 0 : 6_000);
        };
        plan(town, "day", true);
        town.jump(Duration.ofDays(74));
        assertThat(causes(town)).isEmpty();
        town.jump(Duration.ofDays(8));
        assertThat(causes(town)).contains("data.drift");
    }

    @Test
    void columns_that_go_together_otherwise_are_told_apart_though_each_is_as_it_was() {
        Town town = new Town();
        town.giveReference(1);
        town.rows.volume = hour -> 1_500;
        Instant then = Town.day(0).plus(Duration.ofHours(2));
        town.rows.planted = row -> {
            double own = new SplittableRandom(row.at.toEpochMilli()).nextGaussian();
            row.age = row.at.isBefore(then) ? row.age : 40 + 12 * (0.99 * (row.income - 40_000) / 10_000 + 0.14 * own);
        };
        town.jump(Duration.ofHours(5));
        Observations seen = town.observations();
        Together before = seen.together(Town.MODEL, heads(town).getFirst().id());
        Together after = seen.together(Town.MODEL, heads(town).getLast().id());

        assertThat(before.auc()).isLessThan(before.level());
        assertThat(after.auc()).isGreaterThan(after.level());
        assertThat(after.importances().stream().limit(2).map(Together.Importance::column)).containsOnly("income", "age");
        assertThat(after.sentence()).contains("can be told from the reference's").contains("age");
        assertThat(before.reconstruction()).isCloseTo(before.referenceReconstruction(), org.assertj.core.data.Percentage.withPercentage(10));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void another_version_brings_its_reference_or_keeps_the_one_before(boolean referenced) {
        Town town = new Town();
        town.giveReference(1);
        if (referenced) {
            town.giveReference(2, training -> training.planted = row -> row.income += 50_000, source -> source);
        }
        Instant switched = Town.day(2);
        town.rows.planted = row -> {
            if (!row.at.isBefore(switched)) {
                row.version = 2;
                row.income += referenced ? 50_000 : 0;
            }
        };
        town.jump(Duration.ofDays(2));
        String before = town.store.state(Town.MODEL).orElseThrow().inputs();
        town.days(1);
        WatchState after = town.store.state(Town.MODEL).orElseThrow();

        assertThat(after.version()).isEqualTo(2);
        assertThat(after.inputsVersion()).isEqualTo(referenced ? 2 : 1);
        assertThat(after.inputs().equals(before)).isEqualTo(!referenced);
        assertThat(last(town).head().reference()).contains(referenced ? "loan@2" : "loan@1");
        assertThat(last(town).head().flags()).isEmpty();
        int opened = town.rows.opened;
        town.hours(2);
        assertThat(town.rows.opened - opened).as("goes on, and does not begin anew").isLessThanOrEqualTo(4);
    }

    @Test
    void estimates_below_the_reference_on_three_successive_days_without_labels_are_one_warning() {
        Town town = new Town();
        town.giveReference(1);
        LabelledScores trained = new LabelledScores(0.5);
        SplittableRandom random = new SplittableRandom(5);
        for (int row = 0; row < 20_000; row++) {
            double score = random.nextDouble(0.02, 0.98);
            trained.add(score, random.nextDouble() < score);
        }
        Reference plain = town.references.find(Town.MODEL, 1).orElseThrow();
        town.references.save(new Reference(
                plain.model(), 1, plain.source(), plain.at(), plain.by(), plain.profile(), plain.columns(), plain.schema(),
                Optional.of(new Reference.Labelled.Binary(trained)), List.of()));
        Instant blurred = Town.day(12);
        town.rows.unlabelled = Town.day(10);
        town.rows.outcome = row -> {
            double own = new SplittableRandom(row.at.toEpochMilli()).nextDouble();
            row.score = row.at.isBefore(blurred) ? 0.02 + 0.96 * own : 0.45 + 0.1 * own;
            row.label = new SplittableRandom(row.at.toEpochMilli() + 1).nextDouble() < row.score;
        };
        town.jump(Duration.ofDays(14).plusHours(1));
        assertThat(town.findings.open).as("two days are chance").doesNotContainKey("performance.estimated");
        town.days(2);

        assertThat(town.findings.opened("performance.estimated").budgeted()).isFalse();
        assertThat(town.findings.opened("performance.estimated").text()).contains("is estimated at 0.5").contains("before labels");
        assertThat(causes(town)).containsOnlyOnce("performance.estimated");
    }

    @Test
    void windows_without_any_label_are_counted_and_not_read_for_them() {
        Town town = town(training -> {}, row -> {});
        town.jump(Duration.ofDays(4));
        town.rows.unlabelled = town.now;
        town.jump(Duration.ofDays(2));
        int opened = town.rows.opened;
        int counted = town.rows.counted;
        town.jump(Duration.ofHours(20));
        assertThat(town.rows.opened - opened).as("for the rows of 20 windows").isLessThanOrEqualTo(22);
        assertThat(town.rows.counted - counted).as("labels of 20 windows at once").isLessThanOrEqualTo(50);
    }

    @Test
    void a_history_that_comes_late_is_waited_for_and_its_windows_are_sealed_with_all_of_it() {
        Town town = new Town();
        town.giveReference(1);
        int[] brought = {72};
        town.rows.volume = hour -> hour >= brought[0] ? 60 : 0;
        town.jump(Duration.ofDays(5));
        assertThat(heads(town).getFirst().from()).isEqualTo(Town.day(3));
        for (int hour = 60; hour >= 0; hour -= 12) {
            brought[0] = hour;
            town.now = town.now.plusSeconds(5);
            assertThat(town.watch.look()).as("waits").isTrue();
        }
        assertThat(heads(town).getFirst().from()).isEqualTo(Town.day(3));
        town.jump(Duration.ofSeconds(30));
        assertThat(heads(town).getFirst().from()).isEqualTo(Town.day(0));
        assertThat(heads(town)).allSatisfy(head -> assertThat(head.rows()).isEqualTo(60));
        assertThat(causes(town)).isEmpty();
    }
}
