package understudy.trees;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models trained here by XGBoost itself, on columns with NaNs; its answers and ours, from each of its formats. */
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
        "objective=reg:quantileerror quantile_alpha=[0.1,0.5,0.9]",
        "objective=multi:softprob num_class=3 booster=dart rate_drop=0.3",
        "objective=reg:squarederror booster=dart rate_drop=0.5 num_parallel_tree=2 subsample=0.6",
        "objective=reg:squarederror booster=gblinear",
        "objective=binary:logistic booster=gblinear updater=coord_descent",
        "objective=multi:softprob num_class=3 booster=gblinear",
        "objective=rank:map",
        "objective=reg:tweedie tweedie_variance_power=1.2 base_score=0.7",
    })
    void every_objective_gives_the_answers_of_XGBoost(String parameters) throws Exception {
        DMatrix fresh = new DMatrix(matrix(500, 2), 500, FEATURES, Float.NaN);
        Booster booster = train(parameters);
        Ensemble ensemble = XgboostJson.parse(booster.toByteArray("json"));

        assertNear(ensemble.predict(matrix(500, 2), 500), flat(booster.predict(fresh)));
        assertNear(ensemble.raw(matrix(500, 2), 500), flat(booster.predict(fresh, true)));
        double[] answers = ensemble.predict(matrix(500, 2), 500);
        assertThat(XgboostUbjson.parse(booster.toByteArray("ubj")).predict(matrix(500, 2), 500))
                .isEqualTo(answers);
        assertThat(XgboostBinary.parse(booster.toByteArray("deprecated")).predict(matrix(500, 2), 500))
                .isEqualTo(answers);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "objective=multi:softprob num_class=3",
        "objective=multi:softprob num_class=3 num_parallel_tree=3 subsample=0.7",
    })
    void leaves_that_hold_a_value_for_every_column_are_added_to_all_of_them(String parameters) throws Exception {
        DMatrix fresh = new DMatrix(matrix(500, 2), 500, FEATURES, Float.NaN);
        Booster booster = train(parameters + " multi_strategy=multi_output_tree tree_method=hist");
        Ensemble ensemble = XgboostUbjson.parse(booster.toByteArray("ubj"));

        assertThat(ensemble.trees().getFirst().output()).isEqualTo(-1);
        assertNear(ensemble.predict(matrix(500, 2), 500), flat(booster.predict(fresh)));
        assertThat(XgboostJson.parse(booster.toByteArray("json")).predict(matrix(500, 2), 500))
                .isEqualTo(ensemble.predict(matrix(500, 2), 500));
    }

    /** Objectives whose labels the Java wrapper cannot hand over: trees of another one, read by XGBoost by their name. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "survival:aft | aft_loss_param | \"aft_loss_distribution\":\"normal\",\"aft_loss_distribution_scale\":\"1\" | 0",
        "reg:squarederror | reg_loss_param | \"scale_pos_weight\":\"1\" | 3",
        "binary:logistic | reg_loss_param | \"scale_pos_weight\":\"1\" | 3",
        "reg:pseudohubererror | pseudo_huber_param | \"huber_slope\":\"1\" | 3",
    })
    void several_targets_and_other_labels_are_answered_as_XGBoost_answers_them(
            String objective, String parameter, String values, int targets) throws Exception {
        for (String strategy : List.of("one_output_per_tree", "multi_output_tree").subList(0, targets == 0 ? 1 : 2)) {
            String trained = targets == 0 ? "objective=reg:gamma" : "objective=multi:softprob num_class=3";
            String written = new String(train(trained + " multi_strategy=" + strategy).toByteArray("json"), UTF_8);
            String renamed = written.replaceAll(
                            "\"objective\":\\{.*?\\}\\}",
                            "\"objective\":{\"name\":\"" + objective + "\",\"" + parameter + "\":{" + values + "}}")
                    .replaceAll("\"num_class\":\"\\d\"", "\"num_class\":\"0\"")
                    .replaceAll("\"num_target\":\"\\d\"", "\"num_target\":\"" + Math.max(1, targets) + "\"");
            Booster booster = XGBoost.loadModel(new ByteArrayInputStream(renamed.getBytes(UTF_8)));
            DMatrix fresh = new DMatrix(matrix(500, 2), 500, FEATURES, Float.NaN);
            Ensemble ensemble = XgboostJson.parse(renamed.getBytes(UTF_8));

            assertThat(ensemble.answer()).isEqualTo(Ensemble.Answer.VALUE);
            assertThat(ensemble.columns()).isEqualTo(Math.max(1, targets));
            assertNear(ensemble.predict(matrix(500, 2), 500), flat(booster.predict(fresh)));
        }
    }

    @Test
    void leaves_and_base_scores_as_release_3_1_writes_them_give_the_answers_of_3_0() throws Exception {
        String before = new String(
                train("objective=multi:softprob num_class=3 multi_strategy=multi_output_tree").toByteArray("json"), UTF_8);
        double[] expected = XgboostJson.parse(before.getBytes(UTF_8)).predict(matrix(500, 2), 500);

        double[] answers = XgboostJson.parse(Release31.of(before).getBytes(UTF_8)).predict(matrix(500, 2), 500);

        assertThat(answers).isEqualTo(expected);
    }

    @Test
    void expectiles_rise_by_the_softplus_of_their_margins() throws Exception {
        String text = new String(train("objective=multi:softprob num_class=3").toByteArray("json"), UTF_8)
                .replace("multi:softprob", "reg:expectileerror")
                .replaceAll("\"base_score\":\"[^\"]*\"", "\"base_score\":\"[1E0,1.5E0,4E0]\"");
        Ensemble ensemble = XgboostJson.parse(text.getBytes(UTF_8));
        double[] raw = ensemble.raw(matrix(50, 2), 50);
        double[] answers = ensemble.predict(matrix(50, 2), 50);

        for (int row = 0; row < 50; row++) {
            double second = raw[3 * row] + 1e-6 + Math.log1p(Math.exp(raw[3 * row + 1]));
            double third = second + 1e-6 + Math.log1p(Math.exp(raw[3 * row + 2]));
            assertThat(answers[3 * row]).isEqualTo(raw[3 * row]);
            assertThat(answers[3 * row + 1]).isCloseTo(second, within(1e-6));
            assertThat(answers[3 * row + 2]).isCloseTo(third, within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_cat_to_onehot=1", "max_cat_to_onehot=100", "max_cat_to_onehot=5 max_cat_threshold=3"})
    void categorical_splits_of_both_kinds_are_taken_as_XGBoost_takes_them(String parameters) throws Exception {
        Booster booster = train("objective=reg:squarederror tree_method=hist categories=yes " + parameters);
        float[] matrix = withCategories(matrix(500, 2), 2);
        for (int row = 0; row < 500; row += 7) {
            matrix[row * FEATURES + 4] = new float[] {-1, -0.5f, 0.9f, 7.5f, 70, 3e7f, Float.NaN}[row / 7 % 7];
        }
        DMatrix fresh = categorical(matrix, 500);
        Ensemble ensemble = XgboostUbjson.parse(booster.toByteArray("ubj"));

        assertNear(ensemble.predict(matrix, 500), flat(booster.inplace_predict(matrix, 500, FEATURES, Float.NaN)));
        fresh.dispose();
        assertThat(ensemble.trees()).anySatisfy(tree -> assertThat(tree.isNumeric()).isFalse());
        assertThat(XgboostJson.parse(booster.toByteArray("json")).predict(matrix, 500))
                .isEqualTo(ensemble.predict(matrix, 500));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "objective=reg:squarederror num_parallel_tree=2 subsample=0.6",
        "objective=multi:softprob num_class=3",
        "objective=multi:softprob num_class=3 multi_strategy=multi_output_tree tree_method=hist",
        "objective=reg:squarederror booster=dart rate_drop=0.3",
    })
    void the_best_iteration_counts_where_scikit_learn_wrote_the_file_and_not_where_the_booster_did(String parameters)
            throws Exception {
        Booster booster = train(parameters);
        booster.setAttr("best_iteration", "6");
        float[] matrix = matrix(500, 2);
        DMatrix fresh = new DMatrix(matrix, 500, FEATURES, Float.NaN);

        assertNear(XgboostJson.parse(booster.toByteArray("json")).predict(matrix, 500), flat(booster.predict(fresh)));

        booster.setAttr("scikit_learn", "{\"_estimator_type\": \"regressor\"}");
        int trees = 7 * (parameters.contains("num_parallel_tree=2") ? 2 : 1);
        double[] best = flat(booster.predict(fresh, false, trees));
        assertNear(XgboostJson.parse(booster.toByteArray("json")).predict(matrix, 500), best);
        assertNear(XgboostUbjson.parse(booster.toByteArray("ubj")).predict(matrix, 500), best);
        if (!parameters.contains("multi_strategy")) {
            assertNear(XgboostBinary.parse(booster.toByteArray("deprecated")).predict(matrix, 500), best);
        }
    }

    @Test
    void names_and_categories_that_the_file_holds_are_the_features() throws Exception {
        Booster booster = train("objective=reg:squarederror tree_method=hist categories=yes");
        booster.setFeatureNames(new String[] {"a", "b", "c", "d", "town", "kind"});
        String none = "{\"type\":5,\"values\":[]}";
        String cats = "\"cats\":{\"enc\":[" + (none + ",").repeat(4)
                + "{\"offsets\":[0,4,8],\"values\":[66,101,114,110,90,-61,-68,103]},"
                + "{\"type\":5,\"values\":[10,-20]}],\"feature_segments\":[0,0,0,0,0,2,4],\"sorted_idx\":[0,1,1,0]},";
        String text = new String(booster.toByteArray("json"), UTF_8)
                .replace("\"gbtree_model_param\"", cats + "\"gbtree_model_param\"");

        Ensemble ensemble = XgboostJson.parse(text.getBytes(UTF_8));

        assertThat(ensemble.featureNames()).containsExactly("a", "b", "c", "d", "town", "kind");
        assertThat(ensemble.categories().get(0)).isEmpty();
        assertThat(ensemble.categories().get(4)).containsExactly("Bern", "Züg");
        assertThat(ensemble.categories().get(5)).containsExactly("10", "-20");
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
        boolean categories = all.remove("categories") != null;
        float[] matrix = categories ? withCategories(matrix(ROWS, 1), 1) : matrix(ROWS, 1);
        DMatrix data = categories ? categorical(matrix, ROWS) : new DMatrix(matrix, ROWS, FEATURES, Float.NaN);
        float[] labels = new float[ROWS];
        boolean binary = parameters.matches(".*(binary|logistic|rank:map).*");
        boolean classes = parameters.matches(".*(multi:|rank:pairwise|rank:ndcg).*");
        for (int row = 0; row < ROWS; row++) {
            double signal = Float.isNaN(matrix[row * FEATURES]) ? 1 : matrix[row * FEATURES] * 2;
            signal += matrix[row * FEATURES + 1];
            signal += categories ? matrix[row * FEATURES + 4] % 3 - matrix[row * FEATURES + 5] % 2 : 0;
            double shown = classes
                    ? Math.floorMod(Math.round(signal), 3)
                    : binary ? (signal > 0 ? 1 : 0) : Math.abs(signal) + 0.1;
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

    private static DMatrix categorical(float[] matrix, int rows) throws Exception {
        DMatrix data = new DMatrix(matrix, rows, FEATURES, Float.NaN);
        data.setFeatureTypes(new String[] {"float", "float", "float", "float", "c", "c"});
        return data;
    }

    /** Columns 4 and 5 become codes of categories. */
    private static float[] withCategories(float[] matrix, long seed) {
        Random random = new Random(seed);
        for (int row = 0; row < matrix.length / FEATURES; row++) {
            matrix[row * FEATURES + 4] = random.nextInt(80);
            matrix[row * FEATURES + 5] = random.nextInt(4);
        }
        return matrix;
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
