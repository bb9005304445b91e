package understudy.drift;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/** Tests of categories against χ². */
final class ChiSquare {
    private ChiSquare() {}

    /**
     * Evidently's: Σ (o − e)²/e with the reference, scaled to the window, taken as known. Its own error is ignored, and
     * one unseen category gives an infinite value and p = 0.
     */
    static Reading oneSample(long[] reference, long[] window) {
        double scale = sum(window) / sum(reference);
        double value = 0;
        int categories = 0;
        for (int i = 0; i < window.length; i++) {
            double expected = reference[i] * scale;
            if (expected > 0 || window[i] > 0) {
                categories++;
                value += (window[i] - expected) * (window[i] - expected) / expected;
            }
        }
        return reading(value, categories - 1);
    }

    /** Pearson's test of homogeneity of the 2×k table, Yates' correction for 2×2: SciPy's chi2_contingency. */
    static Reading twoSample(long[] reference, long[] window) {
        double n = sum(reference);
        double m = sum(window);
        int categories = used(reference, window);
        double value = 0;
        for (int i = 0; i < window.length; i++) {
            double both = reference[i] + window[i];
            if (both > 0) {
                double expected = both * n / (n + m);
                double off = Math.abs(reference[i] - expected);
                off -= categories == 2 ? Math.min(0.5, off) : 0;
                value += off * off / expected + off * off / (both - expected);
            }
        }
        return reading(value, categories - 1);
    }

    /** 2 Σ o ln(o/e) with the reference, scaled to the window, taken as known: Evidently's, which needs equal sizes. */
    static Reading likelihoodRatioOneSample(long[] reference, long[] window) {
        double scale = sum(window) / sum(reference);
        double value = 0;
        for (int i = 0; i < window.length; i++) {
            value += term(window[i], reference[i] * scale);
        }
        return reading(value, used(reference, window) - 1);
    }

    /** Wilks' (1935) of the 2×k table, Yates' correction for 2×2: SciPy's chi2_contingency(lambda_="log-likelihood"). */
    static Reading likelihoodRatio(long[] reference, long[] window) {
        double n = sum(reference);
        double m = sum(window);
        int categories = used(reference, window);
        double value = 0;
        for (int i = 0; i < window.length; i++) {
            double both = reference[i] + window[i];
            double expected = both * n / (n + m);
            double off = expected - reference[i];
            double yates = categories == 2 ? Math.copySign(Math.min(0.5, Math.abs(off)), off) : 0;
            value += term(reference[i] + yates, expected) + term(window[i] - yates, both - expected);
        }
        return reading(value, categories - 1);
    }

    private static double term(double observed, double expected) {
        return observed == 0 ? 0 : 2 * observed * Math.log(observed / expected);
    }

    private static int used(long[] reference, long[] window) {
        int used = 0;
        for (int i = 0; i < window.length; i++) {
            used += reference[i] + window[i] > 0 ? 1 : 0;
        }
        return used;
    }

    private static double sum(long[] counts) {
        return Arrays.stream(counts).sum();
    }

    private static Reading reading(double value, int freedom) {
        if (freedom < 1) {
            return Reading.test(0, 1);
        }
        return Reading.test(
                value,
                Double.isInfinite(value) ? 0 : ChiSquaredDistribution.of(freedom).survivalProbability(value));
    }
}
