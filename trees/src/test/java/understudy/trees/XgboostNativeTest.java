package understudy.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models trained here by XGBoost itself, on columns with NaNs; its answers and ours. */
class XgboostNativeTest {
    private static final int ROWS = 2000;
    private static final int FEATURES = 6;

    @ParameterizedTest
    @ValueSource(strings = {
        "objective=binary:logistic",
        "objective=binary:logistic base_score=0.2",
        "objective=binary:logitraw base_score=0.3",
        "objective=binary:hinge",
        "objective=reg:logistic",
        "objective=reg:squarederror",
        "objective=reg:squarederror base_score=-3",
        "objective=reg:squaredlogerror",
        "objective=reg:pseudohubererror",
        "objective=reg:absoluteerror",
        "objective=reg:quantileerror quantile_alpha=0.3",
        "objective=reg:gamma",
        "objective=reg:tweedie",
        "objective=count:poisson base_score=2",
        "objective=survival:cox",
        "objective=rank:pairwise",
        "objective=rank:ndcg",
        "objective=multi:softprob num_class=3",
        "objective=multi:softprob num_class=3 num_parallel_tree=4 subsample=0.7",
        "objective=binary:logistic booster=dart rate_drop=0.3 seed=3",
        "objective=reg:squarederror tree_method=exact",
        "objective=reg:squarederror grow_policy=lossguide max_leaves=40 max_depth=0",
    })
    void every_objective_gives_the_answers_of_XGBoost(String parameters) throws Exception {
        DMatrix fresh = new DMatrix(matrix(500, 2), 500, FEATURES, Float.NaN);
        Booster booster = train(parameters);
        Ensemble ensemble = XgboostJson.parse(booster.toByteArray("json"));

        assertNear(ensemble.predict(matrix(500, 2), 500), flat(booster.predict(fresh)));
        assertNear(ensemble.raw(matrix(500, 2), 500), flat(booster.predict(fresh, true)));
    }

    @Test
    void a_model_that_says_only_the_class_says_the_same_class() throws Exception {
        DMatrix fresh = new DMatrix(matrix(500, 2), 500, FEATURES, Float.NaN);
        Booster booster = train("objective=multi:softmax num_class=3");
        Ensemble ensemble = XgboostJson.parse(booster.toByteArray("json"));
        double[] expected = flat(booster.predict(fresh));
        double[] answers = ensemble.predict(matrix(500, 2), 500);

        for (int row = 0; row < 500; row++) {
            int best = 0;
            for (int column = 1; column < 3; column++) {
                best = answers[row * 3 + column] > answers[row * 3 + best] ? column : best;
            }
            assertThat(best).isEqualTo((int) expected[row]);
        }
    }

    @Test
    void a_value_equal_to_the_condition_goes_right_as_in_XGBoost() throws Exception {
        Booster booster = train("objective=reg:squarederror");
        Ensemble ensemble = XgboostJson.parse(booster.toByteArray("json"));
        Random random = new Random(5);
        float[] edges = new float[500 * FEATURES];
        for (int i = 0; i < edges.length; i++) {
            Tree tree = ensemble.trees().get(random.nextInt(ensemble.treeCount()));
            int split = random.nextInt(tree.splits());
            edges[i] = Math.nextUp((float) tree.threshold()[split]);
        }

        double[] expected = flat(booster.predict(new DMatrix(edges, 500, FEATURES, Float.NaN)));

        assertNear(ensemble.predict(edges, 500), expected);
    }

    /** Within 1e-5, of the value where it is above 1. */
    private static void assertNear(double[] actual, double[] expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
        }
    }

    private static Booster train(String parameters) throws Exception {
        Map<String, Object> all = new HashMap<>(Map.of("nthread", 1, "max_depth", 5, "eta", 0.3));
        for (String word : parameters.split(" ", -1)) {
            all.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
        }
        float[] matrix = matrix(ROWS, 1);
        DMatrix data = new DMatrix(matrix, ROWS, FEATURES, Float.NaN);
        float[] labels = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            double signal = Float.isNaN(matrix[row * FEATURES]) ? 1 : matrix[row * FEATURES] * 2;
            signal += matrix[row * FEATURES + 1];
            double shown = parameters.contains("multi") || parameters.contains("rank")
                    ? Math.floorMod(Math.round(signal), 3)
                    : parameters.contains("binary") || parameters.contains("logistic") ? (signal > 0 ? 1 : 0)
                    : Math.abs(signal) + 0.1;
            labels[row] = (float) shown;
        }
        data.setLabel(labels);
        if (parameters.contains("rank")) {
            int[] groups = new int[ROWS / 20];
            java.util.Arrays.fill(groups, 20);
            data.setGroup(groups);
        }
        return XGBoost.train(data, all, 25, Map.of(), null, null);
    }

    private static double[] flat(float[][] answers) {
        int columns = answers[0].length;
        double[] flat = new double[answers.length * columns];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = answers[i / columns][i % columns];
        }
        return flat;
    }

    /** Column 0 and 3 miss values; column 1 holds few different ones, so that values meet conditions exactly. */
    private static float[] matrix(int rows, long seed) {
        Random random = new Random(seed);
        float[] matrix = new float[rows * FEATURES];
        for (int i = 0; i < matrix.length; i++) {
            int column = i % FEATURES;
            boolean missing = (column == 0 || column == 3) && random.nextInt(6) == 0;
            float value = column == 1 ? random.nextInt(9) / 4f : (float) random.nextGaussian();
            matrix[i] = missing ? Float.NaN : value;
        }
        return matrix;
    }
}
