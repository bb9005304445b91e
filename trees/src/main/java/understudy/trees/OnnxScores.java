package understudy.trees;

import java.util.Arrays;
import java.util.List;
import understudy.core.Problem;
import understudy.trees.OnnxEnsemble.Reach;

/**
 * What onnxruntime makes of the sums of leaves: base values, the class, and the scores it shows. The ONNX
 * specification is vague where there are two classes; this follows what onnxruntime 1.28 does, which a test compares.
 *
 * @param wide whether it reckons in 64 bits
 * @param base {@code base_values}
 * @param divisor the number of trees for averages, else 1
 * @param second whether leaves give both of two classes a score of their own
 * @param single whether all leaves add to one and the same of two classes
 */
record OnnxScores(
        boolean wide,
        int columns,
        List<Double> base,
        double divisor,
        Transform transform,
        boolean second,
        boolean single,
        boolean positive) {
    enum Transform {
        NONE,
        LOGISTIC,
        SOFTMAX,
        SOFTMAX_ZERO,
        PROBIT
    }

    private static final float SQUARE_ROOT_OF_TWO = 1.4142135f;

    /** Nearer to zero than this counts as zero in SOFTMAX_ZERO. */
    private static final double NOTHING = 1e-7f;

    static OnnxScores classifier(OnnxGraph.Node node, OnnxEnsemble ensemble, int columns, boolean wide) {
        List<Double> base = base(node);
        List<Reach> reach = ensemble.reach();
        boolean allowed = columns > 2
                ? (base.isEmpty() || base.size() == columns)
                        && (base.size() == columns || ensemble.positive() || always(reach))
                : base.size() <= 2 && reach.getFirst() == Reach.ALWAYS && reach.get(1) != Reach.SOMETIMES;
        if (!allowed) {
            throw unsupported("scores of " + columns + " classes with " + base.size() + " base values");
        }
        boolean second = columns == 2 && reach.get(1) == Reach.ALWAYS;
        double[] labels = node.numbers("classlabels_int64s");
        if (second && labels.length == 2 && (labels[0] != 0 || labels[1] != 1)) {
            throw unsupported("two scored classes that are not 0 and 1");
        }
        return new OnnxScores(
                wide, columns, base, 1, transform(node), second, columns == 2 && !second, ensemble.positive());
    }

    static OnnxScores regressor(OnnxGraph.Node node, OnnxEnsemble ensemble, int columns, boolean wide) {
        List<Double> base = base(node);
        Transform transform = transform(node);
        boolean allowed = (base.isEmpty() || base.size() == columns)
                && (columns > 1 || transform == Transform.NONE || transform == Transform.PROBIT)
                && always(ensemble.reach());
        if (!allowed) {
            throw unsupported(columns + " targets with " + base.size() + " base values and " + transform);
        }
        double divisor = node.text("aggregate_function", "SUM").equals("AVERAGE") ? ensemble.trees().size() : 1;
        return new OnnxScores(wide, columns, base, divisor, transform, false, false, false);
    }

    private static boolean always(List<Reach> reach) {
        return reach.stream().allMatch(each -> each == Reach.ALWAYS);
    }

    private static List<Double> base(OnnxGraph.Node node) {
        return Arrays.stream(node.numbers("base_values")).boxed().toList();
    }

    private static Transform transform(OnnxGraph.Node node) {
        String name = node.text("post_transform", "NONE");
        for (Transform each : Transform.values()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw unsupported("post_transform " + name);
    }

    private static Problem unsupported(String fact) {
        return Refusal.unsupported("tree ensemble: " + fact, "");
    }

    /** Turns a row's sums into predicted numbers, in place. */
    void values(double[] sums, int at) {
        for (int i = 0; i < columns; i++) {
            double sum = round(sums[at + i] / divisor);
            sums[at + i] = base.isEmpty() ? sum : round(sum + base.get(i));
        }
        transform(sums, at);
    }

    /** Turns a row's sums into scores, in place. @return the index of the class */
    int classify(double[] sums, int at) {
        if (columns > 2) {
            for (int i = 0; i < base.size(); i++) {
                sums[at + i] = round(sums[at + i] + base.get(i));
            }
            int best = 0;
            for (int i = 1; i < columns; i++) {
                best = sums[at + i] > sums[at + best] ? i : best;
            }
            transform(sums, at);
            return best;
        }
        return second || base.size() == 2 ? pair(sums, at) : alone(sums, at);
    }

    private int pair(double[] sums, int at) {
        if (base.size() == 2 && second) {
            sums[at + 1] = round(base.get(1) + sums[at]);
            sums[at] = -sums[at + 1];
        } else if (base.size() == 2) {
            sums[at] = round(sums[at] + base.getFirst());
        } else if (base.size() == 1) {
            sums[at] = round(sums[at] + base.getFirst());
        }
        int found = isPositive(second ? sums[at + 1] : sums[at]) ? 1 : 0;
        transform(sums, at);
        return found;
    }

    /** One score for two classes. */
    private int alone(double[] sums, int at) {
        double score = base.isEmpty() ? sums[at] : round(sums[at] + base.getFirst());
        boolean found = isPositive(score);
        if (transform == Transform.PROBIT) {
            sums[at] = probit(score);
            sums[at + 1] = 0;
        } else if (transform == Transform.LOGISTIC) {
            sums[at] = logistic(-score);
            sums[at + 1] = logistic(score);
        } else {
            sums[at] = positive ? round(1 - score) : -score;
            sums[at + 1] = score;
        }
        return found ? 1 : 0;
    }

    private boolean isPositive(double score) {
        return score > (single && positive ? 0.5 : 0);
    }

    private void transform(double[] scores, int at) {
        switch (transform) {
            case NONE -> {}
            case LOGISTIC -> {
                for (int i = at; i < at + columns; i++) {
                    scores[i] = logistic(scores[i]);
                }
            }
            case PROBIT -> {
                for (int i = at; i < at + columns; i++) {
                    scores[i] = probit(scores[i]);
                }
            }
            case SOFTMAX -> softmax(scores, at, -1);
            case SOFTMAX_ZERO -> softmax(scores, at, NOTHING);
        }
    }

    private void softmax(double[] scores, int at, double nothing) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = at; i < at + columns; i++) {
            largest = Math.max(largest, scores[i]);
        }
        double sum = 0;
        for (int i = at; i < at + columns; i++) {
            if (Math.abs(scores[i]) > nothing) {
                scores[i] = Math.exp(scores[i] - largest);
                sum += scores[i];
            } else {
                scores[i] *= Math.exp(-largest);
            }
        }
        for (int i = at; i < at + columns; i++) {
            scores[i] /= sum;
        }
    }

    private static double logistic(double score) {
        double above = 1 / (1 + Math.exp(-Math.abs(score)));
        return score < 0 ? 1 - above : above;
    }

    /** With the approximation of the inverse error function (Winitzki), the constants and the 32 bits of onnxruntime. */
    private static float probit(double score) {
        float x = 2 * (float) score - 1;
        float log = (float) Math.log((1 - x) * (1 + x));
        float v = 2 / (3.14159f * 0.147f) + 0.5f * log;
        float root = (float) Math.sqrt(-v + (float) Math.sqrt(v * v - 1 / 0.147f * log));
        return SQUARE_ROOT_OF_TWO * (x < 0 ? -root : root);
    }

    private double round(double value) {
        return wide ? value : (float) value;
    }
}
