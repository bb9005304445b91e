package understudy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.alerting.Finding;
import understudy.core.DataType;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Task;

/** Days of 2,400 rows, watched by daily windows and looked at every hour. */
final class StreamsTest {
    private static final Instant NOON = Town.day(5.5);

    private static Town town(String window, String... streams) {
        Town town = new Town();
        town.giveReference(1);
        follow(town, window, streams);
        town.rows.outcome = row -> row.label = chance(row) < row.score;
        return town;
    }

    private static void follow(Town town, String window, String... streams) {
        MonitorPlan standard = MonitorPlan.standard(Town.MODEL);
        town.store.save(new MonitorPlan(
                Town.MODEL, window, "UTC", Duration.ofMinutes(10), 1, false, List.of(), List.of(), List.of(),
                standard.monitors(), Arrays.stream(streams).map(MonitorPlan.Stream::parse).toList()));
    }

    private static double chance(SimulatedRows.Row row) {
        return new SplittableRandom(row.at.toEpochMilli()).nextDouble();
    }

    /** From noon on income is higher by six tenths of a deviation, and with it the score; a fifth is not answered. */
    private static final Consumer<SimulatedRows.Row> SHIFT = row -> {
        boolean moved = !row.at.isBefore(NOON);
        row.income += moved ? 6_000 : 0;
        row.error = moved && chance(row) < 0.2 ? Optional.of("timeout") : Optional.empty();
    };

    @ParameterizedTest
    @CsvSource({
        "@score:adwin, answers.drift, answers.stream, the score moved up from 0.50", "@score:page-hinkley, answers.drift, "
                + "answers.stream, the score moved up from 0.",
        "@error:ddm, answers.drift, answers.stream, errors went up from", "@error:adwin, answers.drift, answers.stream, "
                + "errors went up from 0.0 % to",
        "income:adwin, data.drift, data.stream, income moved up from 40,1", "income:page-hinkley, data.drift, data.stream, "
                + "income moved up from 40,1"
    })
    void a_shift_in_the_middle_of_a_daily_window_is_told_before_the_window_ends(
            String stream, String cause, String kind, String title) {
        Town town = town("day", stream);
        town.rows.planted = SHIFT;
        town.jump(Duration.ofDays(5));
        town.hours(12);
        assertThat(town.findings.log).isEmpty();
        town.hours(11);
        Finding found = town.findings.opened(cause);
        assertThat(found.title()).startsWith("loan: " + title).contains("Sat 10 Jan");
        assertThat(found.monitor()).isEqualTo(kind);
        assertThat(found.severity()).isEqualTo(Fact.Severity.WARNING);
        assertThat(found.budgeted()).isFalse();
        assertThat(found.runbook()).isNotEmpty();
        assertThat(found.at()).isBetween(NOON, Town.day(6));
        assertThat(found.since()).isBetween(NOON.minus(Duration.ofHours(3)), NOON.plus(Duration.ofHours(3)));
        assertThat(town.store.heads(Town.MODEL, Town.day(5), Instant.MAX, 10)).as("windows sealed since").isEmpty();
        assertThat(town.findings.reported).hasSize(1);
    }

    @Test
    void twenty_thousand_rows_in_which_nothing_moves_alarm_nobody() {
        Town town = town("day", "@score:adwin", "income:page-hinkley", "age:adwin", "@error:ddm", "@wrong:adwin");
        town.rows.planted = row -> row.error = chance(row) < 0.01 ? Optional.of("timeout") : Optional.empty();
        town.jump(Duration.ofHours(6));
        town.hours(9 * 24);
        assertThat(town.findings.log).isEmpty();
        assertThat(town.store.streams(Town.MODEL)).hasSize(5).allSatisfy(
                one -> assertThat(one.rows()).isGreaterThan(one.column().equals("@wrong") ? 18_000L : 20_000L));
    }

