package understudy.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * What is normal for one score: its mean in each slot of the rhythm, how the differences d from it follow one another,
 * and how large a difference has to be. Learnt from weeks of sealed windows in time order.
 *
 * <pre>
 *   d = (window mean − slot mean) · √(K/(K−1))          K windows in the slot, N in all
 *   ρ = lag-1 correlation of d; 0 if under 2/√N, else min(0.97, ρ + 1/√N)
 *   v = 1.1 · Var(d − ρ·d_prev), or of their sums over a day where that is clearly more; then × 1.1 while
 *       the mean of exp(λz − λ²/2) over these weeks is above 1 for a sign and λ
 *   δ = max(material, 3·se),  se² = max(Var d, Var of day means of d)/K
 * </pre>
 */
final class Calibration {
    /** Under so many rows a mean of shares is not normal enough for any λ. */
    static final long LEAST_ROWS = 30;

    private static final double MOST_CORRELATION = 0.97;
    private static final double SAFETY = 1.1;

    /** 1.1 to this power is 117. */
    private static final int MOST_ROUNDS = 50;


    private final Score.Kind kind;
    private final double[] slotMeans;
    private final double correlation;
    private final double delta;
    private final double rowVariance;
    private final double rows;
    private final double variance;
    private double widening;

    Calibration(
            Score.Kind kind,
            double[] slotMeans,
            double correlation,
            double delta,
            double rowVariance,
            double rows,
            double variance,
            double widening) {
        this.kind = kind;
        this.slotMeans = slotMeans;
        this.correlation = correlation;
        this.delta = delta;
        this.rowVariance = rowVariance;
        this.rows = rows;
        this.variance = variance;
        this.widening = widening;
    }

    /** @param index of the score in the windows @param windows ascending by ordinal */
    static Calibration learn(Score score, int index, Rhythm rhythm, List<WindowScores> windows) {
        List<WindowScores> used = windows.stream()
                .filter(window -> usable(window.means()[index], window.rows()[index]))
                .toList();
        int[] counts = new int[rhythm.slots()];
        double[] means = slotMeans(index, rhythm, used, counts);
        double[] d = new double[used.size()];
        double inverseRows = 0;
        for (int i = 0; i < d.length; i++) {
            WindowScores window = used.get(i);
            int slot = rhythm.slot(window.ordinal());
            double k = counts[slot];
            d[i] = (window.means()[index] - means[slot]) * Math.sqrt(k / (k - 1));
            inverseRows += 1.0 / window.rows()[index];
        }
        double perSlot = used.size() / (double) Math.max(1, Arrays.stream(counts).filter(k -> k > 0).count());
        double correlation = correlation(used, d);
        double error = Math.sqrt(Math.max(variance(d), variance(dayMeans(rhythm, used, d))) / perSlot);
        double delta = Math.max(score.kind().material(), 3 * (Double.isNaN(error) ? 0 : error));
        double rows = used.isEmpty() ? 1 : used.size() / inverseRows;
        double variance = SAFETY * innovations(rhythm, used, d, correlation);
        Calibration learnt =
                new Calibration(score.kind(), means, correlation, delta, score.rowVariance(), rows, variance, 1);
        for (int round = 0; round < MOST_ROUNDS && learnt.growth(index, rhythm, used, d) > 1; round++) {
            variance *= SAFETY;
            learnt = new Calibration(score.kind(), means, correlation, delta, score.rowVariance(), rows, variance, 1);
        }
        return learnt;
    }

