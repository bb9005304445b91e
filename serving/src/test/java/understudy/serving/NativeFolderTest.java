package understudy.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Problem;

class NativeFolderTest {
    @TempDir
    Path folder;

    @AfterEach
    void forget() {
        System.clearProperty(NativeFolder.PROPERTY);
    }

    @Test
    void the_property_names_the_folder_which_only_its_owner_can_write() throws IOException {
        System.setProperty(NativeFolder.PROPERTY, folder.resolve("natives").toString());
        Path made = NativeFolder.of("torch");
        assertThat(made).isEqualTo(folder.resolve("natives/torch")).isEmptyDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made))).isEqualTo("rwx------");
        assertThat(NativeFolder.of("torch")).isEqualTo(made);
    }

    @Test
    void a_folder_that_cannot_be_made_is_refused_with_the_property_to_set() throws IOException {
        System.setProperty(NativeFolder.PROPERTY, Files.writeString(folder.resolve("file"), "").toString());
        assertThatThrownBy(() -> NativeFolder.of("torch"))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(Problem.Code.UNAVAILABLE);
                    assertThat(problem.remedy()).contains("understudy.natives");
                    assertThat(problem.getMessage()).doesNotContain(folder.toString());
                });
    }
}
