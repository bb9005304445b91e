package understudy.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The short form of {@code bench/false-alarms} and {@code bench/planted-drifts}: simulated months with fixed seeds, held to
 * bounds that a broken detector misses.
 */
class FalseAlarmBudgetTest {
    private static final double MONTH = 720;

    /** P(X > 46) of a Poisson mean of 24 is 2e-5, P(X > 44) 8e-5: one page a month would stay under it. */
    private static final int MOST_IN_24_MONTHS = 44;

    /** P(X > 9) of a Poisson mean of 2.4 is 1e-4: a tenth of the budget, which is what independent rows should take. */
    private static final int MOST_AT_A_TENTH = 9;

    @Test
    void independent_rows_page_far_less_than_once_a_month() {
        assertThat(falsePages(1, 24, 100, simulation -> {})).isLessThanOrEqualTo(MOST_AT_A_TENTH);
    }

    @Test
    void a_daily_cycle_stays_within_the_budget() {
        assertThat(falsePages(2, 24, 100, simulation -> simulation.cycle = 0.4)).isLessThanOrEqualTo(MOST_AT_A_TENTH);
    }

    @Test
    void hours_that_go_together_stay_within_the_budget() {
        assertThat(falsePages(3, 24, 100, simulation -> {
                    simulation.cycle = 0.4;
                    simulation.wander = 0.1;
                }))
                .isLessThanOrEqualTo(MOST_IN_24_MONTHS);
    }

    @Test
    void weekends_of_their_own_stay_within_the_budget_of_a_weekly_rhythm() {
        assertThat(falsePages(4, 12, 100, new Rhythm(24, true), simulation -> simulation.weekend = 0.5))
                .isLessThanOrEqualTo(MOST_AT_A_TENTH);
    }

    @Test
    void a_mean_that_moves_by_a_fifth_of_a_deviation_is_found_in_two_days_nine_times_in_ten() {
        assertThat(delays(10, 500, simulation -> simulation.shift = 0.2).get(8)).isLessThanOrEqualTo(48);
    }

    @Test
    void a_mean_that_moves_by_half_a_deviation_is_found_in_eight_windows_of_a_hundred_rows() {
        assertThat(delays(20, 100, simulation -> simulation.shift = 0.5).get(8)).isLessThanOrEqualTo(8);
    }

    @Test
    void values_of_another_unit_are_found_in_three_windows() {
        assertThat(delays(30, 100, simulation -> {
                            simulation.shift = 5.5;
                            simulation.scale = 1.8;
                        })
                        .getLast())
                .isLessThanOrEqualTo(3);
    }

    @Test
    void missing_values_that_surge_to_a_tenth_are_found_in_a_day() {
        assertThat(delays(40, 250, simulation -> simulation.missing = 0.1).get(8)).isLessThanOrEqualTo(24);
    }

    @Test
    void categories_that_swap_are_found_in_a_few_windows() {
        assertThat(delays(50, 250, simulation -> simulation.categories = new double[] {0.3, 0.5, 0.15, 0.05})
                        .get(8))
                .isLessThanOrEqualTo(8);
    }

    private static int falsePages(long seed, int months, int rows, Consumer<Simulation> law) {
        return falsePages(seed, months, rows, new Rhythm(24, false), law);
    }

    /** Of thirty columns of numbers and one of categories, in streams of six months each. */
    private static int falsePages(long seed, int months, int rows, Rhythm rhythm, Consumer<Simulation> law) {
        int pages = 0;
        for (int from = 0; from < months; from += 6) {
            Simulation simulation = new Simulation(30, rows, 1_000 * seed + from);
            law.accept(simulation);
            pages += simulation.watch(simulation.learn(MONTH, rhythm), 6 * (int) MONTH).size();
        }
        return pages;
    }

    /** Ascending, of ten streams; 336 windows where it was not found in two weeks. */
    private static List<Integer> delays(long seed, int rows, Consumer<Simulation> drift) {
        List<Integer> delays = new ArrayList<>();
        for (int stream = 0; stream < 10; stream++) {
            Simulation simulation = new Simulation(10, rows, 100 * seed + stream);
            DriftDetector detector = simulation.learn(MONTH);
            drift.accept(simulation);
            int windows = 1;
            while (windows < 336 && detector.observe(simulation.window()).isEmpty()) {
                windows++;
            }
            delays.add(windows);
        }
        return delays.stream().sorted().toList();
    }
}