    /**
     * The largest mean, over the weeks it learnt from, of what evidence is multiplied by if nothing drifted; 1 is allowed.
     * More than that have scores whose innovations are skewed, such as the spread of a column whose level wanders.
     */
    private double growth(int index, Rhythm rhythm, List<WindowScores> windows, double[] d) {
        double[] sums = new double[Masses.PER_SCORE];
        int count = 0;
        for (int i = 1; i < d.length; i++) {
            if (!follows(windows, d, i)) {
                continue;
            }
            count++;
            long n = windows.get(i).rows()[index];
            double expected = expected(rhythm.slot(windows.get(i).ordinal()));
            double deviation = Math.sqrt(variance(n, expected));
            int at = 0;
            for (int sign = 1; sign >= -1; sign -= 2) {
                double z = Masses.limited(sign * (d[i] - correlation * d[i - 1]) / deviation);
                for (double lambda : Masses.LAMBDAS) {
                    if (deviation > 0 && allows(lambda, n, expected)) {
                        sums[at] += Math.exp(lambda * z - lambda * lambda / 2);
                    }
                    at++;
                }
            }
        }
        return Arrays.stream(sums).max().orElse(0) / Math.max(1, count);
    }

    static boolean usable(double mean, long rows) {
        return rows >= LEAST_ROWS && !Double.isNaN(mean);
    }

    /** What is expected in this slot; NaN if it was seen fewer than twice, and then its windows are not judged. */
    double expected(int slot) {
        return slotMeans[slot];
    }

    double delta() {
        return delta;
    }

    boolean learnt() {
        return Arrays.stream(slotMeans).anyMatch(mean -> !Double.isNaN(mean));
    }

    /** Makes √v so many times as large. */
    void widen(double factor) {
        widening *= factor;
    }

    /** How many times √v is as large as the calibration weeks alone would have it; 1 or more. */
    double widening() {
        return widening;
    }

    /**
     * How far the difference goes beyond δ, in standard deviations.
     *
     * @param sign 1 or −1
     * @param d the window's mean less what was expected
     * @param before the difference one window earlier, NaN if there was none; then that of a series at rest is taken
     * @param n rows in the window
     * @param expected of the slot
     */
    double evidence(int sign, double d, double before, long n, double expected) {
        double v = widening * widening * variance(n, expected);
        boolean first = Double.isNaN(before);
        double beyond = first
                ? sign * d - delta
                : sign * (d - correlation * before) - delta * (1 - correlation);
        return deviations(beyond, first ? v / (1 - correlation * correlation) : v);
    }

    /** The same of the difference itself, whatever the window before foretold. */
    double level(int sign, double d, long n, double expected) {
        return deviations(sign * d - delta, widening * widening * variance(n, expected));
    }

    private static double deviations(double beyond, double variance) {
        if (variance == 0) {
            return beyond > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        }
        return beyond / Math.sqrt(variance);
    }

    /** Whether the mean is normal enough for this λ under so many rows. */
    boolean allows(double lambda, long n, double expected) {
        if (kind != Score.Kind.SHARE || lambda <= 1) {
            return true;
        }
        double atEdge = n * (Math.min(expected, 1 - expected) + delta);
        return atEdge >= (lambda <= 2 ? 10 : 50);
    }

    /** v for n rows where calibration had others: only the sampling part (1 + ρ²)σ²/n changes. */
    private double variance(long n, double expected) {
        double noise = (1 + correlation * correlation) * rowVariance;
        double v = Math.max(0, variance - noise / rows) + noise / n;
        return switch (kind) {
            // a constant column has v = 0: at δ a share 2δ of its rows has left the middle for one end
            case NUMBER, SPREAD -> Math.max(v, delta * Math.max(0, 1 - 2 * delta) / (2 * n));
            case SHARE -> v + Math.max(0, widestEdge(expected) - binomial(expected)) / n;
        };
    }

    private double widestEdge(double expected) {
        return Math.max(binomial(expected + delta), binomial(expected - delta));
    }

    private static double binomial(double share) {
        return share <= 0 || share >= 1 ? 0 : share * (1 - share);
    }

    private static double[] slotMeans(int index, Rhythm rhythm, List<WindowScores> windows, int[] counts) {
        double[] means = new double[rhythm.slots()];
        for (WindowScores window : windows) {
            int slot = rhythm.slot(window.ordinal());
            means[slot] += window.means()[index];
            counts[slot]++;
        }
        for (int slot = 0; slot < means.length; slot++) {
            means[slot] = counts[slot] < 2 ? Double.NaN : means[slot] / counts[slot];
        }
        return means;
    }

