package understudy.trees;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Binary models of XGBoost 0.4 to 0.7 and the answers they gave then. */
class LegacyXgboostTest {
    private static final double NEAR = 1e-6;

    private final Path cases = Path.of(System.getProperty("understudy.cases", "none"), "xgboost-komiya-legacy");

    @BeforeEach
    void needs_the_cases() {
        assumeTrue(Files.isDirectory(cases), "no folder of cases");
    }

    @ParameterizedTest
    @CsvSource({
        "gbtree/v40/binary-logistic, gbtree/v40/binary-logistic.predict, agaricus.txt.0.test",
        "gbtree/v40/binary-logitraw, gbtree/v40/binary-logitraw.predict, agaricus.txt.0.test",
        "gbtree/v40/multi-softmax, gbtree/v40/multi-softmax.predict, agaricus.txt.0.test",
        "gbtree/v40/multi-softprob, gbtree/v40/multi-softprob.predict, agaricus.txt.0.test",
        "gbtree/v47/binary-logistic, gbtree/v47/binary-logistic.predict, agaricus.txt.0.test",
        "gbtree/v47/binary-logitraw, gbtree/v47/binary-logitraw.predict, agaricus.txt.0.test",
        "gbtree/v47/multi-softmax, gbtree/v47/multi-softmax.predict, agaricus.txt.0.test",
        "gbtree/v47/multi-softprob, gbtree/v47/multi-softprob.predict, agaricus.txt.0.test",
        "gbtree/v47/rank-pairwise, gbtree/v47/rank-pairwise.predict, mq2008.test",
        "gbtree/v47/sms-spam, gbtree/v47/sms-spam.predict, sms-spam.test",
        "dart/rank-pairwise, dart/rank-pairwise.predict, mq2008.test",
        "gblinear/v40/binary-logistic, gblinear/v40/binary-logistic.predict, agaricus.txt.0.test",
        "gblinear/v40/binary-logitraw, gblinear/v40/binary-logitraw.predict, agaricus.txt.0.test",
        "gblinear/v40/multi-softmax, gblinear/v40/multi-softmax.predict, agaricus.txt.0.test",
        "gblinear/v40/multi-softprob, gblinear/v40/multi-softprob.predict, agaricus.txt.0.test",
        "gblinear/v47/binary-logistic, gblinear/v47/binary-logistic.predict, agaricus.txt.0.test",
        "gblinear/v47/binary-logitraw, gblinear/v47/binary-logitraw.predict, agaricus.txt.0.test",
        "gblinear/v47/multi-softmax, gblinear/v47/multi-softmax.predict, agaricus.txt.0.test",
        "gblinear/v47/multi-softprob, gblinear/v47/multi-softprob.predict, agaricus.txt.0.test",
        "gbtree/spark/agaricus, gbtree/spark/agaricus.predict, agaricus.txt.0.test",
        "gbtree/spark/housing, gbtree/spark/housing.predict, housing.test",
        "gbtree/spark/iris, gbtree/spark/iris.predict, iris.test",
    })
    void predictions_are_those_of_the_release_that_wrote_the_model(String model, String expected, String data)
            throws IOException {
        Ensemble ensemble = parse(model + ".model");
        double[][] wanted = expected(expected);

        assertNear(answers(ensemble, data, false), wanted);
    }

    @ParameterizedTest
    @CsvSource({
        "gbtree/v40/binary-logistic", "gbtree/v40/binary-logitraw", "gbtree/v40/multi-softmax",
        "gbtree/v40/multi-softprob", "gbtree/v47/binary-logistic", "gbtree/v47/binary-logitraw",
        "gbtree/v47/multi-softmax", "gbtree/v47/multi-softprob", "gblinear/v40/binary-logistic",
        "gblinear/v40/binary-logitraw", "gblinear/v40/multi-softmax", "gblinear/v40/multi-softprob",
        "gblinear/v47/binary-logistic", "gblinear/v47/binary-logitraw", "gblinear/v47/multi-softmax",
        "gblinear/v47/multi-softprob",
    })
    void margins_are_those_of_the_release_that_wrote_the_model(String model) throws IOException {
        assertNear(answers(parse(model + ".model"), "agaricus.txt.0.test", true), expected(model + ".margin"));
    }

