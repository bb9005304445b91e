package understudy.statistics;

import java.util.OptionalLong;

/**
 * The normal-mixture asymptotic confidence sequence of the running mean of a paired difference: with probability
 * 1 − α it covers the mean at every time of looking at once, so looking early and often is not cheating.
 *
 * <pre>
 * a = −2 ln α        r = (a + ln(a + 1)) / (n* / 2)
 * h(t) = sqrt( V · (t r + 1)/(t r) · 2 ln( sqrt(t r + 1)/α ) )        V = variance of the mean
 * </pre>
 *
 * <p>Source: Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas: Time-uniform central limit theory and asymptotic confidence
 * sequences (Annals of Statistics 2024), with r tuned as there to be tightest at half the planned units n*. There is no
 * running intersection: what is covered is the mean so far, which may move.
 *
 * @param alpha probability that the truth is ever outside, (0, 1)
 * @param plannedUnits n*, about how many units are expected in all, at least 1; decides where the interval is tightest,
 *     not whether it is valid
 */
public record ConfidenceSequence(double alpha, long plannedUnits) {
    /** Fewer units, and the central limit theorem has not begun to work. */
    public static final long LEAST_UNITS = 100;

    /**
     * Fewer units that differ, and the variance is not known: without this rule rare disagreement reads as no
     * disagreement and gives a false "equivalent" in most runs.
     */
    public static final long LEAST_NON_ZERO = 25;

    /** Beyond this many units nobody should be promised an answer. */
    private static final long FAR = 1_000_000_000_000L;

    public ConfidenceSequence {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha: " + alpha + " (expected: above 0, below 1)");
        }
        if (plannedUnits < 1) {
            throw new IllegalArgumentException("plannedUnits: " + plannedUnits + " (expected: >= 1)");
        }
    }

    /** Whether enough was seen for a finding other than "not enough yet". */
    public static boolean isReady(PairedSums sums) {
        return sums.units() >= LEAST_UNITS && sums.nonZero() >= LEAST_NON_ZERO;
    }

    /** The interval now. Infinitely wide without units. */
    public Interval interval(PairedSums sums) {
        return interval(sums.mean(), sums.varianceOfMean(), sums.units());
    }

    /** The interval of any estimate that is asymptotically a mean of {@code units}, such as a difference of AUCs. */
    public Interval interval(double mean, double varianceOfMean, long units) {
        return new Interval(mean, units == 0 ? Double.POSITIVE_INFINITY : halfWidth(varianceOfMean, units));
    }

    /** The interval of a difference of ratios or areas. */
    public Interval interval(PairedEstimate estimate) {
        return interval(estimate.difference(), estimate.variance(), estimate.units());
    }

    /** The verdict; "not enough yet" until {@link #isReady}. @param margin in the units of the difference, >= 0 */
    public Finding finding(PairedSums sums, double margin) {
        return isReady(sums) ? interval(sums).finding(margin) : Finding.NOT_ENOUGH_YET;
    }

    /**
     * About how many more units until a finding, if mean and variance stay as they are: the n that solves
     * h(n) = max(|mean|, margin − |mean|), less t. Zero where there is a finding; empty where nobody can tell.
     */
    public OptionalLong moreNeeded(PairedSums sums, double margin) {
        long units = sums.units();
        if (sums.nonZero() == 0) {
            return OptionalLong.empty();
        }
        double untilReady = Math.max(LEAST_UNITS, Math.ceil(LEAST_NON_ZERO * (double) units / sums.nonZero()));
        OptionalLong decided = unitsNeeded(sums.mean(), sums.varianceOfMean(), units, margin);
        return decided.isEmpty()
                ? decided
                : OptionalLong.of(Math.max(0, Math.max((long) untilReady - units, decided.getAsLong() - units)));
    }

    /** The n of {@link #moreNeeded}, at least {@code units}; empty where it is out of reach. */
    public OptionalLong unitsNeeded(double mean, double varianceOfMean, long units, double margin) {
        double wanted = Math.max(Math.abs(mean), margin - Math.abs(mean));
        double variance = varianceOfMean * units;
        if (units == 0 || !(wanted > 0) || halfWidth(variance / FAR, FAR) >= wanted) {
            return OptionalLong.empty();
        }
        long low = units;
        long high = FAR;
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (halfWidth(variance / middle, middle) < wanted) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return OptionalLong.of(low);
    }

    private double halfWidth(double varianceOfMean, long units) {
        double a = -2 * Math.log(alpha);
        double r = (a + Math.log(a + 1)) / (plannedUnits / 2.0);
        double tr = units * r;
        return Math.sqrt(varianceOfMean * (tr + 1) / tr * 2 * Math.log(Math.sqrt(tr + 1) / alpha));
    }
}
