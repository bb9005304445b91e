package understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Problem;
import understudy.serving.Artifact;
import understudy.serving.PackageFormat;

/** What every package format must do. Extend it, and give it packages of the format. */
public abstract class PackageFormatContract {
    private static final String DIGEST = "ab".repeat(32);

    protected abstract PackageFormat format();

    /** Writes a package that can be opened. */
    protected abstract void write(Path folder) throws IOException;

    /** Writes one that looks like the format's and has no model in it that could be handed on. */
    protected abstract void writeDamaged(Path folder) throws IOException;

    @Test
    public void service_loader_finds_it() {
        assertThat(ServiceLoader.load(PackageFormat.class))
                .extracting(Object::getClass)
                .anyMatch(found -> found.equals(format().getClass()));
    }

    @Test
    public void the_model_lies_inside_and_keeps_the_packages_digest(@TempDir Path folder) throws IOException {
        write(folder);
        assertThat(format().accepts(artifact(folder))).isTrue();
        PackageFormat.Contents contents = format().open(artifact(folder));
        assertThat(contents.model().path()).exists().startsWith(folder);
        assertThat(contents.model().digest()).isEqualTo(DIGEST);
        assertThat(contents.model().fileName()).isNotBlank().doesNotContain("/");
        assertThat(contents.card()).startsWith("{").endsWith("}");
    }

    @Test
    public void it_is_the_same_whenever_it_is_asked(@TempDir Path folder) throws IOException {
        write(folder);
        assertThat(format().open(artifact(folder))).isEqualTo(format().open(artifact(folder)));
    }

    @Test
    public void a_file_an_empty_folder_and_nothing_at_all_are_not_accepted(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "nothing of the kind");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertFalse(format().accepts(artifact(file)));
        assertFalse(format().accepts(artifact(empty)));
        assertFalse(format().accepts(artifact(folder.resolve("missing"))));
    }

    @Test
    public void what_has_no_model_in_it_is_refused_in_one_sentence(@TempDir Path folder) throws IOException {
        writeDamaged(folder);
        assertThat(format().accepts(artifact(folder))).isTrue();
        assertThatThrownBy(() -> format().open(artifact(folder))).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
            assertThat(problem.getMessage())
                    .startsWith("'package.zip'")
                    .doesNotContain("\n")
                    .doesNotContain("Exception")
                    .doesNotContain(folder.toString())
                    .hasSizeLessThan(500);
        });
    }

    private static Artifact artifact(Path path) {
        return new Artifact(path, "package.zip", DIGEST);
    }
}
