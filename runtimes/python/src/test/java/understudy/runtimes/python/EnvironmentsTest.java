package understudy.runtimes.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    /** Making one takes seconds, so the tests share what is made. */
    @TempDir
    static Path shared;

    static Stage stage;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws IOException {
        assumeTrue(
                Stage.runs("python3", "import venv, ensurepip"),
                "needs Python 3 with venv: apt-get install python3 python3-venv");
        stage = Stage.with(shared, "python3", Map.of("PIP_NO_INDEX", "1", "PIP_FIND_LINKS", wheels().toString()));
    }

    @AfterAll
    static void end() {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void an_environment_is_made_of_the_models_requirements_once() throws IOException {
        Artifact artifact = model("requirements.txt", "halves==1.0\n");
        assertThat(stage.refusal(artifact, Map.of()).fact()).contains("needs the Python module 'halves'");
        assertAnswers(artifact);
        FileTime made = Files.getLastModifiedTime(done());
        assertAnswers(artifact);
        assertThat(Files.getLastModifiedTime(done())).isEqualTo(made);
    }

    @Test
    void an_attempt_that_was_cut_short_is_made_anew() throws IOException {
        Artifact artifact = model("requirements.txt", "halves==1.0\n");
        assertAnswers(artifact);
        Files.delete(done().resolveSibling("pyvenv.cfg"));
        Files.delete(done());
        assertAnswers(artifact);
    }

    @Test
    void mlflow_and_conda_files_say_it_too() throws IOException {
        assertAnswers(model("conda.yaml", """
                name: any
                dependencies:
                  - python=3.11
                  - pip:
                      - halves==1.0
                """));
        Files.delete(folder.resolve("model/conda.yaml"));
        assertAnswers(model("python_env.yaml", "python: 3.11.2\ndependencies:\n- halves==1.0\n"));
    }

    @Test
    void what_cannot_be_installed_is_named_with_the_way_out() throws IOException {
        Problem lacking = stage.refusal(model("requirements.txt", "thirds>=2\n"), MADE);
        assertThat(lacking.fact()).isEqualTo("model needs 'thirds>=2', of which pip finds no wheel for this Python");
        assertThat(lacking.remedy()).contains("PIP_FIND_LINKS");
        assertThat(stage.refusal(model("requirements.txt", "no requirement\n"), MADE).fact())
                .startsWith("model has a requirement that is none: no requirement");
    }

    @Test
    void an_index_that_cannot_be_reached_is_not_taken_for_a_package_that_does_not_exist() throws IOException {
        Map<String, String> nobody = Map.of("PIP_INDEX_URL", "http://127.0.0.1:9/simple", "PIP_NO_INDEX", "0");
        try (Stage alone = Stage.with(folder, "python3", nobody)) {
            Problem refusal = alone.refusal(model("requirements.txt", "halves\n"), MADE);
            assertThat(refusal.fact())
                    .isEqualTo("model needs 'halves', and the package index cannot be reached from the server");
        }
    }

    @Test
    void requirements_that_are_not_there_and_options_that_are_none_are_refused() {
        Artifact alone = stage.file("alone.py", MODEL);
        assertThat(stage.refusal(alone, MADE).fact())
                .isEqualTo("environment: requirements, and alone.py came without a requirements.txt");
        assertThat(stage.refusal(alone, Map.of("environment", "poetry")).fact())
                .isEqualTo("environment: poetry (expected: requirements or conda)");
    }

    private static void assertAnswers(Artifact artifact) {
        try (Instance model = stage.load(artifact, MADE)) {
            Tensor x = Tensor.of(new double[] {5});
            assertThat(model.predict(List.of(new NamedTensor("x", x)), 1).getFirst().tensor().doubles())
                    .containsExactly(2.5);
        }
    }

    private Artifact model(String file, String content) throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("model.py"), MODEL);
        Files.writeString(model.resolve(file), content);
        return Stage.artifact(model);
    }

    /** The mark of the one environment that is whole. */
    private static Path done() throws IOException {
        try (Stream<Path> all = Files.find(shared.resolve("made"), 2, (path, about) -> path.endsWith("understudy.done"))) {
            return all.findFirst().orElseThrow();
        }
    }

    /** A folder with the wheel {@code halves} 1.0 (PEP 427). */
    private static Path wheels() throws IOException {
        Path wheels = Files.createDirectories(shared.resolve("wheels"));
        try (ZipOutputStream wheel = new ZipOutputStream(
                Files.newOutputStream(wheels.resolve("halves-1.0-py3-none-any.whl")))) {
            entry(wheel, "halves.py", "def half(x):\n    return x / 2\n");
            entry(wheel, "halves-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: halves\nVersion: 1.0\n");
            entry(wheel, "halves-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            entry(wheel, "halves-1.0.dist-info/RECORD",
                    "halves.py,,\nhalves-1.0.dist-info/METADATA,,\nhalves-1.0.dist-info/WHEEL,,\n"
                            + "halves-1.0.dist-info/RECORD,,\n");
        }
        return wheels;
    }

    private static void entry(ZipOutputStream wheel, String name, String content) throws IOException {
        wheel.putNextEntry(new ZipEntry(name));
        wheel.write(content.getBytes(UTF_8));
    }
}
