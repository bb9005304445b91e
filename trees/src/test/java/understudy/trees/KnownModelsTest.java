package understudy.trees;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models others made, with the answers their libraries gave. */
class KnownModelsTest {
    private final Path cases = Path.of(System.getProperty("understudy.cases", "none"));

    @BeforeEach
    void needs_the_cases() {
        assumeTrue(Files.isDirectory(cases), "no folder of cases");
    }

    @ParameterizedTest
    @CsvSource({
        "binary_classification, binary.test, PROBABILITY",
        "regression, regression.test, VALUE",
        "multiclass_classification, multiclass.test, PROBABILITIES",
        "lambdarank, rank.test, VALUE"
    })
    void a_LightGBM_example_is_answered_as_LightGBM_answers_it(String example, String file, Ensemble.Answer answer)
            throws IOException {
        Path folder = cases.resolve("lightgbm-examples").resolve(example);
        Ensemble ensemble = LightGbmText.parse(Files.readAllBytes(folder.resolve("model_trained.txt")));
        List<String> rows = Files.readAllLines(folder.resolve(file));
        double[] expected = Files.readAllLines(folder.resolve("expected_predictions.csv")).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .mapToDouble(Double::parseDouble)
                .toArray();

        double[] answers = ensemble.predict(matrix(rows, ensemble.featureNames().size()), rows.size());

        assertThat(ensemble.answer()).isEqualTo(answer);
        assertThat(answers).hasSize(expected.length).containsExactly(expected, within(1e-9));
    }

    @Test
    void the_KServe_LightGBM_example_is_answered_as_documented() throws IOException {
        Path file = cases.resolve("kserve-example-models/lgbserver/lgbserver/example_model/model/model.bst");
        Ensemble ensemble = LightGbmText.parse(Files.readAllBytes(file));

        double[] answers = ensemble.predict(new double[] {6.8, 2.8, 4.8, 1.6, 6.0, 3.4, 4.5, 1.6}, 2);

        assertThat(answers)
                .containsExactly(
                        new double[] {
                            3.7899802486733807e-06, 0.9996982074114203, 0.00029800260833088297,
                            5.2172911836629736e-05, 0.99973341723876, 0.000214409849403366
                        },
                        within(1e-9));
    }

    @Test
    void the_KServe_XGBoost_example_gives_the_same_in_all_three_formats_and_calls_a_setosa_class_0() throws IOException {
        Path folder = cases.resolve("kserve-example-models/xgbserver/xgbserver/example_model");
        Ensemble json = XgboostJson.parse(Files.readAllBytes(folder.resolve("json_model/model.json")));
        Ensemble ubjson = XgboostUbjson.parse(Files.readAllBytes(folder.resolve("ubj_model/model.ubj")));
        Ensemble binary = XgboostBinary.parse(Files.readAllBytes(folder.resolve("bst_model/model.bst")));
        float[] rows = {5.1f, 3.5f, 1.4f, 0.2f, 6.8f, 2.8f, 4.8f, 1.6f, 6f, 3.4f, 4.5f, 1.6f};

        double[] answers = json.predict(rows, 3);

        assertThat(json.answer()).isEqualTo(Ensemble.Answer.CLASS);
        assertThat(answers).hasSize(30);
        assertThat(Arrays.stream(answers, 0, 10).max()).hasValue(answers[0]);
        assertThat(ubjson.predict(rows, 3)).isEqualTo(answers);
        assertThat(binary.predict(rows, 3)).isEqualTo(answers);
    }

    /** Label first, then values separated by tabs, or {@code column:value} pairs of which the absent ones are 0. */
    private static double[] matrix(List<String> rows, int width) {
        double[] matrix = new double[rows.size() * width];
        for (int row = 0; row < rows.size(); row++) {
            String[] words = rows.get(row).strip().split("[ \t]+", -1);
            for (int i = 1; i < words.length; i++) {
                int colon = words[i].indexOf(':');
                int column = colon < 0 ? i - 1 : Integer.parseInt(words[i].substring(0, colon));
                if (column < width) {
                    matrix[row * width + column] = Double.parseDouble(words[i].substring(colon + 1));
                }
            }
        }
        return matrix;
    }
}
