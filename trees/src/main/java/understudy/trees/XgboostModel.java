package understudy.trees;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.trees.Ensemble.Answer;
import understudy.trees.Ensemble.Library;

/**
 * What a file of XGBoost says, whatever its format: filled while it is read, then checked and made into an
 * {@link Ensemble}. Not for several threads.
 */
final class XgboostModel {
    static final String WHERE = "XGBoost model";

    /** More columns than any model of text known to us hashes into. */
    static final int MOST_FEATURES = 1 << 21;

    /** 128 MB: what sets of categories may take even if the file names only a few, each with a high number. */
    private static final long MOST_WORDS = 1 << 24;

    String booster = "";
    String objective = "";
    String baseScore = "0.5";
    /** Whether {@code baseScore} is a margin already, as before release 1.0. */
    boolean baseIsMargin;
    int features = -1;
    int columns = 1;
    List<String> names = List.of();
    List<List<String>> categories = List.of();
    final List<XgboostTree> trees = new ArrayList<>();
    /** The column of each tree. */
    int[] groups = {};
    /** Of DART, one for each tree. */
    float[] weights = {};
    /** Of gblinear. */
    float[] linear = {};
    /** Trees before each round, and after the last one; empty where the file does not say. */
    int[] rounds = {};
    int parallel = 1;
    final Map<String, String> attributes = new HashMap<>();

    Ensemble ensemble() {
        Refusal.within(WHERE + ": num_feature", features, 1, MOST_FEATURES);
        Refusal.within(WHERE + ": num_class", columns, 1, Ensemble.WIDEST);
        check("feature_names", names.size(), features, !names.isEmpty());
        check("cats", categories.size(), features, !categories.isEmpty());
        XgboostObjective known = XgboostObjective.of(WHERE, objective);
        Answer answer = columns > 1 && known.answer() == Answer.PROBABILITY ? Answer.VALUE : known.answer();
        List<String> called = names.isEmpty() ? new NumberedNames(features) : names;
        List<List<String>> coded = categories.isEmpty() ? Collections.nCopies(features, List.of()) : categories;
        return switch (booster) {
            case "gbtree", "dart" -> new Ensemble(
                    Library.XGBOOST, answer, called, coded, trees(), Forest.Aggregate.SUM, base(known), 1,
                    Link.of(known.link()), WHERE);
            case "gblinear" -> new Ensemble(
                    Library.XGBOOST, answer, called, coded, new LinearBooster(WHERE, features, columns, linear),
                    base(known), Link.of(known.link()), WHERE);
            default -> throw Refusal.unsupported(
                    WHERE + ": booster '" + booster + "' is not known", "Train with gbtree, dart or gblinear.");
        };
    }

    private static void check(String name, int found, int expected, boolean given) {
        if (given && found != expected) {
            throw Refusal.broken(WHERE + ": " + name, found + " features", expected + " features");
        }
    }

    private List<Tree> trees() {
        if (groups.length != trees.size()) {
            throw Refusal.broken(WHERE + ": tree_info", groups.length + " trees", trees.size() + " trees");
        }
        if (booster.equals("dart") && weights.length != trees.size()) {
            throw Refusal.broken(WHERE + ": weight_drop", weights.length + " weights", trees.size() + " weights");
        }
        long words = 0;
        for (XgboostTree tree : trees) {
            words += tree.categories().check(tree.where());
            if (words > MOST_WORDS) {
                throw Refusal.unsupported(
                        WHERE + ": categorical splits take more than " + MOST_WORDS / 131_072 + " MB",
                        "Number the categories of each feature from 0, or train fewer trees.");
            }
        }
        List<Tree> made = new ArrayList<>();
        int used = used();
        for (int i = 0; i < used; i++) {
            XgboostTree tree = trees.get(i);
            Refusal.within(WHERE + ": tree_info of tree " + i, groups[i], 0, columns - 1L);
            if (tree.width() > 1 && tree.width() != columns) {
                throw Refusal.broken(tree.where() + ": size_leaf_vector", tree.width(), String.valueOf(columns));
            }
            made.add(tree.tree(groups[i], weights.length == 0 ? 1 : weights[i]));
        }
        return made;
    }

    /**
     * How many trees answer. The library's {@code Booster.predict} uses all; its scikit-learn classes, which leave their
     * mark among the attributes of a file they write, stop after the best round of an early-stopped training.
     */
    private int used() {
        Optional<String> best = Optional.ofNullable(attributes.get("best_iteration"));
        if (best.isEmpty() || !attributes.containsKey("scikit_learn")) {
            return trees.size();
        }
        double said = Fields.number(WHERE + ": best_iteration", best.get());
        int round = Refusal.within(WHERE + ": best_iteration", (long) said, 0, Integer.MAX_VALUE - 1L);
        if (rounds.length == 0) {
            return (int) Math.min(trees.size(), (round + 1L) * perRound());
        }
        int at = Math.min(round + 1, rounds.length - 1);
        return Refusal.within(WHERE + ": iteration_indptr", rounds[at], 0, trees.size());
    }

    private long perRound() {
        boolean vectors = !trees.isEmpty() && trees.getFirst().width() > 1;
        return Math.max(1, parallel) * (vectors ? 1L : columns);
    }

    /** {@code 5E-1}, or since release 3.1 {@code [5E-1]}, one for all columns or one for each. */
    private double[] base(XgboostObjective known) {
        String[] words = baseScore.replaceAll("[\\[\\]\\s]", "").split(",", -1);
        if (words.length != 1 && words.length != columns) {
            throw Refusal.broken(WHERE + ": base_score", baseScore, "one number, or " + columns);
        }
        double[] scores = new double[columns];
        Arrays.setAll(
                scores, i -> (float) Fields.number(WHERE + ": base_score", words[words.length == 1 ? 0 : i]));
        double[] margins = baseIsMargin ? scores : known.margins(scores);
        if (!Arrays.stream(margins).allMatch(Double::isFinite)) {
            throw Refusal.broken(WHERE + ": base_score", baseScore, "a value that " + objective + " can give");
        }
        return margins;
    }
}
