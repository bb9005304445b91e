package understudy.trees;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.ml.lightgbm.PredictionType;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMBooster.FeatureImportanceType;
import io.github.metarank.lightgbm4j.LGBMDataset;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models trained here by LightGBM itself, on columns with NaNs, zeros and categories; its answers and ours. */
class LightGbmNativeTest {
    private static final int ROWS = 3000;
    private static final int FEATURES = 8;
    private static final String GROWTH =
            " min_data_in_leaf=5 num_threads=1 verbosity=-1 deterministic=true seed=7";

    @ParameterizedTest
    @ValueSource(strings = {
        "objective=binary",
        "objective=binary sigmoid=0.7",
        "objective=cross_entropy",
        "objective=cross_entropy_lambda",
        "objective=multiclass num_class=4",
        "objective=multiclassova num_class=4 sigmoid=1.5",
        "objective=regression",
        "objective=regression reg_sqrt=true",
        "objective=regression_l1",
        "objective=huber",
        "objective=fair",
        "objective=quantile",
        "objective=mape",
        "objective=poisson",
        "objective=gamma",
        "objective=tweedie",
        "objective=lambdarank",
        "objective=rank_xendcg",
        "objective=regression boosting=rf bagging_freq=1 bagging_fraction=0.6",
        "objective=binary boosting=rf bagging_freq=1 bagging_fraction=0.6",
        "objective=multiclass num_class=3 boosting=rf bagging_freq=1 bagging_fraction=0.6",
        "objective=binary boosting=dart",
        "objective=regression boosting=goss",
        "objective=regression zero_as_missing=true",
        "objective=regression use_missing=false",
        "objective=regression max_cat_to_onehot=100",
        "objective=regression linear_tree=true",
        "objective=binary linear_tree=true linear_lambda=0.1",
        "objective=multiclass num_class=3 linear_tree=true",
        "objective=regression linear_tree=true min_data_in_leaf=2000",
        "objective=regression linear_tree=true boosting=dart",
        "objective=regression num_leaves=2",
        "objective=regression min_data_in_leaf=2000",
    })
    void every_objective_gives_the_answers_of_LightGBM(String parameters) throws Exception {
        double[] matrix = matrix(ROWS, 1);
        double[] fresh = matrix(500, 2);
        String text = train(matrix, parameters);
        Ensemble ensemble = LightGbmText.parse(text.getBytes(UTF_8));
        try (NativeLightGbm library = new NativeLightGbm(text)) {
            int columns = ensemble.columns();
            double[] expected = library.predict(fresh, 500, columns, PredictionType.C_API_PREDICT_NORMAL);
            double[] raw = library.predict(fresh, 500, columns, PredictionType.C_API_PREDICT_RAW_SCORE);

            assertThat(ensemble.predict(fresh, 500)).containsExactly(expected, within(1e-12));
            assertThat(ensemble.raw(fresh, 500)).containsExactly(raw, within(1e-12));
        }
    }

    @Test
    void one_row_at_a_time_gives_the_bits_of_the_whole_batch() throws Exception {
        double[] fresh = matrix(203, 3);
        String text = train(matrix(ROWS, 1), "objective=multiclass num_class=3");
        Ensemble ensemble = LightGbmText.parse(text.getBytes(UTF_8));
        double[] whole = ensemble.predict(fresh, 203);

        for (int row = 0; row < 203; row++) {
            double[] one = Arrays.copyOfRange(fresh, row * FEATURES, (row + 1) * FEATURES);
            assertThat(ensemble.predict(one, 1)).isEqualTo(Arrays.copyOfRange(whole, row * 3, row * 3 + 3));
        }
    }

    @Test
    void the_cover_of_every_split_is_the_rows_that_passed_it() throws Exception {
        String text = train(matrix(ROWS, 1), "objective=regression");

        for (Tree tree : LightGbmText.parse(text.getBytes(UTF_8)).trees()) {
            assertThat(tree.splitCover()[0]).isEqualTo(ROWS);
            assertThat(Arrays.stream(tree.leafCover()).sum()).isEqualTo(ROWS);
        }
    }

    @Test
    void the_categories_of_pandas_columns_become_the_categories_of_features() throws Exception {
        String text = train(matrix(ROWS, 1), "objective=regression")
                + "\npandas_categorical:[[\"north\", \"south\"], [1, 2.5, true]]\n";

        Ensemble ensemble = LightGbmText.parse(text.getBytes(UTF_8));

        assertThat(ensemble.categories().get(6)).containsExactly("north", "south");
        assertThat(ensemble.categories().get(7)).containsExactly("1", "2.5", "true");
        assertThat(ensemble.categories().get(0)).isEmpty();
    }

    private static String train(double[] matrix, String parameters) throws Exception {
        String all = parameters + (parameters.contains("min_data_in_leaf") ? "" : GROWTH) + " verbosity=-1"
                + " categorical_feature=6,7";
        try (LGBMDataset data = LGBMDataset.createFromMat(matrix, ROWS, FEATURES, true, all, null)) {
            data.setField("label", labels(matrix, parameters));
            if (parameters.contains("rank")) {
                int[] groups = new int[ROWS / 20];
                Arrays.fill(groups, 20);
                data.setField("group", groups);
            }
            try (LGBMBooster booster = LGBMBooster.create(data, all)) {
                for (int i = 0; i < 30; i++) {
                    booster.updateOneIter();
                }
                return booster.saveModelToString(0, 0, FeatureImportanceType.SPLIT);
            }
        }
    }

    private static float[] labels(double[] matrix, String parameters) {
        float[] labels = new float[ROWS];
        Random random = new Random(4);
        for (int row = 0; row < ROWS; row++) {
            int at = row * FEATURES;
            double signal = Double.isNaN(matrix[at]) ? 1 : matrix[at] * 2 - matrix[at + 1];
            signal += (matrix[at + 6] % 3 == 1 ? 2 : 0) + (matrix[at + 7] % 2) + random.nextGaussian() / 2;
            double shown = parameters.contains("class") || parameters.contains("rank")
                    ? Math.floorMod(Math.round(signal), 3)
                    : parameters.contains("binary") || parameters.contains("cross") ? (signal > 1 ? 1 : 0)
                    : Math.abs(signal) + 0.1;
            labels[row] = (float) shown;
        }
        return labels;
    }

    /** Columns 6 and 7 are categories, also such as training never saw; 1 and 2 often 0; 0, 2 and 6 miss values. */
    private static double[] matrix(int rows, long seed) {
        Random random = new Random(seed);
        double[] matrix = new double[rows * FEATURES];
        for (int i = 0; i < matrix.length; i++) {
            int column = i % FEATURES;
            matrix[i] = switch (column) {
                case 6 -> random.nextInt(seed == 1 ? 40 : 44) - (seed == 1 ? 0 : 1);
                case 7 -> random.nextInt(5);
                case 1, 2 -> random.nextInt(3) == 0 ? 0 : random.nextGaussian();
                default -> random.nextGaussian();
            };
            boolean missing = (column == 0 || column == 2 || column == 6) && random.nextInt(8) == 0;
            if (missing || (seed != 1 && random.nextInt(20) == 0)) {
                matrix[i] = Double.NaN;
            }
        }
        return matrix;
    }
}
