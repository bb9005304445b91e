package understudy.estimation;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How large a regression's errors probably are before the truth comes: trees learn |e| and e² of a labelled reference
 * from the inputs and the prediction, and say them for a window (direct loss estimation, NannyML). Needs errors that
 * depend on the inputs; blind to a changed relation between inputs and truth, as {@link Cbpe} is. The reference must not
 * be what the model was trained on. Immutable.
 */
public final class ErrorModel {
    private static final BoostedTrees.Growth GROWTH = new BoostedTrees.Growth(100, 4, 0.1, 20);

    private final BinnedColumns reference;
    private final BoostedTrees absolute;
    private final BoostedTrees squared;
    private final double deviationOfAbsolute;
    private final double deviationOfSquared;

    /**
     * Means over the window, each with its band ±3 s / √n, s the deviation of one row on the reference.
     *
     * @param meanAbsoluteError in the unit of the truth
     * @param rootMeanSquaredError the root of the mean square and of its band
     */
    public record Errors(Estimate meanAbsoluteError, Estimate rootMeanSquaredError, long rows) {}

    /**
     * @param columns column × row, NaN where missing, categories as numbers; 100 rows or more
     * @param predicted one for each row
     * @param truth one for each row
     */
    public ErrorModel(double[][] columns, double[] predicted, double[] truth) {
        double[][] inputs = with(columns, predicted);
        if (predicted.length < 100 || truth.length != predicted.length) {
            throw new IllegalArgumentException("predicted, truth: " + predicted.length + ", " + truth.length
                    + " rows (expected: equally many, 100 or more)");
        }
        this.reference = BinnedColumns.of(inputs);
        double[] errors = IntStream.range(0, truth.length)
                .mapToDouble(row -> Math.abs(predicted[row] - truth[row]))
                .toArray();
        double[] squares = Arrays.stream(errors).map(error -> error * error).toArray();
        this.absolute = fitted(errors);
        this.squared = fitted(squares);
        this.deviationOfAbsolute = deviation(errors);
        this.deviationOfSquared = deviation(squares);
    }

    private BoostedTrees fitted(double[] target) {
        double[] ones = new double[target.length];
        Arrays.fill(ones, 1);
        return BoostedTrees.fit(
                reference,
                IntStream.range(0, reference.columns()).toArray(),
                IntStream.range(0, target.length).toArray(),
                target,
                ones,
                BoostedTrees.Loss.SQUARED,
                GROWTH);
    }

    /** @param window the same columns @param predicted one for each of its rows, 1 or more */
    public Errors estimate(double[][] window, double[] predicted) {
        BinnedColumns rows = reference.others(with(window, predicted));
        if (rows.rows() == 0) {
            throw new IllegalArgumentException("window: 0 rows (expected: 1 or more)");
        }
        double errors = 0;
        double squares = 0;
        for (int row = 0; row < rows.rows(); row++) {
            errors += Math.max(0, absolute.predict(rows, row));
            squares += Math.max(0, squared.predict(rows, row));
        }
        Estimate mae = banded(errors / rows.rows(), deviationOfAbsolute, rows.rows());
        Estimate mse = banded(squares / rows.rows(), deviationOfSquared, rows.rows());
        return new Errors(
                mae,
                new Estimate(Math.sqrt(mse.value()), Math.sqrt(mse.low()), Math.sqrt(mse.high())),
                rows.rows());
    }

    private static Estimate banded(double value, double deviation, int rows) {
        double band = Cbpe.BAND * deviation / Math.sqrt(rows);
        return new Estimate(value, value - band, value + band).within(0, Double.POSITIVE_INFINITY);
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElseThrow());
    }

    private static double[][] with(double[][] columns, double[] predicted) {
        double[][] inputs = Arrays.copyOf(columns, columns.length + 1);
        inputs[columns.length] = predicted;
        BinnedColumns.requireRows(inputs);
        return inputs;
    }
}
