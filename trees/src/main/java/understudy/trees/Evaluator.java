package understudy.trees;

/** What adds up a model's raw scores. Safe for many threads. */
sealed interface Evaluator permits Forest, LinearBooster {
    /**
     * @param matrix {@code rows} × {@code width}, row by row; NaN is missing
     * @param sums {@code rows} × columns, holding what the sums start from
     */
    void evaluate(double[] matrix, int width, int rows, double[] sums);

    /** The same for a matrix of 32-bit numbers. */
    void evaluate(float[] matrix, int width, int rows, double[] sums);

    /** Bytes of its arrays. */
    long bytes();
}
