package understudy.statistics;

/** What one answer costs once the truth is known; less is better. */
public final class Losses {
    /**
     * Probabilities are clipped to [ε, 1 − ε] before their logarithm is taken; ε is the spacing of 32-bit floats at 1,
     * as most scores are such floats. One wrong certainty thus costs at most 15.94.
     */
    public static final double EPSILON = Math.ulp(1f);

    private Losses() {}

    /** −ln of the probability given to what was true. */
    public static double logLoss(double probabilityOfTruth) {
        return -Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, probabilityOfTruth)));
    }

    /** (p − y)², with y 1 for the positive class. */
    public static double brier(double probability, boolean positive) {
        double miss = probability - (positive ? 1 : 0);
        return miss * miss;
    }

    public static double absolute(double predicted, double truth) {
        return Math.abs(predicted - truth);
    }

    public static double squared(double predicted, double truth) {
        double miss = predicted - truth;
        return miss * miss;
    }

    /** 0 for a right class, 1 for a wrong one: one minus accuracy. */
    public static double zeroOne(boolean right) {
        return right ? 0 : 1;
    }

    /**
     * The loss whose best answer is a quantile of the truth: q·(y − ŷ) where the truth lies above the prediction,
     * (1 − q)·(ŷ − y) where it lies below.
     *
     * @param quantile q, (0, 1)
     */
    public static double pinball(double predicted, double truth, double quantile) {
        if (!(quantile > 0 && quantile < 1)) {
            throw new IllegalArgumentException("quantile: " + quantile + " (expected: above 0, below 1)");
        }
        double miss = truth - predicted;
        return miss >= 0 ? quantile * miss : (quantile - 1) * miss;
    }
}