    @Test
    void what_became_of_answers_is_followed_once_their_labels_are_mature() {
        Town town = town("day", "@wrong:ddm");
        town.rows.outcome = row -> row.label = (chance(row) < 0.9) == (row.score > 0.5) == row.at.isBefore(NOON);
        town.jump(Duration.ofDays(6));
        town.hours(12);
        assertThat(town.findings.log).isEmpty();
        town.hours(3);
        Finding found = town.findings.opened("performance");
        assertThat(found.monitor()).isEqualTo("performance.stream");
        assertThat(found.title()).startsWith("loan: wrong answers went up from 1");
        assertThat(found.since()).isBetween(NOON.minus(Duration.ofHours(1)), NOON.plus(Duration.ofHours(1)));
    }

    @Test
    void a_restart_at_every_look_and_failures_in_between_change_no_number() {
        String[] streams = {"@score:adwin", "income:page-hinkley", "@error:ddm", "@wrong:adwin"};
        Town calm = town("day", streams);
        calm.rows.planted = SHIFT;
        calm.jump(Duration.ofDays(5));
        calm.hours(30);
        Town torn = town("day", streams);
        // sketches flip coins that nobody can seed: both towns have the same
        torn.references.save(calm.references.find(Town.MODEL, 1).orElseThrow());
        torn.store.save(calm.store.traffic(Town.MODEL, 1).orElseThrow());
        torn.store.save(calm.store.traffic(Town.MODEL, 0).orElseThrow());
        torn.rows.planted = SHIFT;
        torn.jump(Duration.ofDays(5));
        for (int hour = 0; hour < 30; hour++) {
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
        assertThat(calm.findings.log).isNotEmpty();
        assertThat(torn.findings.log).isEqualTo(calm.findings.log);
        assertThat(torn.store.streams(Town.MODEL))
                .usingRecursiveComparison()
                .isEqualTo(calm.store.streams(Town.MODEL));
    }

    @Test
    void an_alarm_ends_when_the_mean_is_back() {
        Town town = town("day", "income:adwin");
        town.rows.planted = row -> row.income += row.at.isBefore(NOON) || row.at.isAfter(Town.day(6)) ? 0 : 6_000;
        town.jump(Duration.ofDays(5));
        town.hours(24);
        assertThat(town.findings.open).containsKey("data.drift");
        town.hours(15);
        assertThat(town.findings.open).doesNotContainKey("data.drift");
        assertThat(town.findings.log).filteredOn(line -> line.startsWith("open data.drift")).hasSize(1);
        assertThat(town.findings.log).anyMatch(line -> line.startsWith("clear data.drift The mean is back"));
    }

    @Test
    void an_alarm_ends_when_the_windows_after_it_are_usual() {
        Town town = town("day", "income:page-hinkley");
        town.rows.planted = SHIFT;
        town.jump(Duration.ofDays(5));
        town.hours(24 * 4);
        assertThat(town.findings.open).containsKey("data.drift");
        town.hours(24);
        assertThat(town.findings.open).doesNotContainKey("data.drift");
        assertThat(town.findings.log).anyMatch(line -> line.startsWith("clear data.drift The windows after it showed no drift"));
    }

    @Test
    void the_windows_own_detector_makes_a_page_of_the_same_alert() {
        Town town = town("hour", "income:adwin", "@score:adwin");
        town.rows.planted = row -> row.income += row.at.isBefore(Town.day(40)) ? 0 : 12_000;
        town.jump(Duration.ofDays(40));
        assertThat(town.findings.log).isEmpty();
        List<Fact.Severity> severities = new ArrayList<>();
        for (int hour = 0; hour < 8; hour++) {
            town.hours(1);
            Optional.ofNullable(town.findings.open.get("data.drift")).ifPresent(one -> severities.add(one.severity()));
        }
        assertThat(severities).isSorted().contains(Fact.Severity.WARNING, Fact.Severity.CRITICAL);
        assertThat(town.findings.open.keySet()).containsExactlyInAnyOrder("data.drift", "answers.drift");
        assertThat(town.findings.opened("data.drift").monitor()).isEqualTo("data.drift");
        assertThat(town.findings.opened("data.drift").subjects()).extracting(Finding.Subject::name).contains("income");
    }

    @Test
    void a_page_that_stands_is_joined_and_stays_a_page() {
        Standings standings = new Standings(MonitorPlan.standard(Town.MODEL), java.util.Map.of());
        standings.open(finding("data.drift", "age", Fact.Severity.CRITICAL, true));
        standings.join(finding("data.stream", "income", Fact.Severity.WARNING, false));
        standings.endStreams(Monitor.DRIFT, "not theirs to end");
        Finding stands = Objects.requireNonNull(standings.all().get("data.drift")).finding().finding();
        assertThat(stands.severity()).isEqualTo(Fact.Severity.CRITICAL);
        assertThat(stands.budgeted()).isTrue();
        assertThat(stands.title()).isEqualTo("title of age");
        assertThat(stands.text()).isEqualTo("text of age\nincome moved");
        assertThat(stands.subjects()).extracting(Finding.Subject::name).containsExactlyInAnyOrder("age", "income");
        assertThat(standings.holds(Monitor.DRIFT)).isTrue();
    }

    private static Finding finding(String monitor, String column, Fact.Severity severity, boolean budgeted) {
        return new Finding(
                Town.MODEL, java.util.OptionalInt.of(1), monitor, "data.drift", severity, budgeted, "title of " + column,
                "text of " + column, "runbook", List.of(new Finding.Subject(column, "", column + " moved", 1)), NOON, NOON);
    }

    @Test
    void what_moved_before_the_stream_was_turned_on_is_only_learnt_from() {
        Town town = town("day");
        town.rows.planted = SHIFT;
        town.jump(Duration.ofDays(6));
        town.hours(6);
        follow(town, "day", "income:adwin", "@score:page-hinkley");
        town.hours(24);
        assertThat(town.store.streams(Town.MODEL)).hasSize(2).allSatisfy(one -> {
            assertThat(one.rows()).isGreaterThan(4_000);
            assertThat(one.last()).isEmpty();
        });
        assertThat(town.findings.log).isEmpty();
    }

    @Test
    void rows_that_come_late_are_counted_by_their_window_and_not_by_the_stream() {
        Town town = town("day", "income:adwin", "@score:page-hinkley");
        town.jump(Duration.ofDays(5));
        town.hours(10);
        long before = town.store.streams(Town.MODEL).getFirst().rows();
        // a history of other rows is brought to the day before yesterday, and some of this morning
        town.rows.late.put(3 * 24 + 5, 2_000);
        town.rows.late.put(5 * 24 + 2, 500);
        town.rows.planted = row -> row.income += row.at.isBefore(Town.day(5.125)) ? 30_000 : 0;
        town.hours(3);
        assertThat(town.store.streams(Town.MODEL)).allSatisfy(one -> assertThat(one.rows()).isEqualTo(before + 300));
        assertThat(town.findings.open).doesNotContainKeys("data.drift", "answers.drift");
        town.hours(12);
        assertThat(town.store.heads(Town.MODEL, Town.day(5), Town.day(6), 1).getFirst().rows()).isEqualTo(2_400 + 500);
    }

    @Test
    void one_look_reads_a_bounded_number_of_rows_and_the_next_goes_on() {
        Town town = town("day");
        town.rows.volume = hour -> 5_000;
        town.jump(Duration.ofDays(2));
        follow(town, "day", "@score:adwin");
        town.watch.look();
        assertThat(town.store.streams(Town.MODEL).getFirst().rows()).isBetween(45_000L, 50_000L);
        for (int look = 0; look < 4; look++) {
            town.watch.look();
        }
        assertThat(town.store.streams(Town.MODEL).getFirst().rows()).isBetween(239_900L, 240_000L);
    }

    @Test
    void an_alarm_that_was_useless_makes_its_detector_need_more_and_no_other() {
        Town town = town("day", "@score:adwin", "income:adwin");
        town.rows.planted = SHIFT;
        town.jump(Duration.ofDays(5));
        town.hours(20);
        town.watch.said(Town.MODEL, "answers.stream", List.of("@score"), false);
        town.watch.said(Town.MODEL, "data.stream", List.of("income"), true);
        assertThat(town.store.streams(Town.MODEL)).extracting(StreamState::useless).containsExactlyInAnyOrder(1, 0);
    }

    @Test
    void what_is_seen_of_streams_is_told_in_their_own_units() {
        Town town = town("day", "income:adwin", "@error:ddm");
        town.rows.planted = SHIFT;
        Observations seen = new Observations(
                name -> Optional.of(town.model), town.rows, town.references, town.store, () -> town.now);
        assertThat(seen.streams(Town.MODEL)).extracting(Observations.Followed::sentence)
                .containsOnly("waits for traffic, or for what it is held against");
        town.jump(Duration.ofDays(5));
        town.hours(3);
        assertThat(seen.streams(Town.MODEL).getFirst().sentence()).isEqualTo("watches");
        assertThat(seen.streams(Town.MODEL).getFirst().mean().orElseThrow()).isBetween(39_000.0, 41_000.0);
        town.hours(20);
        assertThat(seen.streams(Town.MODEL)).allSatisfy(one -> {
            assertThat(one.sentence()).isEqualTo("has moved");
            assertThat(one.alarmedAt().orElseThrow()).isAfter(NOON);
        });
        assertThat(seen.streams(Town.MODEL).getFirst().alarm().orElseThrow()).startsWith("income moved up from 40,1");
    }

    @Test
    void the_part_of_adwins_checks_that_may_be_wrong_follows_from_the_budget() {
        Town town = town("day", "@score:adwin", "income:adwin", "@error:ddm");
        MonitorPlan plan = town.store.plan(Town.MODEL).orElseThrow();
        double checks = 30 * 3_200 / 32.0;
        assertThat(2 * checks * Streams.delta(plan, 3_200)).isEqualTo(0.1);
        assertThat(Streams.delta(plan, 1)).isEqualTo(0.002);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "salary:adwin | streaming: the model has no 'salary' that could be followed. There are [score, errors, wrong] and the "
                + "columns [income]",
        "income:ddm | streaming: income:ddm (expected: errors or wrong, since ddm counts what is wrong, and this column holds "
                + "numbers)",
        "score:cusum | streaming.score: cusum (expected: adwin, page-hinkley or ddm)",
        "region:adwin | streaming: region:adwin (expected: a column of numbers, and this one holds texts)",
        "wrong:page-hinkley | streaming: wrong:page-hinkley (expected: wrong:ddm or wrong:adwin)",
        "score | streaming: score (expected: a column and a detector such as score:adwin)"
    })
    void what_cannot_be_followed_is_refused_in_one_sentence(String asked, String said) {
        assertThatThrownBy(() -> plans(Task.BINARY).change(Town.MODEL, change(asked), "ann"))
                .isInstanceOf(Problem.class)
                .hasMessage(said);
    }

