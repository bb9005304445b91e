package understudy.runtimes.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;

/** Functions and classes of someone's own, in a Python with nothing but its standard library. */
class PlainModuleTest {
    private static final String SIGNATURE = "SIGNATURE = {'inputs': [{'name': 'x', 'datatype': 'FP64'}]}\n";

    @TempDir
    static Path folder;

    static Stage stage;

    @BeforeAll
    static void open() {
        stage = Stage.with(folder, Stage.bare(folder));
    }

    @AfterAll
    static void end() {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void what_a_model_prints_is_not_mistaken_for_an_answer() {
        String code = """
                import os, sys
                print('{"ready": true}')
                os.write(1, b'{"refused": {"code": "INTERNAL", "fact": "no", "remedy": ""}}\\n')
                def predict(columns):
                    print("predicting", columns)
                    sys.stdout.write("HTTP/1.1 500 no\\r\\n")
                    return [value + 1 for value in columns["x"]]
                """;
        try (Instance model = stage.load(stage.file("chatty.py", SIGNATURE + code))) {
            assertThat(one(model, 41)).isEqualTo(42);
        }
    }

    @Test
    void outputs_that_nobody_declared_are_seen_at_a_trial() {
        String code = """
                def predict(columns):
                    return {"twice": [2 * x for x in columns["x"]], "sign": ["+" if x > 0 else "-" for x in columns["x"]]}
                """;
        try (Instance model = stage.load(stage.file("two.py", SIGNATURE + code))) {
            assertThat(model.signature().outputs()).extracting(Signature.Output::name).containsExactly("twice", "sign");
            assertThat(model.signature().outputs()).extracting(Signature.Output::type)
                    .containsExactly(DataType.FP64, DataType.BYTES);
            assertThat(model.predict(x(-3), 1).getLast().tensor().text(0)).isEqualTo("-");
        }
    }

    @Test
    void every_type_of_the_protocol_goes_in_and_out() {
        List<Signature.Input> inputs = new ArrayList<>();
        List<Signature.Output> outputs = new ArrayList<>();
        for (DataType type : DataType.values()) {
            inputs.add(Signature.Input.column("in_" + type, type, false));
            outputs.add(new Signature.Output("out_" + type, type, List.of(-1L), Signature.Meaning.OTHER, List.of()));
        }
        Artifact file = stage.file(
                "echo.py",
                "def predict(columns):\n    return {'out' + name[2:]: values for name, values in columns.items()}\n");
        List<NamedTensor> given = List.of(
                in(DataType.BOOL, new byte[] {1, 0}), in(DataType.UINT8, new byte[] {-1, 7}),
                in(DataType.UINT16, new short[] {-1, 7}), in(DataType.UINT32, new int[] {-1, 7}),
                in(DataType.UINT64, new long[] {-1, 7}), in(DataType.INT8, new byte[] {-128, 7}),
                in(DataType.INT16, new short[] {-32768, 7}), in(DataType.INT32, new int[] {Integer.MIN_VALUE, 7}),
                in(DataType.INT64, new long[] {Long.MIN_VALUE, 7}), in(DataType.FP16, new short[] {0x3c00, 0x7c00}),
                in(DataType.FP32, new float[] {1.1f, -0f}),
                in(DataType.FP64, new double[] {Math.PI, Double.NEGATIVE_INFINITY}),
                new NamedTensor("in_BYTES", Tensor.of("", "Grüße")));
        try (Instance model = stage.runtime().load(file, Loading.as(new Signature(inputs, outputs)))) {
            List<NamedTensor> answers = model.predict(given, 2);
            assertThat(answers.stream().map(NamedTensor::tensor).toList())
                    .isEqualTo(given.stream().map(NamedTensor::tensor).toList());
        }
    }

    @Test
    void a_tensor_that_is_no_table_comes_as_nested_lists() {
        Signature signature = new Signature(
                List.of(new Signature.Input("image", DataType.FP32, List.of(-1L, 2L, 2L), List.of())),
                List.of(new Signature.Output("row", DataType.FP32, List.of(-1L, 2L), Signature.Meaning.OTHER, List.of())));
        Artifact file = stage.file("image.py", "def predict(images):\n    return [image[1] for image in images]\n");
        try (Instance model = stage.runtime().load(file, Loading.as(signature))) {
            Tensor image = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2);
            assertThat(model.predict(List.of(new NamedTensor("image", image)), 2).getFirst().tensor())
                    .isEqualTo(Tensor.of(new float[] {3, 4, 7, 8}, 2, 2));
        }
    }

