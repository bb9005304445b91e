package understudy.core;

/** What a model decides, which says how its answers are compared and judged. */
public enum Task {
    /** Two classes; the score is the probability of the positive one. */
    BINARY,
    MULTICLASS,
    REGRESSION,
    /** Anything else: compared by equality of outputs, latency and errors alone. */
    OTHER
}
