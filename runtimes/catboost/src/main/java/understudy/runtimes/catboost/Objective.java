package understudy.runtimes.catboost;

/**
 * What a model's raw sums become, by the loss it was trained with; the same as the default of CatBoost's
 * {@code predict} for regressors and of {@code predict_proba} for classifiers.
 */
enum Objective {
    /** One sum: the sigmoid is the positive class's probability. */
    PROBABILITY,
    /** A sum for each class: the softmax. */
    PROBABILITIES,
    /** A sum for each class, each of which may be true beside the others: sigmoids. */
    INDEPENDENT,
    /** Sums as they are, one for each target. */
    VALUE,
    /** The exponent of the sum: losses with a logarithmic link. */
    EXPONENT,
    /** Two sums: the mean, and half the logarithm of the variance. */
    MEAN_AND_VARIANCE;

    /**
     * @param loss as CatBoost names it, with no parameters; the empty text where the file does not say
     * @param dimension sums for each row
     */
    static Objective of(String loss, int dimension) {
        return switch (loss) {
            case "Logloss", "CrossEntropy", "Focal" -> dimension == 1 ? PROBABILITY : PROBABILITIES;
            case "MultiClass" -> PROBABILITIES;
            case "MultiClassOneVsAll", "MultiLogloss", "MultiCrossEntropy" -> INDEPENDENT;
            case "Poisson", "Tweedie", "LogLinQuantile" -> EXPONENT;
            case "RMSEWithUncertainty" -> MEAN_AND_VARIANCE;
            default -> VALUE;
        };
    }

    /** Turns sums into answers in place; rows one after the other. */
    void apply(double[] sums, int dimension) {
        switch (this) {
            case PROBABILITY, INDEPENDENT -> {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] = 1 / (1 + Math.exp(-sums[i]));
                }
            }
            case PROBABILITIES -> {
                for (int row = 0; row < sums.length; row += dimension) {
                    softmax(sums, row, dimension);
                }
            }
            case EXPONENT -> {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] = Math.exp(sums[i]);
                }
            }
            case MEAN_AND_VARIANCE -> {
                for (int i = 1; i < sums.length; i += dimension) {
                    sums[i] = Math.exp(2 * sums[i]);
                }
            }
            case VALUE -> {}
        }
    }

    private static void softmax(double[] sums, int from, int width) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + width; i++) {
            highest = Math.max(highest, sums[i]);
        }
        double total = 0;
        for (int i = from; i < from + width; i++) {
            sums[i] = Math.exp(sums[i] - highest);
            total += sums[i];
        }
        for (int i = from; i < from + width; i++) {
            sums[i] /= total;
        }
    }
}