    @Test
    void load_gets_the_folder_and_what_it_gives_goes_to_predict() {
        stage.file("package/factor.txt", "3.5");
        stage.file("package/model.py", SIGNATURE + """
                import steps
                def load(folder):
                    with open(folder + "/factor.txt") as file:
                        return float(file.read())
                def predict(factor, columns):
                    return [steps.scaled(factor, x) for x in columns["x"]]
                """);
        stage.file("package/steps.py", "def scaled(factor, x):\n    return factor * x\n");
        Artifact artifact = Stage.artifact(folder.resolve("package"));
        assertThat(stage.runtime().accepts(artifact)).isTrue();
        try (Instance model = stage.load(artifact)) {
            assertThat(one(model, 2)).isEqualTo(7);
        }
    }

    @Test
    void an_entry_names_a_function_or_a_class() {
        stage.file("library/risk.py", SIGNATURE + """
                class Model:
                    def load(self, folder):
                        self.factor = 10.0
                    def predict(self, columns):
                        return [self.factor * x for x in columns["x"]]
                def negative(columns):
                    return [-x for x in columns["x"]]
                """);
        Artifact artifact = Stage.artifact(folder.resolve("library"));
        try (Instance made = stage.load(artifact, Map.of("entry", "risk:Model"));
                Instance function = stage.load(artifact, Map.of("entry", "risk:negative"))) {
            assertThat(one(made, 2)).isEqualTo(20);
            assertThat(one(function, 2)).isEqualTo(-2);
        }
        assertThat(stage.refusal(artifact, Map.of("entry", "risk:nothing")).fact())
                .isEqualTo("library has no function 'nothing'");
        assertThat(stage.refusal(artifact, Map.of()).fact()).isEqualTo("library has no 'model.py' in it");
    }

    @ParameterizedTest
    @CsvSource({
        "raise ValueError('x is too large'), UNPROCESSABLE, the model refuses these values: x is too large",
        "columns['y'], UNPROCESSABLE, the model refuses these values: it has no 'y'",
        "raise RuntimeError('lost /usr/lib/thing.so'), INTERNAL, the model broke: lost …",
        "import sys; sys.exit(3), INTERNAL, the model tried to end its process",
        "return [], INTERNAL, 'the model answers otherwise than its signature says: "
                + "output ''value'' has the shape [0] for 1 rows, and the signature says [-1]'"
    })
    void what_goes_wrong_in_a_call_is_told_in_one_sentence_and_the_next_is_answered(
            String statement, Problem.Code code, String fact) {
        String function = """
                def predict(columns):
                    if columns["x"][0] == 13:
                        STATEMENT
                    return [x + 0.5 for x in columns["x"]]
                """.replace("STATEMENT", statement);
        try (Instance model = stage.load(stage.file("moody.py", SIGNATURE + function))) {
            assertThatThrownBy(() -> one(model, 13)).isInstanceOfSatisfying(Problem.class, problem -> {
                assertThat(problem.code()).isEqualTo(code);
                assertThat(problem.fact()).endsWith(fact);
            });
            assertThat(one(model, 1)).isEqualTo(1.5);
        }
    }

    @Test
    void a_model_that_ends_its_process_breaks_one_call_only() {
        String function = """
                import os
                def predict(columns):
                    if columns["x"][0] == 13:
                        os.abort()
                    return columns["x"]
                """;
        try (Instance model = stage.load(stage.file("crash.py", SIGNATURE + function))) {
            assertThatThrownBy(() -> one(model, 13)).isInstanceOf(Problem.class).hasMessageContaining("crash.py");
            assertThat(eventually(model, 2)).isEqualTo(2);
        }
    }

    @Test
    void an_endless_loop_is_ended_at_its_deadline() {
        String function = """
                def predict(columns):
                    while columns["x"][0] == 13:
                        pass
                    return columns["x"]
                """;
        Artifact file = stage.file("endless.py", SIGNATURE + function);
        try (Instance model = stage.load(file, Map.of("timeout_ms", "500"))) {
            assertThatThrownBy(() -> one(model, 13)).isInstanceOf(Problem.class).hasMessageContaining("endless.py");
            assertThat(eventually(model, 2)).isEqualTo(2);
        }
    }

    /** A process that ended is started again in the background; asked until it answers, for a minute at most. */
    private static double eventually(Instance model, double x) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (true) {
            try {
                return one(model, x);
            } catch (Problem starting) {
                if (System.nanoTime() > end) {
                    throw starting;
                }
                Thread.onSpinWait();
            }
        }
    }

    private static double one(Instance model, double x) {
        return model.predict(x(x), 1).getFirst().tensor().doubles()[0];
    }

    private static List<NamedTensor> x(double value) {
        return List.of(new NamedTensor("x", Tensor.of(new double[] {value})));
    }

    private static NamedTensor in(DataType type, Object values) {
        return new NamedTensor("in_" + type, Tensor.of(type, new long[] {2}, values));
    }
}
