package understudy.estimation;

/**
 * Decisions against truth at one threshold. Counts of labelled rows are whole; expected counts of rows without labels
 * are not, and their intervals are then those of {@link Cbpe}, not the ones here.
 *
 * @param truePositives 0 or more, as all four
 */
public record Confusion(double truePositives, double falsePositives, double falseNegatives, double trueNegatives) {
    public Confusion {
        if (!(truePositives >= 0 && falsePositives >= 0 && falseNegatives >= 0 && trueNegatives >= 0)) {
            throw new IllegalArgumentException("counts: " + truePositives + ", " + falsePositives + ", "
                    + falseNegatives + ", " + trueNegatives + " (expected: >= 0)");
        }
    }

    public double rows() {
        return truePositives + falsePositives + falseNegatives + trueNegatives;
    }

    public double positives() {
        return truePositives + falseNegatives;
    }

    public double selected() {
        return truePositives + falsePositives;
    }

    /** NaN where its denominator is 0. @param metric one that needs a threshold */
    public double value(Metric metric) {
        return metric == Metric.F1
                ? 2 * truePositives / (2 * truePositives + falsePositives + falseNegatives)
                : successes(metric) / trials(metric);
    }

    /**
     * Wilson's interval for shares, the delta method's for F1.
     *
     * @param metric one that needs a threshold
     */
    public Estimate estimate(Metric metric) {
        if (metric != Metric.F1) {
            return Estimate.share(successes(metric), trials(metric));
        }
        double f1 = value(Metric.F1);
        return Double.isNaN(f1)
                ? Estimate.unknown()
                : Estimate.around(f1, deviation(Metric.F1) / Math.sqrt(rows())).within(0, 1);
    }

    /**
     * Standard deviation s of one row's influence, so that the standard error with n rows of this kind is s / √n: for a
     * share over a part of the rows, such as precision, √(p (1 − p) / size of the part).
     */
    double deviation(Metric metric) {
        if (metric == Metric.F1) {
            double a = truePositives / rows();
            double b = (falsePositives + falseNegatives) / rows();
            double byA = 2 * b / ((2 * a + b) * (2 * a + b));
            double byB = -2 * a / ((2 * a + b) * (2 * a + b));
            return Math.sqrt(
                    Math.max(0, byA * byA * a * (1 - a) + byB * byB * b * (1 - b) - 2 * byA * byB * a * b));
        }
        double p = value(metric);
        return Math.sqrt(p * (1 - p) * rows() / trials(metric));
    }

    /** FP / (FP + TN). */
    public Estimate falsePositiveRate() {
        return Estimate.share(falsePositives, falsePositives + trueNegatives);
    }

    /** FN / (FN + TP). */
    public Estimate falseNegativeRate() {
        return Estimate.share(falseNegatives, positives());
    }

    double successes(Metric metric) {
        return switch (metric) {
            case ACCURACY -> truePositives + trueNegatives;
            case PRECISION, RECALL -> truePositives;
            case SPECIFICITY -> trueNegatives;
            case SELECTION_RATE -> selected();
            case F1, AUC, LOG_LOSS, BRIER -> throw notAShare(metric);
        };
    }

    double trials(Metric metric) {
        return switch (metric) {
            case ACCURACY, SELECTION_RATE -> rows();
            case PRECISION -> selected();
            case RECALL -> positives();
            case SPECIFICITY -> trueNegatives + falsePositives;
            case F1, AUC, LOG_LOSS, BRIER -> throw notAShare(metric);
        };
    }

    private static IllegalArgumentException notAShare(Metric metric) {
        return new IllegalArgumentException("metric: " + metric + " (expected: a share at one threshold)");
    }
}
