package understudy.estimation;

import understudy.statistics.Losses;

/**
 * Scores, ascending, each with how much of it is positive and how much negative: counts of labels, probabilities where
 * there are none, or either times a weight. Every metric is made of these sums. The arrays are not copied.
 *
 * @param firstSelected index of the first score that is decided positive; their number where none is
 */
record SoftScores(double[] scores, double[] positive, double[] negative, int firstSelected) {
    double value(Metric metric) {
        return switch (metric) {
            case AUC -> auc();
            case LOG_LOSS -> mean(true);
            case BRIER -> mean(false);
            case ACCURACY, PRECISION, RECALL, F1, SPECIFICITY, SELECTION_RATE -> confusion().value(metric);
        };
    }

    Confusion confusion() {
        double[] counts = new double[4];
        for (int i = 0; i < scores.length; i++) {
            boolean selected = i >= firstSelected;
            counts[selected ? 0 : 2] += positive[i];
            counts[selected ? 1 : 3] += negative[i];
        }
        return new Confusion(counts[0], counts[1], counts[2], counts[3]);
    }

    /** Sweeps the threshold over the scores; equal ones count half. */
    private double auc() {
        double below = 0;
        double positives = 0;
        double ordered = 0;
        for (int i = 0; i < scores.length; ) {
            double tiedPositive = 0;
            double tiedNegative = 0;
            int tie = i;
            for (; tie < scores.length && scores[tie] == scores[i]; tie++) {
                tiedPositive += positive[tie];
                tiedNegative += negative[tie];
            }
            ordered += tiedPositive * (below + tiedNegative / 2);
            below += tiedNegative;
            positives += tiedPositive;
            i = tie;
        }
        return ordered / (positives * below);
    }

    private double mean(boolean logarithmic) {
        double sum = 0;
        double rows = 0;
        for (int i = 0; i < scores.length; i++) {
            double p = scores[i];
            sum += logarithmic
                    ? positive[i] * Losses.logLoss(p) + negative[i] * Losses.logLoss(1 - p)
                    : positive[i] * Losses.brier(p, true) + negative[i] * Losses.brier(p, false);
            rows += positive[i] + negative[i];
        }
        return sum / rows;
    }
}
