package understudy.drift;

import static understudy.drift.Rule.P_BELOW;
import static understudy.drift.Rule.VALUE_ABOVE;
import static understudy.drift.Rule.VALUE_AT_LEAST;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A two-sample statistic of categories with the definition, threshold and rule of the peer in its name. Both sides are
 * counts of the same categories in the same (sorted) order, unseen ones with 0; missing values are no category.
 */
public final class CategoryStatistic {
    private static final List<CategoryStatistic> ALL = List.of(
            new CategoryStatistic("psi", 0.001, P_BELOW, PopulationStability::calibrated),
            new CategoryStatistic("evidently.psi", 0.1, VALUE_AT_LEAST, PopulationStability::evidently),
            new CategoryStatistic("evidently.chisquare", 0.05, P_BELOW, ChiSquare::oneSample),
            new CategoryStatistic("chisquare", 0.05, P_BELOW, ChiSquare::twoSample),
            new CategoryStatistic("evidently.g", 0.1, P_BELOW, ChiSquare::likelihoodRatioOneSample),
            new CategoryStatistic("g", 0.05, P_BELOW, ChiSquare::likelihoodRatio),
            new CategoryStatistic("z", 0.05, P_BELOW, TwoByTwo::proportions),
            new CategoryStatistic("fisher", 0.1, P_BELOW, TwoByTwo::fisher),
            new CategoryStatistic("evidently.jensenshannon", 0.1, VALUE_AT_LEAST, ShareDistance::jensenShannonEvidently),
            new CategoryStatistic("nannyml.jensenshannon", 0.1, VALUE_ABOVE, ShareDistance::jensenShannonNannyml),
            new CategoryStatistic("evidently.kullbackleibler", 0.1, VALUE_AT_LEAST, ShareDistance::kullbackLeibler),
            new CategoryStatistic("hellinger", 0.1, VALUE_AT_LEAST, ShareDistance::hellinger),
            new CategoryStatistic("totalvariation", 0.1, VALUE_AT_LEAST, ShareDistance::totalVariation),
            new CategoryStatistic("nannyml.linfinity", 0.1, VALUE_ABOVE, ShareDistance::linfinity));

    private final String name;
    private final double threshold;
    private final Rule rule;
    private final Formula formula;

    private CategoryStatistic(String name, double threshold, Rule rule, Formula formula) {
        this.name = name;
        this.threshold = threshold;
        this.rule = rule;
        this.formula = formula;
    }

    public static List<CategoryStatistic> all() {
        return ALL;
    }

    public static Optional<CategoryStatistic> named(String name) {
        return ALL.stream().filter(statistic -> statistic.name.equals(name)).findFirst();
    }

    public String name() {
        return name;
    }

    public double threshold() {
        return threshold;
    }

    public Rule rule() {
        return rule;
    }

    /** With another threshold than the peer's. */
    public CategoryStatistic at(double other) {
        return new CategoryStatistic(name, other, rule, formula);
    }

    /**
     * @param reference counts, not all 0
     * @param window as many, not all 0
     * @throws IllegalArgumentException if they are not, or the formula asks for two categories and there are more
     */
    public Measured measure(long[] reference, long[] window) {
        if (reference.length != window.length) {
            throw new IllegalArgumentException("window: " + window.length
                    + " categories (expected: as many as the reference, " + reference.length + ")");
        }
        check(reference, "reference");
        check(window, "window");
        return Measured.of(name, formula.apply(reference, window), threshold, rule);
    }

    private static void check(long[] counts, String side) {
        if (Arrays.stream(counts).anyMatch(count -> count < 0) || Arrays.stream(counts).sum() < 1) {
            throw new IllegalArgumentException(side + ": no rows (expected: one or more, no negative count)");
        }
    }

    /** Counts of the reference first, of the window second. */
    @FunctionalInterface
    private interface Formula {
        Reading apply(long[] reference, long[] window);
    }
}
