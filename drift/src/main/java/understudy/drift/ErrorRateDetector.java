package understudy.drift;

/**
 * The drift detection method for a stream of right and wrong answers (Gama et al. 2004): p is the error rate so far and
 * s = √(p(1 − p)/n); where p + s passes the least p + s seen by 2 s it warns, by 3 s it has drifted and starts anew.
 * After 30 answers at least. It keeps no promise by the month: evidence, never a page. Not safe for several threads.
 */
public final class ErrorRateDetector {
    private static final int LEAST = 30;

    private long seen;
    private double rate;
    private double leastRate = Double.POSITIVE_INFINITY;
    private double leastDeviation = Double.POSITIVE_INFINITY;

    /** How far the rate has come from its best. */
    public enum State {
        STABLE,
        WARNING,
        DRIFT
    }

    public State add(boolean wrong) {
        rate += ((wrong ? 1 : 0) - rate) / ++seen;
        double deviation = Math.sqrt(rate * (1 - rate) / seen);
        if (seen < LEAST) {
            return State.STABLE;
        }
        if (rate + deviation <= leastRate + leastDeviation) {
            leastRate = rate;
            leastDeviation = deviation;
        }
        if (rate + deviation > leastRate + 3 * leastDeviation) {
            seen = 0;
            rate = 0;
            leastRate = Double.POSITIVE_INFINITY;
            leastDeviation = Double.POSITIVE_INFINITY;
            return State.DRIFT;
        }
        return rate + deviation > leastRate + 2 * leastDeviation ? State.WARNING : State.STABLE;
    }

    /** Of wrong answers since the start or the last drift, 0 to 1. */
    public double rate() {
        return rate;
    }
}
