package understudy.estimation;

/** How good a classifier of two classes is, in one number. */
public enum Metric {
    /** Area under the ROC curve: how often a positive scores above a negative, ties counting half. */
    AUC,
    /** Share of right decisions. */
    ACCURACY,
    /** TP / (TP + FP). */
    PRECISION,
    /** TP / (TP + FN), the true positive rate. */
    RECALL,
    /** 2 TP / (2 TP + FP + FN). */
    F1,
    /** TN / (TN + FP). */
    SPECIFICITY,
    /** Share decided positive; says how many, not how well. */
    SELECTION_RATE,
    /** Mean of −ln of the probability given to what was true, clipped as in {@code statistics.Losses}. */
    LOG_LOSS,
    /** Mean of (p − y)². */
    BRIER;

    /** Whether it depends on where decisions turn positive. */
    public boolean needsThreshold() {
        return switch (this) {
            case ACCURACY, PRECISION, RECALL, F1, SPECIFICITY, SELECTION_RATE -> true;
            case AUC, LOG_LOSS, BRIER -> false;
        };
    }
}
