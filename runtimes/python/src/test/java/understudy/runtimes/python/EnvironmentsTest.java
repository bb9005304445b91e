package understudy.runtimes.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;

/** Environments made from what lies beside a model, with a wheel made by hand and no index of packages. */
class EnvironmentsTest {
    private static final Map<String, String> MADE = Map.of("environment", "requirements");
    private static final String MODEL = """
            import halves
            SIGNATURE = {'inputs': [{'name': 'x', 'datatype': 'FP64'}]}
            def predict(columns):
                return [halves.half(x) for x in columns["x"]]
            """;

    @TempDir
    Path folder;

    @Nullable Stage stage;

    @BeforeEach
    void pip() {
        assumeTrue(
                Stage.runs("python3", "import venv, ensurepip"),
                "needs Python 3 with venv: apt-get install python3 python3-venv");
    }

    @AfterEach
    void end() {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void an_environment_is_made_of_the_models_requirements_once() throws IOException {
        Stage opened = open(Map.of("PIP_NO_INDEX", "1", "PIP_FIND_LINKS", wheels().toString()));
        Artifact artifact = model(opened, "requirements.txt", "halves==1.0\n");
        assertThat(opened.refusal(artifact, Map.of()).fact()).contains("needs the Python module 'halves'");
        assertAnswers(opened, artifact);
        List<Path> made = made();
        assertAnswers(opened, artifact);
        assertThat(made()).isEqualTo(made).hasSize(1);
    }

    @Test
    void an_attempt_that_was_cut_short_is_made_anew() throws IOException {
        Stage opened = open(Map.of("PIP_NO_INDEX", "1", "PIP_FIND_LINKS", wheels().toString()));
        Artifact artifact = model(opened, "requirements.txt", "halves==1.0\n");
        assertAnswers(opened, artifact);
        Files.delete(made().getFirst().resolve("understudy.done"));
        Files.delete(made().getFirst().resolve("pyvenv.cfg"));
        assertAnswers(opened, artifact);
    }

    @Test
    void mlflow_and_conda_files_say_it_too() throws IOException {
        Stage opened = open(Map.of("PIP_NO_INDEX", "1", "PIP_FIND_LINKS", wheels().toString()));
        assertAnswers(opened, model(opened, "conda.yaml", """
                name: any
                dependencies:
                  - python=3.11
                  - pip:
                      - halves
                """));
        Files.delete(folder.resolve("model/conda.yaml"));
        assertAnswers(opened, model(opened, "python_env.yaml", "python: 3.11.2\ndependencies:\n- halves==1.0\n"));
    }

    @Test
    void what_cannot_be_installed_is_named_with_the_way_out() throws IOException {
        Stage opened = open(Map.of("PIP_NO_INDEX", "1", "PIP_FIND_LINKS", wheels().toString()));
        Problem lacking = opened.refusal(model(opened, "requirements.txt", "thirds>=2\n"), MADE);
        assertThat(lacking.fact()).isEqualTo("model needs 'thirds>=2', of which pip finds no wheel for this Python");
        assertThat(lacking.remedy()).contains("PIP_FIND_LINKS");
        assertThat(opened.refusal(model(opened, "requirements.txt", "no requirement\n"), MADE).fact())
                .startsWith("model has a requirement that is none: no requirement");
    }

    @Test
    void an_index_that_cannot_be_reached_is_not_taken_for_a_package_that_does_not_exist() {
        Stage opened = open(Map.of("PIP_INDEX_URL", "http://127.0.0.1:9/simple", "PIP_NO_INDEX", "0"));
        Problem refusal = opened.refusal(model(opened, "requirements.txt", "halves\n"), MADE);
        assertThat(refusal.fact()).isEqualTo("model needs 'halves', and the package index cannot be reached from the server");
    }

    @Test
    void requirements_that_are_not_there_and_options_that_are_none_are_refused() {
        Stage opened = open(Map.of());
        Artifact alone = opened.file("alone.py", MODEL);
        assertThat(opened.refusal(alone, MADE).fact())
                .isEqualTo("environment: requirements, and alone.py came without a requirements.txt");
        assertThat(opened.refusal(alone, Map.of("environment", "poetry")).fact())
                .isEqualTo("environment: poetry (expected: requirements or conda)");
    }

    private static void assertAnswers(Stage opened, Artifact artifact) {
        try (Instance model = opened.load(artifact, MADE)) {
            Tensor x = Tensor.of(new double[] {5});
            assertThat(model.predict(List.of(new NamedTensor("x", x)), 1).getFirst().tensor().doubles()).containsExactly(2.5);
        }
    }

    private Artifact model(Stage opened, String file, String content) {
        opened.file("model/model.py", MODEL);
        opened.file("model/" + file, content);
        return Stage.artifact(folder.resolve("model"));
    }

    private List<Path> made() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("made"))) {
            return all.filter(Files::isDirectory).toList();
        }
    }

    /** A folder with the wheel {@code halves} 1.0 (PEP 427). */
    private Path wheels() throws IOException {
        Path wheels = Files.createDirectories(folder.resolve("wheels"));
        try (ZipOutputStream wheel = new ZipOutputStream(
                Files.newOutputStream(wheels.resolve("halves-1.0-py3-none-any.whl")))) {
            entry(wheel, "halves.py", "def half(x):\n    return x / 2\n");
            entry(wheel, "halves-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: halves\nVersion: 1.0\n");
            entry(wheel, "halves-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            entry(wheel, "halves-1.0.dist-info/RECORD",
                    "halves.py,,\nhalves-1.0.dist-info/METADATA,,\nhalves-1.0.dist-info/WHEEL,,\nhalves-1.0.dist-info/RECORD,,\n");
        }
        return wheels;
    }

    private static void entry(ZipOutputStream wheel, String name, String content) throws IOException {
        wheel.putNextEntry(new ZipEntry(name));
        wheel.write(content.getBytes(UTF_8));
    }

    private Stage open(Map<String, String> installing) {
        Stage opened = Stage.with(folder, "python3", installing);
        stage = opened;
        return opened;
    }
}
