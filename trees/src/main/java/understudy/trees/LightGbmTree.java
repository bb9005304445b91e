package understudy.trees;

import java.util.Arrays;
import java.util.Optional;
import understudy.trees.Tree.Rule;
import understudy.trees.Tree.Slopes;

/** Reads one {@code Tree=} block of LightGBM's text format. */
final class LightGbmTree {
    private static final int CATEGORICAL = 1;
    private static final int DEFAULT_LEFT = 2;

    private LightGbmTree() {}

    static Tree read(Fields block, int output) {
        int leaves = block.integer("num_leaves", 1, Integer.MAX_VALUE);
        int splits = leaves - 1;
        double[] values = block.numbers("leaf_value", leaves);
        double[] leafCover = cover(block, "leaf_count", leaves);
        if (splits == 0) {
            return new Tree(
                    output, new int[0], new double[0], new Rule[0], new long[0][], new int[0], new int[0], values,
                    new double[0], leafCover, slopes(block, leaves));
        }
        double[] threshold = block.numbers("threshold", splits);
        Rule[] rule = new Rule[splits];
        int[] decision = block.integers("decision_type", splits);
        Arrays.setAll(rule, split -> rule(block.where(), decision[split]));
        return new Tree(
                output, block.integers("split_feature", splits), threshold, rule, sets(block, threshold, rule),
                block.integers("left_child", splits), block.integers("right_child", splits), values,
                cover(block, "internal_count", splits), leafCover, slopes(block, leaves));
    }

    /** Of linear trees: {@code num_features} says how many features and coefficients of the two lists are each leaf's. */
    private static Optional<Slopes> slopes(Fields block, int leaves) {
        if (!block.find("is_linear").orElse("0").strip().equals("1")) {
            return Optional.empty();
        }
        double[] constant = block.numbers("leaf_const", leaves);
        int[] counts = block.integers("num_features", leaves);
        int total = 0;
        for (int count : counts) {
            total += Refusal.within(block.where() + ": num_features", count, 0, Ensemble.WIDEST - (long) total);
        }
        int[] features = block.integers("leaf_features", total);
        double[] coefficients = block.numbers("leaf_coeff", total);
        int[][] feature = new int[leaves][];
        double[][] coefficient = new double[leaves][];
        int from = 0;
        for (int leaf = 0; leaf < leaves; leaf++) {
            feature[leaf] = Arrays.copyOfRange(features, from, from + counts[leaf]);
            coefficient[leaf] = Arrays.copyOfRange(coefficients, from, from + counts[leaf]);
            from += counts[leaf];
        }
        return Optional.of(new Slopes(constant, feature, coefficient));
    }

    private static double[] cover(Fields block, String name, int count) {
        return block.find(name).filter(line -> !line.isBlank()).isPresent()
                ? block.numbers(name, count)
                : new double[0];
    }

    private static Rule rule(String where, int decision) {
        if ((decision & CATEGORICAL) != 0) {
            return Rule.IN_SET;
        }
        boolean left = (decision & DEFAULT_LEFT) != 0;
        return switch (decision >> 2 & 3) {
            case 0 -> Rule.NAN_IS_ZERO;
            case 1 -> left ? Rule.ZERO_LEFT : Rule.ZERO_RIGHT;
            case 2 -> left ? Rule.NAN_LEFT : Rule.NAN_RIGHT;
            default -> throw Refusal.broken(where + ": decision_type", decision, "a missing type of 0 to 2");
        };
    }

    /**
     * A categorical split's threshold is the index of its set: words {@code cat_boundaries[index]} to
     * {@code cat_boundaries[index + 1]} (exclusive) of {@code cat_threshold}, 32 categories a word.
     */
    private static long[][] sets(Fields block, double[] threshold, Rule[] rule) {
        long[][] sets = new long[rule.length][];
        Arrays.fill(sets, Tree.NO_SET);
        if (Arrays.stream(rule).noneMatch(each -> each == Rule.IN_SET)) {
            return sets;
        }
        long[] bounds = block.unsigned("cat_boundaries");
        long[] words = block.unsigned("cat_threshold");
        for (int split = 0; split < rule.length; split++) {
            if (rule[split] == Rule.IN_SET) {
                int index = Refusal.within(
                        block.where() + ": categorical threshold", (long) threshold[split], 0, bounds.length - 2L);
                sets[split] = set(block.where(), words, bounds[index], bounds[index + 1]);
            }
        }
        return sets;
    }

    private static long[] set(String where, long[] words, long first, long end) {
        int from = Refusal.within(where + ": cat_boundaries", first, 0, words.length);
        int to = Refusal.within(where + ": cat_boundaries", end, from, words.length);
        long[] set = new long[(to - from + 1) / 2];
        for (int i = from; i < to; i++) {
            set[(i - from) >> 1] |= words[i] << (32 * ((i - from) & 1));
        }
        return set;
    }
}
