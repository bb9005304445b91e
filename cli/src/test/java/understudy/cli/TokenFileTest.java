package understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.cli.RecordedServer.Said;

class TokenFileTest {
    @TempDir
    private Path home;

    @Test
    void only_the_owner_reads_the_file_and_its_directory() throws IOException {
        TokenFile file = new TokenFile(home.resolve("config/understudy"));
        file.keep("http://a", "secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path()))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path().getParent())))
                .isEqualTo("rwx------");
        assertThat(file.path().getParent()).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void each_server_has_its_own_token_and_the_last_one_counts() {
        TokenFile file = new TokenFile(home);
        file.keep("http://a", "one");
        file.keep("http://ab", "two");
        file.keep("http://a", "three");
        assertThat(file.token("http://a")).contains("three");
        assertThat(file.token("http://ab")).contains("two");
        assertThat(file.token("http://b")).isEmpty();
        assertThat(file.forget("http://a")).isTrue();
        assertThat(file.forget("http://a")).isFalse();
        assertThat(file.token("http://a")).isEmpty();
    }

    @Test
    void a_file_that_others_may_read_is_refused() throws IOException {
        TokenFile file = new TokenFile(home);
        file.keep("http://a", "one");
        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> file.token("http://a"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("others may read");
    }

    @Test
    void login_keeps_a_token_the_server_knows_and_no_other() throws IOException {
        try (RecordedServer server = new RecordedServer();
                Shell shell = new Shell(home, server)) {
            server.on("GET /api/v1/whoami", asked -> asked.header("Authorization").equals("Bearer good")
                    ? Said.json("{\"name\":\"ann\",\"roles\":[\"reader\"]}")
                    : Said.problem(401, "nobody is known to be asking", ""));
            TokenFile file = new TokenFile(home.resolve(".config/understudy"));

            assertThat(shell.typeWith("bad\n", "login").exitCode()).isEqualTo(1);
            assertThat(file.token(server.address())).isEmpty();

            Shell.Done done = shell.typeWith("good\n", "login");
            assertThat(done.exitCode()).isZero();
            assertThat(done.out()).contains("as ann (reader)").doesNotContain("good");
            assertThat(file.token(server.address())).contains("good");

            assertThat(shell.type("logout").out()).isEqualTo("forgotten\n");
        }
    }
}
