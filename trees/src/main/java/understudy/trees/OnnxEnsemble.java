package understudy.trees;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import understudy.trees.Tree.Rule;

/**
 * Turns the parallel lists of a TreeEnsembleClassifier or TreeEnsembleRegressor (ai.onnx.ml 1 to 3) into trees.
 *
 * @param trees in the order in which the lists mention them first
 * @param reach for each column, whether rows reach a leaf that adds to it
 * @param positive whether no leaf adds a negative number
 */
record OnnxEnsemble(List<Tree> trees, List<Integer> depths, List<Reach> reach, boolean positive) {
    /** How often a row meets leaves of a column; onnxruntime tells a column without one from a sum of 0. */
    enum Reach {
        NEVER,
        SOMETIMES,
        ALWAYS
    }

    /** The name of a leaf or split in the lists. */
    private record Key(long tree, long node) {}

    /** What leaves add to one column. */
    private record Weight(int column, double value) {}

    /** The lists that describe splits. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Lists(
            double[] trees,
            double[] nodes,
            double[] features,
            double[] values,
            List<String> modes,
            double[] whenTrue,
            double[] whenFalse,
            double[] missingTrue) {}

    /**
     * Reads the lists of a node.
     *
     * @param prefix {@code class} or {@code target}: how the lists about leaves are called
     * @param columns of the answer
     * @param width columns of the matrix
     * @param wide whether values are compared in 64 bits
     * @throws understudy.core.Problem UNPROCESSABLE for lists that make no trees, or that mean more than trees here can
     */
    static OnnxEnsemble read(OnnxGraph.Node node, String prefix, int columns, int width, boolean wide) {
        Lists lists = new Lists(
                node.numbers("nodes_treeids"), node.numbers("nodes_nodeids"), node.numbers("nodes_featureids"),
                node.numbers("nodes_values"), node.texts("nodes_modes"), node.numbers("nodes_truenodeids"),
                node.numbers("nodes_falsenodeids"), node.numbers("nodes_missing_value_tracks_true"));
        int count = lists.trees.length;
        for (double[] list : List.of(lists.nodes, lists.features, lists.values, lists.whenTrue, lists.whenFalse)) {
            same(list.length, count);
        }
        same(lists.modes.size(), count);
        if (lists.missingTrue.length != 0) {
            same(lists.missingTrue.length, count);
        }
        Map<Key, List<Weight>> weights = weights(node, prefix, columns);
        Map<Long, List<Integer>> members = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            members.computeIfAbsent((long) lists.trees[i], tree -> new ArrayList<>()).add(i);
        }
        List<Tree> trees = new ArrayList<>();
        List<Integer> depths = new ArrayList<>();
        List<Reach> reach = new ArrayList<>(Collections.nCopies(columns, Reach.NEVER));
        for (List<Integer> tree : members.values()) {
            OnnxTree one = new OnnxTree(lists, tree, weights, columns, wide);
            Tree made = one.tree();
            depths.add(made.check("tree " + trees.size(), width, made.output() < 0 ? columns : 1));
            trees.add(made);
            one.mark(reach);
        }
        if (trees.isEmpty()) {
            throw Refusal.broken("nodes_treeids", "no trees", "at least one");
        }
        boolean positive = weights.values().stream()
                .allMatch(leaf -> leaf.stream().allMatch(weight -> weight.value >= 0));
        return new OnnxEnsemble(List.copyOf(trees), List.copyOf(depths), List.copyOf(reach), positive);
    }

    private static void same(int length, int count) {
        if (length != count) {
            throw Refusal.broken("lists of nodes", length + " entries", count + " entries");
        }
    }

    private static Map<Key, List<Weight>> weights(OnnxGraph.Node node, String prefix, int columns) {
        double[] trees = node.numbers(prefix + "_treeids");
        double[] nodes = node.numbers(prefix + "_nodeids");
        double[] ids = node.numbers(prefix + "_ids");
        double[] values = node.numbers(prefix + "_weights");
        same(nodes.length, trees.length);
        same(ids.length, trees.length);
        same(values.length, trees.length);
        Map<Key, List<Weight>> weights = new LinkedHashMap<>();
        for (int i = 0; i < trees.length; i++) {
            int column = Refusal.within(prefix + "_ids", (long) ids[i], 0, columns - 1L);
            weights.computeIfAbsent(new Key((long) trees[i], (long) nodes[i]), key -> new ArrayList<>(1))
                    .add(new Weight(column, values[i]));
        }
        return weights;
    }

    /** One tree on its way out of the lists. */
    private static final class OnnxTree {
        private final Lists lists;
        private final List<Integer> splits = new ArrayList<>();
        private final List<List<Weight>> leaves = new ArrayList<>();
        private final Map<Long, Integer> places = new LinkedHashMap<>();
        private final int columns;
        private final boolean wide;

        OnnxTree(Lists lists, List<Integer> members, Map<Key, List<Weight>> weights, int columns, boolean wide) {
            this.lists = lists;
            this.columns = columns;
            this.wide = wide;
            for (int entry : members) {
                long id = (long) lists.nodes[entry];
                boolean leaf = lists.modes.get(entry).equals("LEAF");
                if (places.put(id, leaf ? ~leaves.size() : splits.size()) != null) {
                    throw Refusal.broken("nodes_nodeids", id, "each node once in a tree");
                }
                if (leaf) {
                    leaves.add(distinct(weights.getOrDefault(new Key((long) lists.trees[entry], id), List.of())));
                } else {
                    splits.add(entry);
                }
            }
            if (!splits.isEmpty() && !splits.getFirst().equals(members.getFirst())) {
                throw Refusal.broken("nodes_modes", "LEAF", "a split first in a tree of several nodes");
            }
        }

        private static List<Weight> distinct(List<Weight> leaf) {
            if (leaf.isEmpty() || leaf.stream().map(Weight::column).distinct().count() != leaf.size()) {
                throw Refusal.broken("weights of a leaf", leaf.size(), "one for each of some columns");
            }
            return leaf;
        }

        Tree tree() {
            int count = splits.size();
            int[] feature = new int[count];
            double[] threshold = new double[count];
            Rule[] rule = new Rule[count];
            int[] left = new int[count];
            int[] right = new int[count];
            for (int split = 0; split < count; split++) {
                int entry = splits.get(split);
                feature[split] = (int) lists.features[entry];
                String mode = lists.modes.get(entry);
                boolean strict = mode.equals("BRANCH_LT") || mode.equals("BRANCH_GTE");
                boolean mirrored =
                        mode.equals("BRANCH_GTE") || mode.equals("BRANCH_GT") || mode.equals("BRANCH_NEQ");
                boolean missingTrue = lists.missingTrue.length > 0 && lists.missingTrue[entry] != 0;
                threshold[split] = strict ? before(lists.values[entry]) : lists.values[entry];
                rule[split] = rule(mode, missingTrue, mirrored);
                left[split] = child(mirrored ? lists.whenFalse[entry] : lists.whenTrue[entry]);
                right[split] = child(mirrored ? lists.whenTrue[entry] : lists.whenFalse[entry]);
            }
            long[][] sets = new long[count][];
            Arrays.fill(sets, Tree.NO_SET);
            boolean scalar = column() >= 0;
            return new Tree(
                    scalar ? column() : -1, feature, threshold, rule, sets, left, right,
                    scalar ? values() : vectors(), new double[0], new double[0]);
        }

        private static Rule rule(String mode, boolean missingTrue, boolean mirrored) {
            return switch (mode) {
                case "BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT" ->
                    missingTrue != mirrored ? Rule.NAN_LEFT : Rule.NAN_RIGHT;
                case "BRANCH_NEQ" -> Rule.EQUAL;
                case "BRANCH_EQ" -> {
                    if (missingTrue) {
                        throw Refusal.unsupported("BRANCH_EQ that is true of what is missing", "");
                    }
                    yield Rule.EQUAL;
                }
                default -> throw Refusal.unsupported("nodes_modes: " + mode, "");
            };
        }

        /** x &lt; t is x ≤ the number before t, in the precision values are compared in. */
        private double before(double threshold) {
            return wide ? Math.nextDown(threshold) : Math.nextDown((float) threshold);
        }

        private int child(double id) {
            Integer place = places.get((long) id);
            if (place == null) {
                throw Refusal.broken("child", (long) id, "a node of the same tree");
            }
            return place;
        }

        /** The one column all leaves add to, or −1. */
        private int column() {
            int column = leaves.isEmpty() ? -1 : leaves.getFirst().getFirst().column;
            boolean scalar = leaves.stream().allMatch(leaf -> leaf.size() == 1 && leaf.getFirst().column == column);
            return scalar ? column : -1;
        }

        private double[] values() {
            return leaves.stream().mapToDouble(leaf -> leaf.getFirst().value).toArray();
        }

        private double[] vectors() {
            double[] vectors = new double[Math.multiplyExact(leaves.size(), columns)];
            for (int leaf = 0; leaf < leaves.size(); leaf++) {
                for (Weight weight : leaves.get(leaf)) {
                    vectors[leaf * columns + weight.column] = weight.value;
                }
            }
            return vectors;
        }

        void mark(List<Reach> reach) {
            for (int column = 0; column < columns; column++) {
                int wanted = column;
                long reaching = leaves.stream()
                        .filter(leaf -> leaf.stream().anyMatch(weight -> weight.column == wanted))
                        .count();
                if (reaching == leaves.size()) {
                    reach.set(column, Reach.ALWAYS);
                } else if (reaching > 0 && reach.get(column) == Reach.NEVER) {
                    reach.set(column, Reach.SOMETIMES);
                }
            }
        }
    }
}
