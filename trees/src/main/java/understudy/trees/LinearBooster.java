package understudy.trees;

/**
 * XGBoost's booster {@code gblinear}: a bias and a weight for each feature, in 32 bits; what is missing adds nothing.
 * Safe for many threads.
 */
final class LinearBooster implements Evaluator {
    private final int features;
    private final int columns;
    private final float[] weights;

    /** @param weights features × columns, then the biases of the columns */
    LinearBooster(String where, int features, int columns, float[] weights) {
        if (weights.length != (features + 1L) * columns) {
            throw Refusal.broken(where + ": weights", weights.length + " values", (features + 1L) * columns + " values");
        }
        for (int i = 0; i < weights.length; i++) {
            if (!Float.isFinite(weights[i])) {
                throw Refusal.broken(where + ": weight " + i, weights[i], "a finite number");
            }
        }
        this.features = features;
        this.columns = columns;
        this.weights = weights.clone();
    }

    @Override
    public void evaluate(double[] matrix, int width, int rows, double[] sums) {
        for (int row = 0; row < rows; row++) {
            begin(sums, row);
            for (int feature = 0; feature < features; feature++) {
                add(feature, (float) matrix[row * width + feature], sums, row);
            }
        }
    }

    @Override
    public void evaluate(float[] matrix, int width, int rows, double[] sums) {
        for (int row = 0; row < rows; row++) {
            begin(sums, row);
            for (int feature = 0; feature < features; feature++) {
                add(feature, matrix[row * width + feature], sums, row);
            }
        }
    }

    @Override
    public long bytes() {
        return ArrayBytes.of(weights);
    }

    private void begin(double[] sums, int row) {
        for (int column = 0; column < columns; column++) {
            int at = row * columns + column;
            sums[at] = (float) sums[at] + weights[features * columns + column];
        }
    }

    private void add(int feature, float value, double[] sums, int row) {
        if (Float.isNaN(value)) {
            return;
        }
        for (int column = 0; column < columns; column++) {
            int at = row * columns + column;
            sums[at] = (float) sums[at] + value * weights[feature * columns + column];
        }
    }
}
