package understudy.trees;

/**
 * What turns the sums of leaves into what the model says.
 *
 * @param scale what a logistic link multiplies its argument with first; 1 for others
 */
record Link(Kind kind, double scale) {
    enum Kind {
        IDENTITY,
        /** 1 / (1 + e⁻ˢˣ), each column by itself. */
        LOGISTIC,
        SOFTMAX,
        EXPONENTIAL,
        /** ln(1 + eˣ). */
        SOFTPLUS,
        /** x·|x|: undoes training on square roots. */
        SIGNED_SQUARE,
        /** 1 above 0, else 0. */
        STEP,
        /** Each column is the one before it, and ln(1 + eˣ) and 10⁻⁶ more. */
        RISING
    }

    static Link of(Kind kind) {
        return new Link(kind, 1);
    }

    /** In place, {@code columns} values from {@code at}. */
    void apply(double[] values, int at, int columns) {
        switch (kind) {
            case IDENTITY -> {}
            case SOFTMAX -> softmax(values, at, columns);
            case RISING -> {
                for (int i = at + 1; i < at + columns; i++) {
                    values[i] = values[i - 1] + XgboostObjective.NEAREST + softplus(values[i]);
                }
            }
            case LOGISTIC, EXPONENTIAL, SOFTPLUS, SIGNED_SQUARE, STEP -> {
                for (int i = at; i < at + columns; i++) {
                    values[i] = one(values[i]);
                }
            }
        }
    }

    private double one(double value) {
        return switch (kind) {
            case IDENTITY, SOFTMAX, RISING -> value;
            case LOGISTIC -> 1 / (1 + Math.exp(-scale * value));
            case EXPONENTIAL -> Math.exp(value);
            case SOFTPLUS -> softplus(value);
            case SIGNED_SQUARE -> value * Math.abs(value);
            case STEP -> value > 0 ? 1 : 0;
        };
    }

    private static double softplus(double value) {
        return Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
    }

    private static void softmax(double[] values, int at, int columns) {
        double largest = values[at];
        for (int i = at + 1; i < at + columns; i++) {
            largest = Math.max(largest, values[i]);
        }
        double sum = 0;
        for (int i = at; i < at + columns; i++) {
            values[i] = Math.exp(values[i] - largest);
            sum += values[i];
        }
        for (int i = at; i < at + columns; i++) {
            values[i] /= sum;
        }
    }
}
