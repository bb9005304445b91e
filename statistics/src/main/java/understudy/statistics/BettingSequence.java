package understudy.statistics;

import java.util.Arrays;

/**
 * The strict confidence sequence of a mean of bounded values: two gamblers bet against each candidate mean, one that the
 * truth is above, one that it is below, and a candidate is out while either has multiplied its half of the stake by 1/α.
 * With probability 1 − α the mean is never out, at any sample size, without a central limit theorem.
 *
 * <pre>
 * K±(m) = Π (1 ± λ±ᵢ(m) (xᵢ − m))         out while max(K⁺, K⁻)/2 ≥ 1/α
 * λᵢ = sqrt( 2 ln(2/α) / (σ²ᵢ₋₁ i ln(i + 1)) )     λ⁺ = min(λ, 1/(2m))     λ⁻ = min(λ, 1/(2(1 − m)))
 * </pre>
 *
 * <p>Source: Waudby-Smith, Ramdas: Estimating means of bounded random variables by betting (JRSS-B 2024), hedged capital
 * with predictable plug-in bets. K⁺ falls and K⁻ rises in m, so what is left is an interval; it is found among
 * {@link #CANDIDATES} candidates and rounded outward to the next.
 *
 * <p>What it asks in return: every value must have the same mean given those before it, so values are taken in request
 * order, none can be taken back or corrected, and shards do not merge. If the mean moves, {@link ConfidenceSequence}
 * still covers the running mean; this does not. Memory is constant, one value costs one to two microseconds. Not safe for
 * several threads.
 */
public final class BettingSequence {
    /** Steps of the grid of candidate means: the interval is wider than it need be by at most two of them. */
    public static final int CANDIDATES = 1_000;

    /** Factors lie between 1/2 and a few dozen: so many stay far within the range of a double. */
    private static final int FOLD = 64;

    private final double alpha;
    private final double low;
    private final double high;
    private final double[] above = new double[CANDIDATES + 1];
    private final double[] below = new double[CANDIDATES + 1];
    private final double[] logAbove = new double[CANDIDATES + 1];
    private final double[] logBelow = new double[CANDIDATES + 1];
    private long units;
    private double sum;
    private double spread = 0.25;

    /**
     * @param alpha probability that the mean is ever outside, (0, 1)
     * @param low least possible value
     * @param high greatest possible value, above {@code low}
     */
    public BettingSequence(double alpha, double low, double high) {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha: " + alpha + " (expected: above 0, below 1)");
        }
        if (!(low < high) || Double.isInfinite(high - low)) {
            throw new IllegalArgumentException("low, high: " + low + ", " + high + " (expected: finite, low < high)");
        }
        this.alpha = alpha;
        this.low = low;
        this.high = high;
        Arrays.fill(above, 1);
        Arrays.fill(below, 1);
    }

    /** @param value from low to high */
    public void add(double value) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException("value: " + value + " (expected: " + low + " to " + high + ")");
        }
        double x = (value - low) / (high - low);
        units++;
        // the bet is placed before the value is seen
        double variance = spread / units;
        double bet = Math.sqrt(2 * Math.log(2 / alpha) / (variance * units * Math.log(units + 1.0)));
        for (int i = 0; i <= CANDIDATES; i++) {
            double m = (double) i / CANDIDATES;
            above[i] *= 1 + Math.min(bet, 0.5 / m) * (x - m);
            below[i] *= 1 - Math.min(bet, 0.5 / (1 - m)) * (x - m);
        }
        sum += x;
        double deviation = x - (0.5 + sum) / (units + 1);
        spread += deviation * deviation;
        if (units % FOLD == 0) {
            fold(above, logAbove);
            fold(below, logBelow);
        }
    }

    public long units() {
        return units;
    }

    /** Mean of the values so far; NaN without one. */
    public double mean() {
        return low + (high - low) * sum / units;
    }

    /**
     * The candidates still in, rounded outward. All of [low, high] in the beginning. If none is left, which says that the
     * mean moved, the two that went last.
     */
    public Bounds interval() {
        double out = Math.log(2 / alpha);
        int first = 0;
        while (first < CANDIDATES && logAbove[first + 1] + Math.log(above[first + 1]) >= out) {
            first++;
        }
        int last = CANDIDATES;
        while (last > 0 && logBelow[last - 1] + Math.log(below[last - 1]) >= out) {
            last--;
        }
        return new Bounds(at(Math.min(first, last)), at(Math.max(first, last)));
    }

    /** What it says of the challenger. @param margin differences below it do not matter */
    public Finding finding(double margin) {
        return interval().finding(margin);
    }

    private double at(int candidate) {
        return low + (high - low) * candidate / CANDIDATES;
    }

    private static void fold(double[] product, double[] logarithm) {
        for (int i = 0; i < product.length; i++) {
            logarithm[i] += Math.log(product[i]);
            product[i] = 1;
        }
    }
}