    @ParameterizedTest
    @CsvSource({
        "gbtree/v40/binary-logistic, agaricus.txt.0.test", "gbtree/v40/multi-softprob, agaricus.txt.0.test",
        "gbtree/v47/binary-logitraw, agaricus.txt.0.test", "gbtree/v47/multi-softmax, agaricus.txt.0.test",
        "gbtree/v47/sms-spam, sms-spam.test",
    })
    void rows_end_in_the_leaves_of_the_release_that_wrote_the_model(String model, String data) throws IOException {
        Ensemble ensemble = parse(model + ".model");
        double[][] wanted = expected(model + ".leaf");
        List<Map<Integer, Float>> rows = rows(data);
        for (int tree = 0; tree < ensemble.treeCount(); tree++) {
            Map<Integer, Integer> numbers = new HashMap<>();
            Map<Integer, Integer> leaves = new HashMap<>();
            for (int row = 0; row < rows.size(); row++) {
                int leaf = leaf(ensemble.trees().get(tree), rows.get(row));
                int number = (int) wanted[row][tree];

                assertThat(numbers.merge(leaf, number, (before, now) -> before)).isEqualTo(number);
                assertThat(leaves.merge(number, leaf, (before, now) -> before)).isEqualTo(leaf);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"agaricus", "housing", "iris"})
    void what_Spark_wrote_before_the_model_is_stepped_over(String name) throws IOException {
        String data = name.equals("agaricus") ? "agaricus.txt.0.test" : name + ".test";
        byte[] content = Files.readAllBytes(cases.resolve("model/gbtree/spark/" + name + ".model.spark"));

        assertThat(XgboostBinary.recognises(Arrays.copyOf(content, XgboostBinary.HEAD))).isTrue();
        assertNear(
                answers(XgboostBinary.parse(content), data, false),
                answers(parse("gbtree/spark/" + name + ".model"), data, false));
    }

    @Test
    void a_model_in_base_64_and_one_in_a_serialised_session_are_the_model() throws IOException {
        byte[] model = Files.readAllBytes(cases.resolve("model/gbtree/v47/binary-logistic.model"));
        byte[] coded = ("bs64\t" + Base64.getEncoder().encodeToString(model) + "\n").getBytes(US_ASCII);
        byte[] session = ByteBuffer.allocate(model.length + 24)
                .put("CONFIG-offset:".getBytes(US_ASCII))
                .putLong(Long.reverseBytes(model.length))
                .put(model)
                .put("{}".getBytes(US_ASCII))
                .array();
        double[][] expected = expected("gbtree/v47/binary-logistic.predict");

        assertNear(answers(XgboostBinary.parse(coded), "agaricus.txt.0.test", false), expected);
        assertNear(answers(XgboostBinary.parse(session), "agaricus.txt.0.test", false), expected);
        assertThat(XgboostBinary.recognises(coded)).isTrue();
        assertThat(XgboostBinary.recognises(session)).isTrue();
    }

    private static int leaf(Tree tree, Map<Integer, Float> row) {
        int node = tree.splits() == 0 ? -1 : 0;
        while (node >= 0) {
            Float value = row.get(tree.feature()[node]);
            boolean left = value == null ? tree.rule()[node] == Tree.Rule.NAN_LEFT : value <= tree.threshold()[node];
            node = left ? tree.left()[node] : tree.right()[node];
        }
        return ~node;
    }

    /** For a model that says only the class, its number; compared, if a release said it so, with that. */
    private double[][] answers(Ensemble ensemble, String data, boolean margins) throws IOException {
        float[] matrix = new float[ensemble.featureNames().size()];
        List<double[]> answers = new ArrayList<>();
        for (Map<Integer, Float> row : rows(data)) {
            Arrays.fill(matrix, Float.NaN);
            row.forEach((column, value) -> {
                if (column < matrix.length) {
                    matrix[column] = value;
                }
            });
            double[] answer = margins ? ensemble.raw(matrix, 1) : ensemble.predict(matrix, 1);
            answers.add(!margins && ensemble.answer() == Ensemble.Answer.CLASS ? new double[] {highest(answer)} : answer);
        }
        return answers.toArray(new double[0][]);
    }

    private static int highest(double[] answer) {
        int best = 0;
        for (int i = 1; i < answer.length; i++) {
            best = answer[i] > answer[best] ? i : best;
        }
        return best;
    }

    private Ensemble parse(String model) throws IOException {
        byte[] content = Files.readAllBytes(cases.resolve("model").resolve(model));
        assertThat(XgboostBinary.recognises(Arrays.copyOf(content, Math.min(content.length, XgboostBinary.HEAD))))
                .isTrue();
        return XgboostBinary.parse(content);
    }

    /** The columns of two of the files are counted from 1. */
    private List<Map<Integer, Float>> rows(String data) throws IOException {
        int first = data.startsWith("housing") || data.startsWith("iris") ? 1 : 0;
        List<Map<Integer, Float>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(cases.resolve("data").resolve(data))) {
            Map<Integer, Float> row = new HashMap<>();
            for (String word : line.strip().split(" +", -1)) {
                int colon = word.indexOf(':');
                if (colon > 0 && !word.startsWith("qid")) {
                    int column = Integer.parseInt(word.substring(0, colon)) - first;
                    row.put(column, Float.parseFloat(word.substring(colon + 1)));
                }
            }
            rows.add(row);
        }
        return rows;
    }

    private double[][] expected(String file) throws IOException {
        return Files.readAllLines(cases.resolve("expectation").resolve(file)).stream()
                .map(line -> Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
                .toArray(double[][]::new);
    }

    private static void assertNear(double[][] actual, double[][] expected) {
        assertThat(actual.length).isEqualTo(expected.length);
        for (int row = 0; row < actual.length; row++) {
            assertThat(actual[row]).hasSameSizeAs(expected[row]);
            for (int column = 0; column < actual[row].length; column++) {
                double wanted = expected[row][column];
                assertThat(actual[row][column]).isCloseTo(wanted, within(NEAR * Math.max(1, Math.abs(wanted))));
            }
        }
    }
}
