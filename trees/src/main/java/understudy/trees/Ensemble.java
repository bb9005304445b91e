package understudy.trees;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A whole model: trees, what its features are called, and what its numbers mean. Immutable; safe for many threads.
 *
 * <p>Values are compared as the model's library compares them: LightGBM's in 64 bits, XGBoost's in 32 bits after the
 * caller's values were rounded to them. Sums are made in the order of the trees, in the library's precision.
 */
public final class Ensemble {
    /** Most columns of a matrix or an answer; bounds what one number in a file makes us allocate. */
    static final int WIDEST = 100_000;

    /** What {@link #predict} answers for each row. */
    public enum Answer {
        /** One column: the probability of the positive class. */
        PROBABILITY,
        /** A column for each class. */
        PROBABILITIES,
        /** As {@link #PROBABILITIES}; the model itself says only which class has the highest. */
        CLASS,
        /** A column for each predicted number; nearly always one. */
        VALUE
    }

    /** Whose rules of arithmetic hold. */
    public enum Library {
        LIGHTGBM,
        XGBOOST,
        ONNX
    }

    private final Library library;
    private final Answer answer;
    private final List<String> featureNames;
    private final List<List<String>> categories;
    private final List<Tree> trees;
    private final Evaluator evaluator;
    private final double[] base;
    private final double divisor;
    private final Link link;

    /**
     * @param featureNames one for each column of the matrix
     * @param categories for each feature, its categories in the order of their codes; empty for numbers
     * @param base what the sums of each column start from
     * @param divisor what sums are divided by before the link: the iterations of a random forest, else 1
     * @param where names the model in refusals
     */
    Ensemble(
            Library library,
            Answer answer,
            List<String> featureNames,
            List<List<String>> categories,
            List<Tree> trees,
            Forest.Aggregate aggregate,
            double[] base,
            double divisor,
            Link link,
            String where) {
        this(
                library, answer, featureNames, categories, trees,
                forest(library, featureNames.size(), trees, aggregate, base.length, where), base, divisor, link, where);
    }

    /** Of a booster without trees. */
    Ensemble(
            Library library,
            Answer answer,
            List<String> featureNames,
            List<List<String>> categories,
            LinearBooster booster,
            double[] base,
            Link link,
            String where) {
        this(library, answer, featureNames, categories, List.of(), booster, base, 1, link, where);
    }

    private Ensemble(
            Library library,
            Answer answer,
            List<String> featureNames,
            List<List<String>> categories,
            List<Tree> trees,
            Evaluator evaluator,
            double[] base,
            double divisor,
            Link link,
            String where) {
        this.library = library;
        this.answer = answer;
        this.featureNames = featureNames instanceof NumberedNames ? featureNames : List.copyOf(featureNames);
        this.categories = categories.stream().map(List::copyOf).toList();
        this.trees = List.copyOf(trees);
        this.base = base.clone();
        this.divisor = divisor;
        this.evaluator = evaluator;
        this.link = link;
        if (!(featureNames instanceof NumberedNames)) {
            Set<String> seen = new HashSet<>();
            for (String name : featureNames) {
                if (!seen.add(name)) {
                    throw Refusal.broken(where + ": feature names", name, "each name once");
                }
            }
        }
    }

    private static Forest forest(
            Library library, int features, List<Tree> trees, Forest.Aggregate aggregate, int columns, String where) {
        int[] depths = new int[trees.size()];
        for (int i = 0; i < depths.length; i++) {
            Tree tree = trees.get(i);
            depths[i] = tree.check(where + ": tree " + i, features, tree.output() < 0 ? columns : 1);
        }
        return new Forest(trees, depths, columns, library != Library.LIGHTGBM, aggregate);
    }

    public Library library() {
        return library;
    }

    public Answer answer() {
        return answer;
    }

    /** One for each column of the matrix. */
    public List<String> featureNames() {
        return featureNames;
    }

    /** For each feature, its categories in the order of their codes; an empty list for a number. */
    public List<List<String>> categories() {
        return categories;
    }

    /** Numbers in the answer for one row. */
    public int columns() {
        return base.length;
    }

    public int treeCount() {
        return trees.size();
    }

    /** Bytes that its arrays take; all else, names and categories, is little beside them. */
    public long memory() {
        return evaluator.bytes() + ArrayBytes.of(base) + trees.stream().mapToLong(Tree::bytes).sum();
    }

    /** As parsed, for explanations: splits, leaves and how much training weight passed each. */
    List<Tree> trees() {
        return trees;
    }

    /**
     * What the model says of each row.
     *
     * @param matrix {@code rows} × features, row by row; NaN is missing
     * @return {@code rows} × {@link #columns}, row by row
     */
    public double[] predict(double[] matrix, int rows) {
        double[] sums = raw(matrix, rows);
        finish(sums, rows);
        return sums;
    }

    /** {@link #predict(double[], int)} of 32-bit numbers. */
    public double[] predict(float[] matrix, int rows) {
        double[] sums = raw(matrix, rows);
        finish(sums, rows);
        return sums;
    }

    /** The sums of leaves, before they are divided (random forests) and transformed: what libraries call raw score. */
    public double[] raw(double[] matrix, int rows) {
        double[] sums = start(matrix.length, rows);
        evaluator.evaluate(matrix, featureNames.size(), rows, sums);
        return sums;
    }

    /** {@link #raw(double[], int)} of 32-bit numbers. */
    public double[] raw(float[] matrix, int rows) {
        double[] sums = start(matrix.length, rows);
        evaluator.evaluate(matrix, featureNames.size(), rows, sums);
        return sums;
    }

    private double[] start(int length, int rows) {
        if ((long) rows * featureNames.size() != length) {
            throw new IllegalArgumentException(
                    "matrix: %d values (expected: %d rows of %d)".formatted(length, rows, featureNames.size()));
        }
        double[] sums = new double[Math.multiplyExact(rows, base.length)];
        if (base.length == 1) {
            Arrays.fill(sums, base[0]);
        } else {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(base, 0, sums, row * base.length, base.length);
            }
        }
        return sums;
    }

    private void finish(double[] sums, int rows) {
        if (divisor != 1) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] /= divisor;
            }
        }
        for (int row = 0; row < rows; row++) {
            link.apply(sums, row * base.length, base.length);
        }
    }
}
