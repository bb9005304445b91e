package understudy.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Expected numbers are SciPy 1.10's, by the calls in the comments. */
class CategoryStatisticTest {
    private static final Offset<Double> EXACT = within(1e-9);

    private static final long[] REFERENCE = {16, 18, 16, 14, 12, 12};
    private static final long[] WINDOW = {16, 16, 16, 16, 16, 8};
    private static final long[] PAIR = {30, 70};
    private static final long[] OTHER_PAIR = {45, 55};

    @Test
    void tests_give_scipys_values_and_p_values() {
        // chisquare(window, reference); chi2_contingency; the same with lambda_="log-likelihood"
        expect("evidently.chisquare", REFERENCE, WINDOW, 3.1746031746031744, 0.6730876006966301);
        expect("chisquare", REFERENCE, WINDOW, 1.6224089635854342, 0.8985262394026607);
        expect("g", REFERENCE, WINDOW, 1.6299560650379492, 0.8976032398668559);
        expect("chisquare", PAIR, OTHER_PAIR, 4.181333333333333, 0.04087153408900628);
        expect("g", PAIR, OTHER_PAIR, 4.200020315545846, 0.04042349506110182);
        // power_divergence([4, 6, 8], [5, 5, 8], lambda_="log-likelihood")
        expect("evidently.g", new long[] {5, 5, 8}, new long[] {4, 6, 8}, 0.40271027101377754, 0.817622013379844);
        // fisher_exact([[45, 55], [30, 70]])
        expect("fisher", PAIR, OTHER_PAIR, 1.9090909090909092, 0.040534006514982644);
        // 2 * (1 - norm.cdf(|z|))
        expect("z", PAIR, OTHER_PAIR, 2.1908902300206634, 0.02845973691631065);
    }

    @Test
    void distances_are_the_named_peers() {
        expect("evidently.jensenshannon", 0.06804819617703867);
        expect("nannyml.jensenshannon", 0.08173421330573757);
        expect("evidently.psi", 0.037218381577290835);
        expect("evidently.kullbackleibler", 0.018909676965320497);
        expect("hellinger", 0.06812774370983345);
        expect("totalvariation", 0.06818181818181819);
        expect("nannyml.linfinity", 0.04545454545454547);
    }

    @Test
    void an_unseen_category_is_certain_drift_for_evidentlys_chi_square_and_not_for_the_proper_one() {
        long[] reference = {500, 500, 0};
        long[] window = {500, 499, 1};

        assertThat(CategoryStatistic.named("evidently.chisquare").orElseThrow().measure(reference, window).pValue())
                .hasValue(0);
        assertThat(CategoryStatistic.named("chisquare").orElseThrow().measure(reference, window).drifted())
                .isFalse();
    }

    @Test
    void one_category_on_both_sides_is_no_drift() {
        for (CategoryStatistic statistic : CategoryStatistic.all()) {
            assertThat(statistic.measure(new long[] {10, 0}, new long[] {30, 0}).drifted())
                    .as(statistic.name())
                    .isFalse();
        }
    }

    @Test
    void fishers_test_refuses_a_third_category_and_all_refuse_no_rows() {
        assertThatThrownBy(() -> CategoryStatistic.named("fisher").orElseThrow().measure(REFERENCE, WINDOW))
                .hasMessage("fisher: 6 categories (expected: two)");
        for (CategoryStatistic statistic : CategoryStatistic.all()) {
            assertThatThrownBy(() -> statistic.measure(new long[2], new long[] {1, 2}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("reference: no rows");
        }
    }

    private static void expect(String name, long[] reference, long[] window, double value, double pValue) {
        Measured measured = CategoryStatistic.named(name).orElseThrow().measure(reference, window);
        assertThat(measured.value()).as("%s value", name).isCloseTo(value, EXACT);
        assertThat(measured.pValue().orElseThrow()).as("%s p-value", name).isCloseTo(pValue, EXACT);
    }

    private static void expect(String name, double value) {
        assertThat(CategoryStatistic.named(name).orElseThrow().measure(REFERENCE, WINDOW).value())
                .as(name)
                .isCloseTo(value, EXACT);
    }
}