    private static double correlation(List<WindowScores> windows, double[] d) {
        double products = 0;
        double squares = 0;
        double squaresBefore = 0;
        int pairs = 0;
        for (int i = 1; i < d.length; i++) {
            if (follows(windows, d, i)) {
                products += d[i] * d[i - 1];
                squares += d[i] * d[i];
                squaresBefore += d[i - 1] * d[i - 1];
                pairs++;
            }
        }
        if (pairs == 0 || squares == 0 || squaresBefore == 0) {
            return 0;
        }
        double correlation = products / Math.sqrt(squares * squaresBefore);
        double error = 1 / Math.sqrt(d.length);
        return correlation < 2 * error ? 0 : Math.min(MOST_CORRELATION, correlation + error);
    }

    /** Their variance, or that of their sums over a day where hours go together for longer than one step tells. */
    private static double innovations(Rhythm rhythm, List<WindowScores> windows, double[] d, double correlation) {
        double[] innovations = new double[d.length];
        Arrays.fill(innovations, Double.NaN);
        for (int i = 1; i < d.length; i++) {
            if (follows(windows, d, i)) {
                innovations[i] = d[i] - correlation * d[i - 1];
            }
        }
        double variance = variance(innovations);
        if (Double.isNaN(variance)) {
            return 0.25;
        }
        double[] days = dayMeans(rhythm, windows, innovations);
        double perDay = Arrays.stream(innovations).filter(value -> !Double.isNaN(value)).count() / (double) days.length;
        double together = perDay * variance(days);
        // by chance alone the variance of so few days is more than this in one of forty cases
        double chance = 1 + 2 * Math.sqrt(2.0 / Math.max(1, days.length - 1));
        return Math.max(variance, together / chance);
    }

    private static boolean follows(List<WindowScores> windows, double[] d, int i) {
        return windows.get(i).ordinal() == windows.get(i - 1).ordinal() + 1
                && !Double.isNaN(d[i])
                && !Double.isNaN(d[i - 1]);
    }

    private static double[] dayMeans(Rhythm rhythm, List<WindowScores> windows, double[] d) {
        double[] means = new double[d.length];
        int days = 0;
        for (int i = 0; i < d.length; ) {
            long day = rhythm.day(windows.get(i).ordinal());
            double sum = 0;
            int count = 0;
            while (i < d.length && rhythm.day(windows.get(i).ordinal()) == day) {
                sum += Double.isNaN(d[i]) ? 0 : d[i];
                count += Double.isNaN(d[i]) ? 0 : 1;
                i++;
            }
            if (count > 0) {
                means[days++] = sum / count;
            }
        }
        return Arrays.copyOf(means, days);
    }

    /** Around the mean, divisor n − 1; NaN of fewer than two. Differences that are NaN do not count. */
    private static double variance(double[] values) {
        double[] known = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        if (known.length < 2) {
            return Double.NaN;
        }
        double mean = Arrays.stream(known).sum() / known.length;
        double squares = 0;
        for (double value : known) {
            squares += (value - mean) * (value - mean);
        }
        return squares / (known.length - 1);
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(kind.ordinal());
        out.writeDouble(correlation);
        out.writeDouble(delta);
        out.writeDouble(rowVariance);
        out.writeDouble(rows);
        out.writeDouble(variance);
        out.writeDouble(widening);
        DetectorSnapshot.write(out, slotMeans);
    }

    static Calibration read(DataInput in, int slots) throws IOException {
        Score.Kind kind = DetectorSnapshot.kind(in);
        double correlation = in.readDouble();
        double delta = in.readDouble();
        double rowVariance = in.readDouble();
        double rows = in.readDouble();
        double variance = in.readDouble();
        double widening = in.readDouble();
        double[] slotMeans = DetectorSnapshot.doubles(in, slots);
        return new Calibration(kind, slotMeans, correlation, delta, rowVariance, rows, variance, widening);
    }
}
