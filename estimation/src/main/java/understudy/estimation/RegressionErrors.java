package understudy.estimation;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is kept of the labelled rows of a window, version and segment of a regression: sums of the error e = prediction −
 * truth, of |e|, e², e⁴, of the truth and its square. Shards merge up to rounding. Not safe for several threads.
 */
public final class RegressionErrors {
    private final RunningSum[] sums =
            Arrays.stream(Sum.values()).map(sum -> new RunningSum()).toArray(RunningSum[]::new);
    private long rows;

    private enum Sum {
        ERROR,
        ABSOLUTE,
        SQUARED,
        FOURTH,
        TRUTH,
        TRUTH_SQUARED
    }

    /** @param predicted finite, as {@code truth} */
    public void add(double predicted, double truth) {
        if (!Double.isFinite(predicted) || !Double.isFinite(truth)) {
            throw new IllegalArgumentException(
                    "predicted, truth: " + predicted + ", " + truth + " (expected: finite numbers)");
        }
        double error = predicted - truth;
        double square = error * error;
        sum(Sum.ERROR).add(error);
        sum(Sum.ABSOLUTE).add(Math.abs(error));
        sum(Sum.SQUARED).add(square);
        sum(Sum.FOURTH).add(square * square);
        sum(Sum.TRUTH).add(truth);
        sum(Sum.TRUTH_SQUARED).add(truth * truth);
        rows++;
    }

    public void merge(RegressionErrors other) {
        for (int i = 0; i < sums.length; i++) {
            sums[i].merge(other.sums[i]);
        }
        rows += other.rows;
    }

    public long rows() {
        return rows;
    }

    /** Mean of prediction − truth: above 0 where the model predicts too much. */
    public Estimate bias() {
        return Estimate.mean(value(Sum.ERROR), value(Sum.SQUARED), rows);
    }

    public Estimate meanAbsoluteError() {
        return Estimate.mean(value(Sum.ABSOLUTE), value(Sum.SQUARED), rows).within(0, Double.POSITIVE_INFINITY);
    }

    public Estimate meanSquaredError() {
        return Estimate.mean(value(Sum.SQUARED), value(Sum.FOURTH), rows).within(0, Double.POSITIVE_INFINITY);
    }

    /** In the unit of the truth; the roots of the mean square's bounds. */
    public Estimate rootMeanSquaredError() {
        Estimate square = meanSquaredError();
        return new Estimate(Math.sqrt(square.value()), Math.sqrt(square.low()), Math.sqrt(square.high()));
    }

    /** R², 1 − Σe² / Σ(y − ȳ)²; NaN where the truth is constant. */
    public double determination() {
        double spread = value(Sum.TRUTH_SQUARED) - value(Sum.TRUTH) * value(Sum.TRUTH) / rows;
        return spread > 0 ? 1 - value(Sum.SQUARED) / spread : Double.NaN;
    }

    /** Root mean squared error of one constant prediction for all rows, such as the mean of the rows before. */
    public double rootMeanSquaredErrorOfConstant(double constant) {
        return Math.sqrt(Math.max(
                0,
                (value(Sum.TRUTH_SQUARED) - 2 * constant * value(Sum.TRUTH) + rows * constant * constant) / rows));
    }

    /** Mean of the truth, for {@link #rootMeanSquaredErrorOfConstant} of the window after; NaN without rows. */
    public double meanTruth() {
        return value(Sum.TRUTH) / rows;
    }

    /** A snapshot; {@link #read} gives the same state back, bit for bit. */
    public byte[] bytes() {
        ByteBuffer to = ByteBuffer.allocate(1 + Long.BYTES + sums.length * RunningSum.BYTES);
        to.put(Snapshot.FORMAT).putLong(rows);
        for (RunningSum sum : sums) {
            sum.write(to);
        }
        return to.array();
    }

    /** @param snapshot of {@link #bytes}; anything else is refused */
    public static RegressionErrors read(byte[] snapshot) {
        return Snapshot.read(snapshot, "regression errors", from -> {
            RegressionErrors read = new RegressionErrors();
            read.rows = from.getLong();
            for (int i = 0; i < read.sums.length; i++) {
                read.sums[i] = RunningSum.read(from);
            }
            return read;
        });
    }

    private RunningSum sum(Sum which) {
        return sums[which.ordinal()];
    }

    private double value(Sum which) {
        return sum(which).value();
    }
}
