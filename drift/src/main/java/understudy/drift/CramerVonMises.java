package understudy.drift;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Two-sample Cramér–von Mises by mid-ranks (Anderson 1962). Exact p-value up to 20 rows a side (Xiao, Gordon & Yakovlev
 * 2006), above by the limiting law of the statistic scaled to its mean and variance; both as SciPy.
 */
final class CramerVonMises {
    private static final int EXACT_AT_MOST = 20;
    private static final double LEAST = 0.003;

    private CramerVonMises() {}

    static Reading of(Sample reference, Sample window) {
        reference.need(2, "reference");
        window.need(2, "window");
        double nx = reference.size();
        double ny = window.size();
        double u = squares(reference, window);
        double k = nx * ny;
        double n = nx + ny;
        double value = u / (k * n) - (4 * k - 1) / (6 * n);
        if (Math.max(nx, ny) <= EXACT_AT_MOST) {
            return Reading.test(value, exact(u, reference.size(), window.size()));
        }
        double mean = (1 + 1 / n) / 6;
        double variance = (n + 1) * (4 * k * n - 3 * (nx * nx + ny * ny) - 2 * k) / (45 * n * n * 4 * k);
        double scaled = 1.0 / 6 + (value - mean) / Math.sqrt(45 * variance);
        return Reading.test(value, scaled < LEAST ? 1 : Math.max(0, 1 - limit(scaled)));
    }

    private static double squares(Sample reference, Sample window) {
        double x = 0;
        double y = 0;
        int i = 0;
        int j = 0;
        while (i < reference.size() || j < window.size()) {
            boolean first = j == window.size() || i < reference.size() && reference.at(i) <= window.at(j);
            double value = first ? reference.at(i) : window.at(j);
            int fromI = i;
            int fromJ = j;
            while (i < reference.size() && reference.at(i) == value) {
                i++;
            }
            while (j < window.size() && window.at(j) == value) {
                j++;
            }
            double rank = (fromI + fromJ + 1 + i + j) / 2.0;
            x += squares(rank, fromI, i);
            y += squares(rank, fromJ, j);
        }
        return reference.size() * x + window.size() * y;
    }

    private static double squares(double rank, int from, int to) {
        double sum = 0;
        for (int i = from + 1; i <= to; i++) {
            sum += (rank - i) * (rank - i);
        }
        return sum;
    }

    /** Counts the lattice paths from (0, 0) to (m, n) by their sum of squared distances from the diagonal. */
    private static double exact(double u, int m, int n) {
        long common = m / gcd(m, n) * (long) n;
        long a = common / m;
        long b = common / n;
        double product = m * (double) n;
        long least = (long) Math.floor(
                common * (double) common * (m + n) * (6 * u - product * (4 * product - 1)) / (6 * product * product));
        Paths[] row = new Paths[m + 1];
        Arrays.fill(row, Paths.NONE);
        row[0] = new Paths(new long[] {0}, new double[] {1});
        for (int down = 0; down <= n; down++) {
            for (int right = 0; right <= m; right++) {
                long step = a * right - b * down;
                row[right] = row[right].and(right == 0 ? Paths.NONE : row[right - 1], step * step);
            }
        }
        double all = 0;
        double beyond = 0;
        for (int i = 0; i < row[m].sums.length; i++) {
            all += row[m].counts[i];
            beyond += row[m].sums[i] >= least ? row[m].counts[i] : 0;
        }
        return beyond / all;
    }

    /** How many paths reach a point, by their sum so far, ascending. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Paths(long[] sums, double[] counts) {
        static final Paths NONE = new Paths(new long[0], new double[0]);

        /** Those of both points before this one, which adds a step to each sum. */
        Paths and(Paths other, long step) {
            long[] merged = new long[sums.length + other.sums.length];
            double[] added = new double[merged.length];
            int count = 0;
            for (int i = 0, j = 0; i < sums.length || j < other.sums.length; count++) {
                long mine = i < sums.length ? sums[i] : Long.MAX_VALUE;
                long theirs = j < other.sums.length ? other.sums[j] : Long.MAX_VALUE;
                merged[count] = Math.min(mine, theirs) + step;
                added[count] += mine <= theirs ? counts[i++] : 0;
                added[count] += theirs <= mine ? other.counts[j++] : 0;
            }
            return new Paths(Arrays.copyOf(merged, count), Arrays.copyOf(added, count));
        }
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** Distribution function of the limit (Csörgő & Faraway 1996, equation 1.3). */
    private static double limit(double x) {
        double sum = 0;
        for (int k = 0; k < 100; k++) {
            double y = 4 * k + 1;
            double q = y * y / (16 * x);
            double weight = Math.exp(LogGamma.value(k + 0.5) - LogGamma.value(k + 1.0));
            double term = weight / (Math.pow(Math.PI, 1.5) * Math.sqrt(x)) * Math.sqrt(y) * bessel(q);
            sum += term;
            if (term < 1e-17) {
                break;
            }
        }
        return sum;
    }

    /** e^−q K_¼(q) = ∫₀^∞ exp(−q(1 + cosh t)) cosh(t/4) dt; the trapezoid rule converges doubly exponentially here. */
    private static double bessel(double q) {
        double step = 1.0 / 64;
        double sum = Math.exp(-2 * q) / 2;
        for (int i = 1; i < 2_000; i++) {
            double t = i * step;
            double term = Math.exp(-q * (1 + Math.cosh(t))) * Math.cosh(t / 4);
            sum += term;
            if (term < 1e-20 * sum) {
                break;
            }
        }
        return sum * step;
    }
}
