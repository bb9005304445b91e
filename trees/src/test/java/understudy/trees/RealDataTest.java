package understudy.trees;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.ml.lightgbm.PredictionType;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that the libraries train here on published data; their answers and ours. */
class RealDataTest {
    private final Path cases = Path.of(System.getProperty("understudy.cases", "none"));

    /** @param values row by row; what a line does not name is {@code absent} */
    private record Table(double[] values, float[] labels, int width) {
        static Table read(Path file, int width, double absent) throws IOException {
            List<String> lines = Files.readAllLines(file);
            double[] values = new double[lines.size() * width];
            float[] labels = new float[lines.size()];
            Arrays.fill(values, absent);
            for (int row = 0; row < labels.length; row++) {
                String[] words = lines.get(row).strip().split("[ \t]+", -1);
                labels[row] = Float.parseFloat(words[0]);
                for (int i = 1; i < words.length; i++) {
                    int colon = words[i].indexOf(':');
                    int column = colon < 0 ? i - 1 : Integer.parseInt(words[i].substring(0, colon));
                    values[row * width + column] = Double.parseDouble(words[i].substring(colon + 1));
                }
            }
            return new Table(values, labels, width);
        }

        int rows() {
            return labels.length;
        }

        float[] floats() {
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values[i];
            }
            return floats;
        }
    }

    @BeforeEach
    void needs_the_cases() {
        assumeTrue(Files.isDirectory(cases), "no folder of cases");
    }

    @ParameterizedTest
    @CsvSource({
        "categorical/categorical.data, 8, 'objective=binary categorical_feature=0,1,2,3,4,5,6,7 max_cat_threshold=64'",
        "categorical/categorical.data, 8, 'objective=binary categorical_feature=0,1,4 max_cat_to_onehot=30'",
        "binary_classification/binary.train, 28, objective=binary linear_tree=true linear_lambda=0.01",
        "regression/regression.train, 28, objective=regression linear_tree=true reg_sqrt=true",
        "lambdarank/rank.train, 301, objective=regression num_leaves=63",
    })
    void LightGBM_models_of_its_own_examples_are_answered_alike(String file, int width, String parameters)
            throws Exception {
        Table table = Table.read(cases.resolve("lightgbm-examples").resolve(file), width, 0);
        String all = parameters + " verbosity=-1 num_threads=1 seed=1";
        String text;
        try (LGBMDataset data = LGBMDataset.createFromMat(table.values, table.rows(), width, true, all, null)) {
            data.setField("label", table.labels);
            try (LGBMBooster booster = LGBMBooster.create(data, all)) {
                for (int i = 0; i < 20; i++) {
                    booster.updateOneIter();
                }
                text = booster.saveModelToString(0, 0, LGBMBooster.FeatureImportanceType.SPLIT);
            }
        }
        double[] fresh = Arrays.copyOf(table.values, 1000 * width);
        for (int i = 3; i < fresh.length; i += 97) {
            fresh[i] = i % 2 == 0 ? Double.NaN : fresh[i] + 1;
        }
        try (NativeLightGbm library = new NativeLightGbm(text)) {
            double[] expected = library.predict(fresh, 1000, 1, PredictionType.C_API_PREDICT_NORMAL);

            assertThat(LightGbmText.parse(text.getBytes(UTF_8)).predict(fresh, 1000))
                    .containsExactly(expected, within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gbtree", "dart", "gblinear"})
    void XGBoost_models_of_the_mushrooms_are_answered_alike_from_every_format(String name) throws Exception {
        Table train = Table.read(cases.resolve("xgboost-agaricus/agaricus.txt.train"), 127, Double.NaN);
        Table test = Table.read(cases.resolve("xgboost-agaricus/agaricus.txt.test"), 127, Double.NaN);
        DMatrix data = new DMatrix(train.floats(), train.rows(), 127, Float.NaN);
        data.setLabel(train.labels);
        Map<String, Object> parameters = new HashMap<>(
                Map.of("objective", "binary:logistic", "booster", name, "nthread", 1, "rate_drop", 0.2));
        Booster booster = XGBoost.train(data, parameters, 10, Map.of(), null, null);
        float[][] expected = booster.predict(new DMatrix(test.floats(), test.rows(), 127, Float.NaN));

        for (Ensemble ensemble : List.of(
                XgboostJson.parse(booster.toByteArray("json")), XgboostUbjson.parse(booster.toByteArray("ubj")),
                XgboostBinary.parse(booster.toByteArray("deprecated")))) {
            double[] answers = ensemble.predict(test.floats(), test.rows());
            for (int row = 0; row < test.rows(); row++) {
                assertThat(answers[row]).isCloseTo(expected[row][0], within(1e-6));
            }
        }
    }
}
