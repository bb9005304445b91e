package understudy.rollout;

/** Compares the version that answers with one that rehearses, over the same requests. Safe for many threads. */
public final class Comparisons {
    /**
     * @param challenger a version with shadow (or canary, or backtest) answers
     * @throws understudy.core.Problem NOT_FOUND for an unknown model or version
     */
    public Comparison compare(String model, int challenger) {
        throw new UnsupportedOperationException("not built yet");
    }
}
