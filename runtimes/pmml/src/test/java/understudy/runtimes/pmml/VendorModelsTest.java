package understudy.runtimes.pmml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Signature.Meaning;
import understudy.core.Signature.Output;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;

/** Models that R, KNIME and RapidMiner exported, against what those programs answered themselves. */
class VendorModelsTest {
    private static final Path CASES = Path.of(System.getProperty("understudy.cases"));
    private static final double TOLERANCE = 1e-6;

    /** A CSV file by its columns. */
    private record Table(List<String> names, List<String[]> rows) {
        static Table read(Path file) throws IOException {
            List<String> lines = Files.readAllLines(file);
            List<String> names = Arrays.asList(lines.getFirst().replace("\"", "").split(",", -1));
            return new Table(names, lines.stream().skip(1).map(line -> line.replace("\"", "").split(",", -1)).toList());
        }

        String[] column(String name) {
            int at = names.indexOf(name);
            return rows.stream().map(row -> row[at]).toArray(String[]::new);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rattle, DecisionTree, Audit", "rattle, DecisionTree, Iris", "rattle, GeneralRegression, Ozone",
        "rattle, KMeans, Iris", "rattle, NeuralNetwork, Audit", "rattle, NeuralNetwork, Iris",
        "rattle, NeuralNetwork, Ozone", "rattle, RandomForest, Audit", "rattle, RandomForest, Iris",
        "rattle, RandomForest, Ozone", "rattle, Regression, Iris", "rattle, Regression, Ozone",
        "rattle, SupportVectorMachine, Ozone", "rattle, SupportVectorMachine, Audit",
        "rattle, SupportVectorMachine, Iris", "rattle, HierarchicalClustering, Iris",
        "knime, DecisionTree, Iris", "knime, GeneralRegression, Audit", "knime, GeneralRegression, Iris",
        "knime, KMeans, Iris", "knime, NeuralNetwork, Iris", "knime, SupportVectorMachine, Iris",
        "knime, NeuralNetwork, Ozone", "knime, Regression, Ozone",
        "rapidminer, DecisionTree, Audit", "rapidminer, DecisionTree, Iris", "rapidminer, KMeans, Iris",
        "rapidminer, NeuralNetwork, Iris", "rapidminer, Regression, Ozone", "rapidminer, RuleSet, Audit",
        "rapidminer, RuleSet, Iris"
    })
    void a_model_answers_as_the_program_that_exported_it(String vendor, String algorithm, String data)
            throws IOException {
        Path folder = CASES.resolve("pmml-jpmml-2014-" + vendor);
        Table rows = Table.read(folder.resolve("csv/" + data + ".csv"));
        Table expected = Table.read(folder.resolve("csv/" + algorithm + data + ".csv"));
        try (Instance instance = load(folder.resolve("pmml/" + algorithm + data + ".pmml"))) {
            int count = expected.rows().size();
            List<NamedTensor> answers = instance.predict(inputs(instance.signature(), rows, count), count);
            int compared = 0;
            for (String name : expected.names()) {
                compared += compare(instance.signature(), answers, name, expected.column(name));
            }
            assertThat(compared).as("columns compared of " + expected.names()).isPositive();
        }
    }

    private static int compare(Signature signature, List<NamedTensor> answers, String name, String[] expected) {
        for (int i = 0; i < answers.size(); i++) {
            Output output = signature.outputs().get(i);
            Tensor tensor = answers.get(i).tensor();
            if (output.meaning() == Meaning.SCORE && name.matches("(?i)(probability_|confidence\\().*")) {
                String positive = name.replaceAll("(?i)(probability_|confidence\\()|\\)$", "");
                int width = tensor.rowSize();
                int at = width == 1 ? 0 : output.classes().indexOf(positive);
                for (int row = 0; row < expected.length; row++) {
                    double wanted = Double.parseDouble(expected[row]);
                    assertThat(tensor.number(row * width + at)).as(name + " in row " + row)
                            .isCloseTo(wanted, within(TOLERANCE * Math.max(1, Math.abs(wanted))));
                }
                return 1;
            }
            boolean prediction = output.meaning() == Meaning.LABEL || output.meaning() == Meaning.VALUE
                    || name.equals("Cluster");
            if (prediction && !name.matches("(?i)(probability|confidence).*")) {
                for (int row = 0; row < expected.length; row++) {
                    if (tensor.type() == DataType.BYTES) {
                        assertThat(tensor.text(row)).as(name + " in row " + row).isEqualTo(expected[row]);
                    } else {
                        double wanted = Double.parseDouble(expected[row]);
                        assertThat(tensor.number(row)).as(name + " in row " + row)
                                .isCloseTo(wanted, within(TOLERANCE * Math.max(1, Math.abs(wanted))));
                    }
                }
                return 1;
            }
        }
        return 0;
    }

    @Test
    void the_example_of_kserve_answers_as_kserve_says() throws IOException {
        Path file = CASES.resolve("kserve-example-models/pmmlserver/pmmlserver/example_model/model/model.pmml");
        try (Instance instance = load(file)) {
            List<NamedTensor> row = new ArrayList<>();
            double[] values = {5.1, 3.5, 1.4, 0.2};
            for (int i = 0; i < values.length; i++) {
                String name = instance.signature().inputs().get(i).name();
                row.add(new NamedTensor(name, Tensor.of(new double[] {values[i]})));
            }
            List<NamedTensor> answers = instance.predict(row, 1);
            assertThat(answers).extracting(NamedTensor::name).containsExactly("Species", "probabilities", "Node_Id");
            assertThat(answers.get(0).tensor()).isEqualTo(Tensor.of("setosa"));
            assertThat(instance.signature().outputs().get(1).classes())
                    .containsExactly("setosa", "versicolor", "virginica");
            assertThat(answers.get(1).tensor()).isEqualTo(Tensor.of(new double[] {1, 0, 0}, 1, 3));
            assertThat(answers.get(2).tensor()).isEqualTo(Tensor.of("2"));
        }
    }

    private static Instance load(Path file) {
        Artifact artifact = new Artifact(file, file.getFileName().toString(), "0".repeat(64));
        assertThat(new PmmlServingRuntime().accepts(artifact)).isTrue();
        return new PmmlServingRuntime().load(artifact, Loading.plain());
    }

    private static List<NamedTensor> inputs(Signature signature, Table rows, int count) {
        List<NamedTensor> inputs = new ArrayList<>();
        for (Signature.Input input : signature.inputs()) {
            boolean there = rows.names().contains(input.name());
            String[] texts = there ? Arrays.copyOf(rows.column(input.name()), count) : new String[count];
            for (int row = 0; row < count; row++) {
                boolean missing = texts[row] == null || texts[row].matches("NA|N/A|\\?");
                texts[row] = missing ? "" : texts[row];
            }
            inputs.add(new NamedTensor(input.name(), input.type() == DataType.BYTES
                    ? Tensor.of(texts)
                    : numbers(input.type(), texts)));
        }
        return inputs;
    }

    private static Tensor numbers(DataType type, String[] texts) {
        double[] values = Arrays.stream(texts)
                .mapToDouble(text -> text.isEmpty() ? Double.NaN : Double.parseDouble(text))
                .toArray();
        return type == DataType.INT64 ? Tensor.of(Arrays.stream(values).mapToLong(value -> (long) value).toArray())
                : Tensor.of(values);
    }
}
