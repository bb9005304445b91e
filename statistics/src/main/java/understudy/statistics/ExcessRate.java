package understudy.statistics;

/**
 * Evidence that a probability lies above a limit, from one trial after another: an e-process, so that looking after every
 * trial is not cheating. While the limit holds, the chance that {@link #evidence} ever reaches 1/α is at most α.
 *
 * <pre>
 * L_n(p) = p/p₀ after a hit, (1 − p)/(1 − p₀) after a miss
 * S_n(p) = (S_{n−1}(p) + w_n) · L_n(p),  w_n = 1/(n(n + 1)),   E_n = Σ_p v_p (S_n(p) + 1/(n + 1))
 * </pre>
 *
 * <p>Each S mixes the likelihood ratios that begin at every trial so far, so that a rate that rises after ten thousand
 * good trials is found nearly as fast as one that was high from the first: beginning at the n-th costs a factor of
 * about n². The limit may differ from trial to trial, as long as it is known before the trial.
 *
 * <p>Source: the mixture over beginnings is that of Shin, Ramdas, Rinaldo: E-detectors (New England Journal of Statistics
 * in Data Science 2024), with weights that sum to one, so that it stays an e-process; Ville's inequality does the rest.
 * Constant memory. Not safe for several threads.
 */
public final class ExcessRate {
    /** Alternatives, as parts of the way from the limit to one; the steep ones weigh most: total failure is urgent. */
    private static final double[] PARTS = {0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 0.9, 0.999};

    private static final double[] WEIGHTS = {0.05, 0.05, 0.08, 0.08, 0.1, 0.12, 0.12, 0.15, 0.25};

    /** Nothing certain is tested for: a limit of 0 is held to be this. */
    private static final double LEAST = 1e-9;

    /** Evidence beyond this is not told apart, and stays a number. */
    private static final double MOST = 1e300;

    private final double[] begun = new double[PARTS.length];
    private long trials;

    /** @param limit p₀ of this trial, [0, 1) */
    public void add(boolean hit, double limit) {
        double null0 = bounded(limit);
        trials++;
        double weight = 1.0 / ((double) trials * (trials + 1));
        for (int i = 0; i < PARTS.length; i++) {
            double other = null0 + (1 - null0) * PARTS[i];
            double ratio = hit ? other / null0 : (1 - other) / (1 - null0);
            begun[i] = Math.min(MOST, (begun[i] + weight) * ratio);
        }
    }

    /** 0 or more; 1 says nothing. */
    public double evidence() {
        double evidence = 1.0 / (trials + 1);
        for (int i = 0; i < PARTS.length; i++) {
            evidence += WEIGHTS[i] * begun[i];
        }
        return evidence;
    }

    /**
     * The same from the first trial on alone, for counts that are known only in sum. Grows with the hits.
     *
     * @param limit p₀ of all trials, [0, 1)
     */
    public static double evidence(long hits, long trials, double limit) {
        if (hits < 0 || hits > trials) {
            throw new IllegalArgumentException("hits: " + hits + " (expected: 0 to " + trials + ")");
        }
        double null0 = bounded(limit);
        double evidence = 0;
        for (int i = 0; i < PARTS.length; i++) {
            double other = null0 + (1 - null0) * PARTS[i];
            double log = hits * Math.log(other / null0) + (trials - hits) * Math.log1p((null0 - other) / (1 - null0));
            evidence += WEIGHTS[i] * Math.exp(Math.min(log, Math.log(MOST)));
        }
        return evidence;
    }

    private static double bounded(double limit) {
        if (!(limit >= 0 && limit < 1)) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 0 or more, below 1)");
        }
        return Math.max(LEAST, limit);
    }
}
