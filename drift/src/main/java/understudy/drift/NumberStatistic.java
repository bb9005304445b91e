package understudy.drift;

import static understudy.drift.Rule.P_AT_MOST;
import static understudy.drift.Rule.P_BELOW;
import static understudy.drift.Rule.VALUE_ABOVE;
import static understudy.drift.Rule.VALUE_AT_LEAST;

import java.util.List;
import java.util.Optional;

/**
 * A two-sample statistic of numbers with the definition, threshold and rule of the peer in its name; names without one
 * are the textbook's. Definitions follow Evidently 0.7, NannyML 0.13 and SciPy 1.10. Immutable.
 */
public final class NumberStatistic {
    private static final List<NumberStatistic> ALL = List.of(
            new NumberStatistic("psi", 0.001, P_BELOW, PopulationStability::calibrated),
            new NumberStatistic("evidently.psi", 0.1, VALUE_AT_LEAST, PopulationStability::evidently),
            new NumberStatistic("nannyml.psi", 0.1, VALUE_ABOVE, PopulationStability::nannyml),
            new NumberStatistic("ks", 0.05, P_BELOW, KolmogorovSmirnov::of),
            new NumberStatistic("evidently.wasserstein", 0.1, VALUE_AT_LEAST, CumulativeDistance::wassersteinNormed),
            new NumberStatistic("evidently.energy", 0.1, VALUE_ABOVE, CumulativeDistance::energy),
            new NumberStatistic("evidently.jensenshannon", 0.1, VALUE_AT_LEAST, ShareDistance::jensenShannonEvidently),
            new NumberStatistic("nannyml.jensenshannon", 0.1, VALUE_ABOVE, ShareDistance::jensenShannonNannyml),
            new NumberStatistic("evidently.kullbackleibler", 0.1, VALUE_AT_LEAST, ShareDistance::kullbackLeibler),
            new NumberStatistic("evidently.hellinger", 0.1, VALUE_AT_LEAST, ShareDistance::hellingerEvidently),
            new NumberStatistic("nannyml.hellinger", 0.1, VALUE_ABOVE, ShareDistance::hellingerNannyml),
            new NumberStatistic("anderson", 0.1, P_BELOW, AndersonDarling::of),
            new NumberStatistic("cramervonmises", 0.1, P_AT_MOST, CramerVonMises::of),
            new NumberStatistic("mannwhitney", 0.05, P_BELOW, MannWhitney::twoSided),
            new NumberStatistic("mannwhitney.onesided", 0.05, P_BELOW, MannWhitney::oneSided),
            new NumberStatistic("t", 0.05, P_BELOW, StudentTest::pooled),
            new NumberStatistic("welch", 0.05, P_BELOW, StudentTest::welch),
            new NumberStatistic("eppssingleton", 0.05, P_BELOW, EppsSingleton::of));

    private final String name;
    private final double threshold;
    private final Rule rule;
    private final Formula formula;

    private NumberStatistic(String name, double threshold, Rule rule, Formula formula) {
        this.name = name;
        this.threshold = threshold;
        this.rule = rule;
        this.formula = formula;
    }

    public static List<NumberStatistic> all() {
        return ALL;
    }

    public static Optional<NumberStatistic> named(String name) {
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
    public NumberStatistic at(double other) {
        return new NumberStatistic(name, other, rule, formula);
    }

    /** @throws IllegalArgumentException if a sample is too small for the formula, in one sentence */
    public Measured measure(Sample reference, Sample window) {
        reference.need(1, "reference");
        window.need(1, "window");
        return Measured.of(name, formula.apply(reference, window), threshold, rule);
    }

    /** Reference first, window second. */
    @FunctionalInterface
    private interface Formula {
        Reading apply(Sample reference, Sample window);
    }
}
