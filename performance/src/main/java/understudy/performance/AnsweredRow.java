package understudy.performance;

/** One row under the eyes of whoever reads a batch; overwritten by the next one. Not safe for several threads. */
final class AnsweredRow {
    /** Milliseconds since 1970. */
    long at;

    int version;
    boolean failed;
    /** Probability of the positive class, or the predicted value; NaN without one that can be used. */
    double score;
    /** One for each class; empty where there are not several. */
    double[] scores = {};
    /** Position of the decided class; −1 without. */
    int decided;
    /** Whether a label has come, even one that means nothing to the model. */
    boolean hasLabel;
    /** 0 or 1, the class's position, or the truth's number; NaN where unknown or without meaning. */
    double label;

    long labelledAt;

    boolean isScored() {
        return !failed && (!Double.isNaN(score) || decided >= 0);
    }

    boolean isLabelled() {
        return !Double.isNaN(label);
    }
}
