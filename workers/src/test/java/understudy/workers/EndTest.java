package understudy.workers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import understudy.core.Problem;
import understudy.serving.Instance;

class EndTest {
    @TempDir
    Path folder;

    static Stream<Sandbox> sandboxes() {
        return Stream.of(Stage.WALLED, Sandbox.bare());
    }

    @ParameterizedTest
    @MethodSource("sandboxes")
    void closing_leaves_neither_process_nor_memory_nor_file(Sandbox sandbox) throws Exception {
        try (Stage stage = new Stage(folder, sandbox)) {
            Instance instance = stage.trouble();
            Stage.ask(instance, "descend 300");
            Stage.ask(instance, "native 100");
            Stage.ask(instance, "write notes");
            ProcessTree tree = ((Worker) instance).tree();
            assertThat(Stage.comes(() -> running(tree, "sleep"))).isTrue();
            List<ProcessHandle> all = handles(tree.processes().stream());
            assertThat(instance.memory().orElse(0)).isGreaterThan(100 << 20);

            instance.close();

            assertThat(Stage.comes(() -> all.stream().noneMatch(ProcessHandle::isAlive))).isTrue();
            assertThat(tree.use().memory()).isZero();
            assertThat(stage.place).isEmptyDirectory();
        }
    }

    @Test
    void memory_and_processes_are_watched_where_the_machine_does_not_limit_them() {
        try (Stage stage = new Stage(folder, Sandbox.bare())) {
            Instance hungry = stage.trouble(Limits.MEMORY_MB, "256");
            Instance many = stage.trouble(Limits.PROCESSES, "60");

            Problem problem = catchThrowableOfType(Problem.class, () -> Stage.ask(hungry, "native 3000"));
            assertThat(problem.fact())
                    .isEqualTo("the process of 'loan.trouble' used more than its 256 MB of memory and was ended");
            Optional.ofNullable(catchThrowable(() -> Stage.ask(many, "fork 6"))) // it may be ended before it has answered
                    .ifPresent(early -> assertThat(early).hasMessageContaining("60 processes and threads"));
            assertThat(comesToAnEnd(stage, "had more than its 60 processes and threads and was ended")).isTrue();
        }
    }

    @Test
    void a_process_goes_when_its_server_is_killed() throws Exception {
        Process server = new ProcessBuilder(Stage.jvm().java().toString(), "--enable-native-access=ALL-UNNAMED", "-Xmx128m",
                "-cp", System.getProperty("java.class.path"), Server.class.getName(), folder.toString()).start();
        try (BufferedReader said = new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8))) {
            List<ProcessHandle> all = handles(Stream.of(said.readLine().split(" ")).map(Long::parseLong));
            assertThat(all).isNotEmpty().allMatch(ProcessHandle::isAlive);

            server.destroyForcibly().waitFor();

            assertThat(Stage.comes(() -> all.stream().noneMatch(ProcessHandle::isAlive))).isTrue();
        }
        try (Stage next = new Stage(folder, Sandbox.of(Stage.TOOLS, List.of()))) {
            assertThat(next.place).as("what the killed server left").isEmptyDirectory();
        }
    }

    /** A server that loads one model, tells its processes' numbers, and stays. */
    static final class Server {
        public static void main(String[] arguments) throws IOException {
            Instance instance = new Stage(Path.of(arguments[0]), Sandbox.of(Stage.TOOLS, List.of())).trouble();
            Stage.ask(instance, "descend 300");
            List<String> numbers = ((Worker) instance).tree().processes().stream().map(String::valueOf).toList();
            System.out.println(String.join(" ", numbers));
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
    }

    private static List<ProcessHandle> handles(Stream<Long> numbers) {
        return numbers.flatMap(number -> ProcessHandle.of(number).stream()).toList();
    }

    private static boolean comesToAnEnd(Stage stage, String cause) {
        try {
            return Stage.comes(() -> stage.workers.statuses().stream().anyMatch(status -> status.last().equals(cause)));
        } catch (InterruptedException hurried) {
            throw new AssertionError(hurried);
        }
    }

    private static boolean running(ProcessTree tree, String program) {
        return tree.processes().stream().anyMatch(number -> {
            try {
                return Files.readString(Path.of("/proc/" + number + "/comm")).strip().equals(program);
            } catch (IOException gone) {
                return false;
            }
        });
    }
}
