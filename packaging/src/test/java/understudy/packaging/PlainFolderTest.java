package understudy.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.serving.PackageFormat;
import understudy.testkit.PackageFormatContract;

final class PlainFolderTest extends PackageFormatContract {
    @TempDir
    private Path folder;

    @Override
    protected PackageFormat format() {
        return new PlainFolder();
    }

    @Override
    protected void write(Path into) throws IOException {
        Packages.write(into, "exported/churn.onnx", "x");
        Packages.write(into, "README.md", "# churn");
        Packages.write(into, "LICENSE", "…");
        Packages.write(into, "requirements.txt", "onnx\n");
        Packages.write(into, "sample.csv", "a,b\n");
        Packages.write(into, "example.json", "{\"a\": 1}");
        Packages.write(into, "__MACOSX/._churn.onnx", "x");
        Packages.write(into, ".cache/old.onnx", "x");
    }

    @Override
    protected void writeDamaged(Path into) throws IOException {
        Packages.write(into, "a.onnx", "x");
        Packages.write(into, "b.pkl", "x");
    }

    @Test
    void a_server_asks_the_most_telling_format_first() {
        assertThat(ServiceLoader.load(PackageFormat.class)).extracting(Object::getClass).containsExactly(
                MlflowModel.class, TritonModel.class, KserveStorage.class, PlainFolder.class);
    }

    @Test
    void the_one_model_among_papers_is_handed_on() throws IOException {
        write(folder);
        PackageFormat.Contents contents = Packages.opened(folder);
        assertThat(contents.model().path()).isEqualTo(folder.resolve("exported/churn.onnx"));
        assertThat(contents.runtime()).contains("onnx");
    }

    @Test
    void candidates_are_named_where_there_are_several() throws IOException {
        writeDamaged(folder);
        assertThat(Packages.refusal(folder).fact()).endsWith("it holds 2 models: a.onnx, b.pkl");
    }

    @ParameterizedTest
    @CsvSource({
        "saved_model.pb,tensorflow", "export/saved_model.pb,tensorflow", "model.ini,h2o", "mojo/model.ini,h2o",
        "model.py,python", "code/model.py,python"
    })
    void folders_that_are_models_stay_folders(String marker, String runtime) throws IOException {
        Path file = Packages.write(folder, marker, "x");
        Packages.write(folder, marker.replaceFirst("[^/]+$", "weights.pkl"), "x");
        PackageFormat.Contents contents = Packages.opened(folder);
        assertThat(contents.model().path()).isEqualTo(file.getParent());
        assertThat(contents.runtime()).contains(runtime);
    }

    @Test
    void of_numbered_folders_the_highest_is_taken() {
        Path two = Packages.known("tf-serving/saved_model_half_plus_two_2_versions");
        PackageFormat.Contents contents = Packages.opened(two);
        assertThat(contents.model().path()).isEqualTo(two.resolve("00000124"));
        assertThat(contents.runtime()).contains("tensorflow");
    }

    @Test
    void json_and_text_are_models_only_by_what_is_in_them() throws IOException {
        Packages.write(folder, "notes.txt", "treeless");
        Packages.write(folder, "data.json", "{\"learner\": {}}");
        Packages.write(folder, "booster.txt", "nothing");
        assertThat(Packages.opened(folder).model().fileName()).isEqualTo("data.json");
    }

    @Test
    void a_link_is_no_model() throws IOException {
        Path package_ = Files.createDirectory(folder.resolve("package"));
        Files.createSymbolicLink(package_.resolve("a.onnx"), Packages.write(folder, "outside.onnx", "x"));
        assertThat(new PlainFolder().accepts(Packages.artifact(package_))).isFalse();
    }

    @Test
    void folders_of_anything_else_are_left_to_the_runtimes() throws IOException {
        Packages.write(folder, "weights.dat", "x");
        assertThat(Packages.opened(folder).model().path()).isEqualTo(folder);
    }
}
