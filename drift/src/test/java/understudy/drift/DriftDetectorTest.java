package understudy.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftDetectorTest {
    private static final double MONTH = 720;

    @Test
    void three_months_of_thirty_columns_without_drift_page_less_than_the_budget() {
        Simulation simulation = new Simulation(30, 100, 1);
        DriftDetector detector = simulation.learn(MONTH);

        assertThat(simulation.watch(detector, 3 * (int) MONTH)).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void a_daily_cycle_with_values_that_wander_from_hour_to_hour_does_not_page() {
        Simulation simulation = new Simulation(10, 500, 2);
        simulation.cycle = 0.4;
        simulation.wander = 0.1;
        DriftDetector detector = simulation.learn(MONTH);

        assertThat(simulation.watch(detector, (int) MONTH)).isEmpty();
    }

    @Test
    void weekends_of_their_own_are_learnt_by_a_weekly_rhythm_and_hide_no_drift() {
        Simulation simulation = new Simulation(3, 300, 23);
        simulation.weekend = 0.5;
        DriftDetector detector = simulation.learn(MONTH, new Rhythm(24, true));
        assertThat(simulation.watch(detector, 2 * 168)).isEmpty();

        simulation.shift = 0.5;
        assertThat(simulation.watch(detector, 12)).hasSize(1);
    }

    @Test
    void a_mean_that_moves_by_half_a_deviation_is_found_within_four_windows_and_said() {
        Page page = found(3, 4, simulation -> simulation.shift = 0.5);

        Observation first = page.observations().getFirst();
        assertThat(first.column()).isEqualTo("x0");
        assertThat(first.score()).isEqualTo("level");
        assertThat(first.expected()).isCloseTo(0.5, within(0.01));
        // E Φ(Z + 0.5) − ½ = Φ(0.5/√2) − ½
        assertThat(first.effect()).isCloseTo(0.1382, within(0.02));
        assertThat(page.delivery()).isEqualTo(Page.Delivery.PAGE);
    }

    @Test
    void a_mean_that_moves_by_a_fifth_of_a_deviation_is_found_within_a_day() {
        assertThat(found(4, 24, simulation -> simulation.shift = -0.2).observations().getFirst().effect())
                .isNegative();
    }

    @Test
    void a_jump_far_beyond_the_usual_wander_is_found_at_once_though_each_later_window_was_foretold() {
        Simulation simulation = new Simulation(5, 2_000, 26);
        simulation.wander = 0.1;
        DriftDetector detector = simulation.learn(MONTH);
        simulation.shift = 0.7;

        assertThat(simulation.watch(detector, 3)).hasSize(1);
    }

    @Test
    void one_odd_window_among_hours_that_go_together_does_not_page() {
        Simulation simulation = new Simulation(5, 2_000, 27);
        simulation.wander = 0.1;
        DriftDetector detector = simulation.learn(MONTH);
        for (int i = 0; i < 10; i++) {
            simulation.shift = 0.7;
            assertThat(detector.observe(simulation.window())).isEmpty();
            simulation.shift = 0;
            assertThat(simulation.watch(detector, 23)).isEmpty();
        }
    }

    @Test
    void half_as_much_variance_again_is_found_within_a_day() {
        Observation first = found(6, 24, simulation -> simulation.scale = Math.sqrt(1.5)).observations().getFirst();

        assertThat(first.score()).isEqualTo("spread");
    }

    @Test
    void a_column_that_only_moves_keeps_its_spread() {
        SplittableRandom random = new SplittableRandom(8);
        WindowTally tally = new WindowTally();
        tally.add("x", ReferenceBins.of(Sample.of(IntStream.range(0, 20_000).mapToDouble(i -> random.nextGaussian()).toArray())), 0);
        for (double moved : new double[] {0, 0.5, -1.5, 3}) {
            for (int row = 0; row < 200_000; row++) {
                tally.number(0, moved + random.nextGaussian());
            }
            assertThat(tally.seal(0).means()[1]).as("moved by " + moved).isCloseTo(0.25, within(0.004));
        }
    }

    @Test
    void a_wider_spread_is_found_as_such() {
        Observation first = found(5, 5, simulation -> simulation.scale = 1.5).observations().getFirst();

        assertThat(first.score()).isEqualTo("spread");
        assertThat(first.effect()).isPositive();
    }

    @Test
    void categories_that_swap_are_found() {
        Observation first = found(6, 4, simulation -> simulation.categories = new double[] {0.3, 0.5, 0.15, 0.05})
                .observations()
                .getFirst();

        assertThat(first.column()).isEqualTo("kind");
        assertThat(first.score()).isIn("=0", "=1");
    }

    @Test
    void unseen_categories_are_found_as_other() {
        Observation first = found(
                        7, 6, simulation -> simulation.categories = new double[] {0.5, 0.3, 0.1, 0, 0, 0, 0.1})
                .observations()
                .getFirst();

        assertThat(first.column()).isEqualTo("kind");
    }

    @Test
    void missing_values_that_surge_are_found() {
        Observation first = found(8, 4, simulation -> simulation.missing = 0.2).observations().getFirst();

        assertThat(first.column()).isEqualTo("x0");
        assertThat(first.score()).isEqualTo("missing");
        assertThat(first.effect()).isCloseTo(0.19, within(0.03));
    }

    @Test
    void what_was_paged_is_mute_until_it_is_back_and_speaks_again_after_that() {
        Simulation simulation = new Simulation(5, 500, 9);
        DriftDetector detector = simulation.learn(MONTH);
        simulation.shift = 0.5;

        assertThat(simulation.watch(detector, 240)).hasSize(1);
        assertThat(detector.muted()).containsExactly("x0");

        simulation.shift = 0;
        assertThat(simulation.watch(detector, 72)).isEmpty();
        assertThat(detector.muted()).isEmpty();

        simulation.shift = 0.5;
        assertThat(simulation.watch(detector, 4)).hasSize(1);
    }

    @Test
    void a_second_column_soon_after_belongs_to_the_same_alert() {
        Simulation simulation = new Simulation(5, 500, 10);
        DriftDetector detector = simulation.learn(MONTH);
        simulation.shift = 0.5;
        Page first = simulation.watch(detector, 10).getFirst();
        simulation.categories = new double[] {0.3, 0.5, 0.15, 0.05};
        Page second = simulation.watch(detector, 10).getFirst();

        assertThat(second.ordinal()).isGreaterThan(first.ordinal());
        assertThat(second.alert()).isEqualTo(first.alert());
    }

    @Test
    void a_window_counts_once_and_late_ones_not_at_all() {
        Simulation simulation = new Simulation(3, 200, 11);
        DriftDetector detector = simulation.learn(MONTH);
        simulation.shift = 0.3;
        WindowScores window = simulation.window();
        detector.observe(window);
        byte[] once = detector.snapshot();

        assertThat(detector.observe(window)).isEmpty();
        assertThat(detector.observe(new WindowScores(5, window.means(), window.rows()))).isEmpty();
        assertThat(detector.snapshot()).isEqualTo(once);
    }

    @Test
    void a_detector_read_back_goes_on_as_the_first_would_have() {
        Simulation simulation = new Simulation(3, 200, 12);
        DriftDetector detector = simulation.learn(MONTH);
        simulation.shift = 0.15;
        for (int i = 0; i < 60; i++) {
            WindowScores window = simulation.window();
            DriftDetector again = DriftDetector.restore(detector.snapshot());
            assertThat(again.observe(window)).isEqualTo(detector.observe(window));
            assertThat(again.snapshot()).isEqualTo(detector.snapshot());
        }
        assertThat(detector.muted()).contains("x0");
    }

    @Test
    void a_history_read_back_learns_the_same_and_broken_bytes_are_refused() {
        Simulation simulation = new Simulation(2, 100, 13);
        DetectorHistory history = new DetectorHistory(simulation.tally.columns(), new Rhythm(24, false));
        IntStream.range(0, 28 * 24).forEach(i -> history.add(simulation.window()));
        byte[] bytes = history.snapshot();

        assertThat(DetectorHistory.restore(bytes).detector(MONTH).snapshot())
                .isEqualTo(history.detector(MONTH).snapshot());
        assertThatThrownBy(() -> DetectorHistory.restore(Arrays.copyOf(bytes, bytes.length / 2)))
                .hasMessageStartingWith("snapshot: ends early");
        assertThatThrownBy(() -> DriftDetector.restore(bytes)).hasMessageStartingWith("snapshot: of something else");
    }

    @Test
    void a_snapshot_cut_anywhere_is_refused_in_words() {
        byte[] bytes = new Simulation(1, 50, 25).learn(MONTH).snapshot();
        for (int length = 0; length < bytes.length; length += 97) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> DriftDetector.restore(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void too_little_history_says_what_it_waits_for() {
        Simulation simulation = new Simulation(1, 100, 14);
        DetectorHistory history = new DetectorHistory(simulation.tally.columns(), new Rhythm(24, false));
        IntStream.range(0, 168).forEach(i -> history.add(simulation.window()));

        assertThat(history.progress()).isEqualTo(0.25);
        assertThatThrownBy(() -> history.detector(MONTH)).hasMessage("history: 168 windows (expected: a span of 672)");
    }

    @Test
    void empty_windows_and_gaps_neither_alarm_nor_hide_a_drift() {
        Simulation simulation = new Simulation(5, 500, 15);
        simulation.cycle = 0.4;
        simulation.wander = 0.1;
        DriftDetector detector = simulation.learn(MONTH);
        for (int i = 0; i < 240; i++) {
            assertThat(detector.observe(simulation.window(i % 5 == 0 ? 0 : i % 7 == 0 ? 12 : 500))).isEmpty();
            simulation.hour += i % 11 == 0 ? 3 : 0;
        }
        simulation.shift = 0.5;
        Optional<Page> page = Optional.empty();
        for (int i = 0; i < 16 && page.isEmpty(); i++) {
            page = detector.observe(simulation.window(i % 2 == 0 ? 0 : 500));
        }

        assertThat(page).isPresent();
    }

    @Test
    void windows_of_another_size_than_learnt_do_not_alarm_and_larger_ones_see_more() {
        Simulation simulation = new Simulation(10, 1_000, 16);
        DriftDetector detector = simulation.learn(MONTH);
        for (int i = 0; i < 480; i++) {
            assertThat(detector.observe(simulation.window(i % 3 == 0 ? 40 : 150))).isEmpty();
        }
    }

    @Test
    void a_constant_column_is_silent_until_it_is_constant_no_longer() {
        WindowTally tally = new WindowTally();
        tally.add("one", ReferenceBins.of(Sample.of(1, 1, 1, 1)), 0);
        tally.add("mostly zero", ReferenceBins.of(Sample.of(0, 0, 0, 0, 0, 0, 0, 0, 3, 4)), 0);
        SplittableRandom random = new SplittableRandom(17);
        DetectorHistory history = new DetectorHistory(tally.columns(), new Rhythm(24, false));
        for (int hour = 0; hour < 56 * 24; hour++) {
            history.add(constants(tally, random, hour, 0));
        }
        DriftDetector detector = history.detector(MONTH);
        for (int hour = 56 * 24; hour < 70 * 24; hour++) {
            assertThat(detector.observe(constants(tally, random, hour, 0))).isEmpty();
        }
        assertThat(detector.evidence()).isLessThan(10);

        int delay = 0;
        Optional<Page> page = Optional.empty();
        while (page.isEmpty() && delay < 12) {
            page = detector.observe(constants(tally, random, 70 * 24 + delay++, 0.2));
        }
        assertThat(page.orElseThrow().observations().getFirst().column()).isEqualTo("one");
    }

    @Test
    void a_million_categories_are_twenty_one_shares() {
        WindowTally tally = new WindowTally();
        Map<String, Long> counts = IntStream.range(0, 1_000_000)
                .boxed()
                .collect(Collectors.toMap(i -> "k" + i, i -> 1L));
        tally.add("id", TopCategories.of(counts), 0);
        assertThat(tally.columns().getFirst().scores()).hasSize(21);

        DetectorHistory history = new DetectorHistory(tally.columns(), new Rhythm(24, false));
        SplittableRandom random = new SplittableRandom(18);
        for (int hour = 0; hour < 28 * 24; hour++) {
            IntStream.range(0, 200).forEach(i -> tally.category(0, "k" + random.nextInt(1_000_000)));
            history.add(tally.seal(hour));
        }
        DriftDetector detector = history.detector(MONTH);
        for (int hour = 28 * 24; hour < 58 * 24; hour++) {
            IntStream.range(0, 200).forEach(i -> tally.category(0, "k" + random.nextInt(2_000_000)));
            assertThat(detector.observe(tally.seal(hour))).isEmpty();
        }
    }

    @Test
    void drift_while_it_learnt_is_shown() {
        Simulation simulation = new Simulation(3, 500, 19);
        DetectorHistory history = new DetectorHistory(simulation.tally.columns(), new Rhythm(24, false));
        for (int hour = 0; hour < 56 * 24; hour++) {
            simulation.shift = hour > 40 * 24 ? 0.5 : 0;
            history.add(simulation.window());
        }
        Map<String, Double> widened = history.detector(MONTH).widened();

        assertThat(widened.get("x0")).isGreaterThan(2);
        assertThat(widened.get("x1")).isEqualTo(1);
    }

    @Test
    void two_useless_pages_send_the_next_to_the_digest_unless_it_is_large() {
        DriftDetector detector = usedUp(20);
        Simulation simulation = new Simulation(5, 2_000, 20);
        simulation.hour = detector.last() + 1;
        simulation.shift = 0.25;
        List<Page> small = simulation.watch(detector, 48);
        assertThat(small).extracting(Page::delivery).containsExactly(Page.Delivery.DIGEST);

        DriftDetector other = usedUp(20);
        simulation.hour = other.last() + 1;
        simulation.shift = 1;
        assertThat(simulation.watch(other, 4)).extracting(Page::delivery).containsExactly(Page.Delivery.PAGE);
    }

    @Test
    void a_performance_with_labels_is_never_held_back() {
        WatchedColumn error = new WatchedColumn("error rate", true, List.of(new Score("share", Score.Kind.SHARE, 0.09)));
        DetectorHistory history = new DetectorHistory(List.of(error), new Rhythm(24, false));
        SplittableRandom random = new SplittableRandom(24);
        for (int hour = 0; hour < 28 * 24; hour++) {
            history.add(rate(hour, 0.1 + 0.01 * random.nextGaussian()));
        }
        DriftDetector detector = history.detector(MONTH);
        detector.notUseful(List.of());
        detector.notUseful(List.of());
        Optional<Page> page = Optional.empty();
        for (int hour = 28 * 24; hour < 30 * 24 && page.isEmpty(); hour++) {
            page = detector.observe(rate(hour, 0.16 + 0.01 * random.nextGaussian()));
        }

        assertThat(page.orElseThrow().delivery()).isEqualTo(Page.Delivery.PAGE);
        assertThat(page.orElseThrow().observations().getFirst().effect()).isBetween(0.05, 0.07);
    }

    @Test
    void columns_whose_page_was_not_useful_need_more() {
        DriftDetector detector = new Simulation(2, 100, 21).learn(MONTH);
        detector.notUseful(List.of("x1", "gone"));

        assertThat(detector.widened()).containsEntry("x1", 1.25).containsEntry("x0", 1.0);
    }

    @Test
    void tallies_of_two_processes_merge_to_one() {
        WindowTally one = new Simulation(1, 10, 22).tally;
        WindowTally two = new Simulation(1, 10, 22).tally;
        WindowTally both = new Simulation(1, 10, 22).tally;
        for (double value : new double[] {0.1, -2, Double.NaN, 5}) {
            one.number(0, value);
            both.number(0, value);
            two.number(0, -value);
            both.number(0, -value);
        }
        one.merge(two);
        WindowScores merged = one.seal(0);
        WindowScores whole = both.seal(0);

        assertThat(merged.means()).containsExactly(whole.means(), within(1e-12));
        assertThat(merged.rows()).isEqualTo(whole.rows());
    }

    @Test
    void detectors_share_a_budget() {
        assertThat(DriftDetector.windowsPerFalsePage(720, 1, 1)).isEqualTo(720);
        assertThat(DriftDetector.windowsPerFalsePage(30, 0.5, 3)).isEqualTo(180);
    }

    private static DriftDetector usedUp(long seed) {
        DriftDetector detector = new Simulation(5, 2_000, seed).learn(MONTH);
        detector.notUseful(List.of());
        detector.notUseful(List.of());
        return detector;
    }

    private static WindowScores rate(long hour, double mean) {
        return new WindowScores(hour, new double[] {mean}, new long[] {900});
    }

    private static WindowScores constants(WindowTally tally, SplittableRandom random, long hour, double other) {
        for (int row = 0; row < 200; row++) {
            tally.number(0, random.nextDouble() < other ? 2 : 1);
            tally.number(1, random.nextDouble() < 0.8 ? 0 : 3 + random.nextDouble());
        }
        return tally.seal(hour);
    }

    /** What a change shows within so many windows, of 500 rows, in one of eleven columns. */
    private static Page found(long seed, int within, Consumer<Simulation> change) {
        Simulation simulation = new Simulation(10, 500, seed);
        DriftDetector detector = simulation.learn(MONTH);
        change.accept(simulation);
        List<Page> pages = simulation.watch(detector, within);
        assertThat(pages).isNotEmpty();
        return pages.getFirst();
    }
}
