package understudy.packs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Problem;
import understudy.core.Sha256;
import understudy.serving.Runtimes;
import understudy.serving.ServingRuntime;

@Timeout(300)
class PacksTest {
    @TempDir
    Path folder;

    private final List<String> users = new ArrayList<>();
    private Runtimes runtimes;
    private Packs packs;
    private Path shelf;

    @BeforeEach
    void a_pack_with_one_library_and_that_library_on_a_shelf() throws IOException {
        shelf = Files.createDirectories(folder.resolve("shelf"));
        Path library = Files.writeString(shelf.resolve("echo-1.2.jar"), "the library");
        packed("packed-runtime.jar", "org.example:echo:1.2 " + Sha256.of(library) + " " + Files.size(library));
        open();
    }

    @Test
    void a_pack_is_available_then_installed_from_a_folder_and_answers_without_a_restart() {
        assertThat(packs.list()).extracting(Packs.Status::name, Packs.Status::state)
                .containsExactly(tuple("packed", "available"));

        List<Double> progress = new ArrayList<>();
        packs.add("packed", Optional.of(shelf), progress::add);

        assertThat(runtimes.names()).containsExactly("packed");
        assertThat(progress).last().isEqualTo(1.0);
        assertThat(packs.list()).singleElement().satisfies(pack -> {
            assertThat(pack.state()).isEqualTo("installed");
            assertThat(pack.licence()).isEqualTo("Apache-2.0");
            assertThat(pack.bytes()).isEqualTo("the library".length());
        });
    }

    @Test
    void it_is_there_after_a_restart_and_gone_after_it_was_removed() {
        packs.add("packed", Optional.of(shelf), share -> {});
        open();
        packs.start();
        assertThat(runtimes.names()).containsExactly("packed");

        packs.remove("packed");
        assertThat(runtimes.names()).isEmpty();
        packs.add("packed", Optional.of(shelf), share -> {});
        assertThat(runtimes.names()).containsExactly("packed");
        packs.remove("packed");
        open();
        packs.start();
        assertThat(runtimes.names()).isEmpty();
    }

    @Test
    void a_library_that_is_not_what_was_pinned_is_refused_and_nothing_is_installed() throws IOException {
        Files.writeString(shelf.resolve("echo-1.2.jar"), "another one");
        assertProblem(() -> packs.add("packed", Optional.of(shelf), share -> {}), Problem.Code.UNPROCESSABLE, "as pinned");
        assertThat(runtimes.names()).isEmpty();
        assertThat(Files.exists(folder.resolve("installed/packed"))).isFalse();
        assertThat(Files.exists(folder.resolve("installed/packed.pending"))).isFalse();
    }

    @Test
    void what_somebody_changed_after_it_was_installed_is_not_loaded_again() throws IOException {
        packs.add("packed", Optional.of(shelf), share -> {});
        Files.writeString(folder.resolve("installed/packed/org.example.echo-1.2.jar"), "tampered");
        open();
        packs.start();
        assertThat(runtimes.names()).isEmpty();
        assertThat(packs.list()).singleElement().satisfies(pack -> assertThat(pack.state()).contains("as pinned"));
    }

    @Test
    void a_missing_library_is_named_and_so_is_a_pack_that_is_not_there() throws IOException {
        Files.delete(shelf.resolve("echo-1.2.jar"));
        assertProblem(
                () -> packs.add("packed", Optional.of(shelf), share -> {}), Problem.Code.UNAVAILABLE, "no echo-1.2.jar");
        assertProblem(() -> packs.add("torch", Optional.of(shelf), share -> {}), Problem.Code.NOT_FOUND, "'torch'");
        assertProblem(() -> packs.remove("packed"), Problem.Code.NOT_FOUND, "no installed runtime pack");
    }

    @Test
    void a_pack_that_versions_need_stays() {
        packs.add("packed", Optional.of(shelf), share -> {});
        users.add("loan@3");
        assertProblem(() -> packs.remove("packed"), Problem.Code.CONFLICT, "'packed' is needed by loan@3");
        assertThat(runtimes.names()).containsExactly("packed");
    }

    @Test
    void a_plugin_is_a_jar_in_a_folder_and_a_broken_one_is_listed_with_the_reason() throws IOException {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        jar(plugins.resolve("their-own.jar"), Optional.empty());
        Files.writeString(plugins.resolve("broken.jar"), "no jar");
        packs.start();
        assertThat(runtimes.names()).containsExactly("packed");
        assertThat(packs.list()).filteredOn(status -> status.kind().equals("plugin"))
                .extracting(Packs.Status::name, Packs.Status::state)
                .containsExactly(
                        tuple("broken.jar", "broken.jar has no serving runtime. Name its class in"
                                + " META-INF/services/understudy.serving.ServingRuntime"),
                        tuple("packed", "installed"));
    }

    @Test
    void maven_fetches_exactly_the_pinned_jars() throws Exception {
        Path jspecify = Path.of(NullMarked.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        packed("packed-runtime.jar", "org.jspecify:jspecify:1.0.0 " + Sha256.of(jspecify) + " " + Files.size(jspecify));
        packs.add("packed", Optional.empty(), share -> {});
        try (var files = Files.list(folder.resolve("installed/packed"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("org.jspecify.jspecify-1.0.0.jar", "packed-runtime.jar");
        }
    }

    @Test
    void what_no_repository_has_is_said_without_naming_the_repository() throws IOException {
        packed("packed-runtime.jar", "org.example.understudy:no-such-thing:1 " + "0".repeat(64) + " 1");
        assertThatThrownBy(() -> packs.add("packed", Optional.empty(), share -> {}))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(Problem.Code.UNAVAILABLE);
                    assertThat(problem.getMessage()).contains("no-such-thing").contains("--from DIR").doesNotContain("http");
                });
        assertThat(runtimes.names()).isEmpty();
    }

    private void open() {
        runtimes = new Runtimes(List.of());
        packs = new Packs(
                new Packs.Places(
                        folder.resolve("available"), folder.resolve("installed"), folder.resolve("plugins"), commands()),
                runtimes,
                name -> users);
    }

    private static List<Path> commands() {
        return Arrays.stream(System.getenv("PATH").split(":")).map(Path::of).toList();
    }

    private void packed(String name, String library) throws IOException {
        Path available = Files.createDirectories(folder.resolve("available"));
        jar(available.resolve(name), Optional.of(
                "# name: packed\n# description: echoes\n# licence: Apache-2.0\n" + library + "\n"));
    }

    private static void jar(Path file, Optional<String> list) throws IOException {
        try (OutputStream content = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(content)) {
            for (String name : List.of("PackedRuntime", "PackedRuntime$Echo")) {
                entry(jar, "understudy/packs/" + name + ".class", bytes("/understudy/packs/" + name + ".class"));
            }
            entry(jar, "META-INF/services/" + ServingRuntime.class.getName(), PackedRuntime.class.getName().getBytes(UTF_8));
            if (list.isPresent()) {
                entry(jar, Pack.LIST, list.get().getBytes(UTF_8));
            }
        }
    }

    private static void entry(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }

    private static byte[] bytes(String resource) throws IOException {
        try (InputStream content = PacksTest.class.getResourceAsStream(resource)) {
            return content.readAllBytes();
        }
    }

    private static void assertProblem(Runnable task, Problem.Code code, String words) {
        assertThatThrownBy(task::run).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.getMessage()).contains(words);
        });
    }
}
