package understudy.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Problem;

class RequirementsTest {
    @TempDir
    Path folder;

    private static Requirement pypi(String name, String version, String specifier) {
        return new Requirement(
                "pypi", name, version.isEmpty() ? Optional.empty() : Optional.of(version), specifier);
    }

    @Test
    void lines_of_requirements_are_read_as_pip_reads_them() throws IOException {
        Files.writeString(folder.resolve("requirements.txt"), """
                # what the model needs
                --index-url https://packages.example.org/simple
                -r other.txt
                Scikit_Learn == 1.5.0   # pinned
                pandas[parquet,excel]==2.2.2 ; python_version >= "3.9"
                numpy>=1.26,<3
                scipy (==1.14.1)
                joblib
                torch==2.*
                xgboost==2.1.0 \\
                    --hash=sha256:0000 --hash=sha256:1111
                own @ https://token@files.example.org/own-1.0-py3-none-any.whl
                ===nonsense===
                """);
        assertThat(Requirements.of(folder, "{}")).containsExactly(
                pypi("joblib", "", ""), pypi("numpy", "", ">=1.26,<3"), pypi("own", "", ""), pypi("pandas", "2.2.2", "==2.2.2"),
                pypi("scikit-learn", "1.5.0", "== 1.5.0"), pypi("scipy", "1.14.1", "==1.14.1"), pypi("torch", "", "==2.*"),
                pypi("xgboost", "2.1.0", "==2.1.0"));
    }

    @Test
    void a_conda_environment_names_its_own_packages_and_those_of_pip() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("conda.yaml"), """
                channels: [conda-forge]
                dependencies:
                - python=3.11.5
                - conda-forge::openssl=3.0.1=h1234_0
                - libgcc>=12
                - pip:
                  - mlflow==2.16.0
                  - cloudpickle
                name: mlflow-env
                """);
        assertThat(Requirements.of(folder, "{}")).extracting(Requirement::address).containsExactly(
                "pkg:conda/libgcc", "pkg:conda/openssl@3.0.1", "pkg:conda/python@3.11.5", "pkg:pypi/cloudpickle",
                "pkg:pypi/mlflow@2.16.0");
    }

    @Test
    void of_two_places_the_one_that_pins_counts() throws IOException {
        Files.writeString(folder.resolve("requirements.txt"), "numpy\nscipy==1.14.1\n");
        String card = "{\"requirements\": [\"numpy==1.26.4\", \"SciPy>=1\"]}";
        assertThat(Requirements.of(folder, card)).extracting(Requirement::address)
                .containsExactly("pkg:pypi/numpy@1.26.4", "pkg:pypi/scipy@1.14.1");
    }

    @Test
    void a_card_may_hold_them_as_the_text_of_a_file() {
        assertThat(Requirements.of(folder.resolve("model.onnx"), "{\"requirements\": \"numpy==1.26.4\\nscipy\\n\"}"))
                .extracting(Requirement::address)
                .containsExactly("pkg:pypi/numpy@1.26.4", "pkg:pypi/scipy");
    }

    @Test
    void a_file_that_is_no_yaml_is_named() throws IOException {
        Files.writeString(folder.resolve("conda.yaml"), "dependencies: [python=3.11\n");
        assertThatThrownBy(() -> Requirements.of(folder, "{}"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("conda.yaml of the artifact cannot be read")
                .hasMessageNotContaining(folder.toString());
    }
}