    @Test
    void answers_that_are_numbers_are_never_wrong_altogether() {
        assertThatThrownBy(() -> plans(Task.REGRESSION).change(Town.MODEL, change("wrong:adwin"), "ann"))
                .hasMessageContaining("There are [score, errors]");
    }

    @Test
    void short_names_are_kept_in_full() {
        MonitorPlan plan = plans(Task.BINARY).change(Town.MODEL, change("errors:ddm"), "ann");
        assertThat(plan.streams()).containsExactly(new MonitorPlan.Stream("@error", "ddm"));
    }

    private static MonitorPlans.Change change(String stream) {
        return new MonitorPlans.Change(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(List.of(MonitorPlan.Stream.parse(stream))));
    }

    private static MonitorPlans plans(Task task) {
        Signature signature = new Signature(
                List.of(Signature.Input.column("income", DataType.FP64, false),
                        Signature.Input.column("region", DataType.BYTES, true)),
                List.of(new Signature.Output("p", DataType.FP64, List.of(-1L), Signature.Meaning.SCORE, List.of())));
        Model model = new Model(Town.MODEL, task, signature, "risk", "low", Duration.ofDays(1), NOON);
        return new MonitorPlans(
                name -> Optional.of(model), new MemoryWatchStore(), event -> {}, () -> NOON);
    }
}
