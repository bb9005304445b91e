package understudy.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Problem;
import understudy.serving.Artifact;
import understudy.serving.Instance;

class RestartTest {
    @TempDir
    Path folder;

    /** How long each wait would have been. */
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore passed = new Semaphore(0);

    @Test
    void a_process_that_ended_comes_back_and_until_then_calls_are_refused_at_once() throws Exception {
        try (Stage stage = new Stage(folder, Stage.WALLED, this::pause); Instance instance = stage.trouble()) {
            exit(instance);
            assertThat(Stage.comes(() -> pauses.size() == 1)).isTrue();

            Problem down = catchThrowableOfType(Problem.class, () -> Stage.ask(instance, "say something"));
            assertThat(down.code()).isEqualTo(Problem.Code.UNAVAILABLE);
            assertThat(down.getMessage())
                    .isEqualTo("the process of 'loan.trouble' ended by itself with code 7. It is started again in 1 s");
            assertThat(instance.memory()).isEmpty();

            passed.release();
            assertThat(Stage.comes(() -> stage.workers.statuses().getFirst().up())).isTrue();
            assertThat(Stage.ask(instance, "say something")).isEqualTo("something");
            assertThat(instance.memory().orElse(0)).isGreaterThan(10 << 20);
            assertThat(stage.workers.statuses().getFirst().ends()).isEqualTo(1);
            assertThat(stage.workers.statuses().getFirst().last()).isEqualTo("ended by itself with code 7");
        }
    }

    @Test
    void each_pause_is_twice_the_one_before_and_a_minute_at_most() throws Exception {
        try (Stage stage = new Stage(folder, Stage.WALLED, this::pause)) {
            Artifact model = stage.model("trouble");
            try (Instance instance = stage.load(new TroubleRuntime(), model)) {
                Files.writeString(model.path(), "refuse from now on");
                exit(instance);
                passed.release(7);
                assertThat(Stage.comes(() -> pauses.size() == 8)).isTrue();

                assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
                assertThat(catchThrowableOfType(Problem.class, () -> Stage.ask(instance, "say something")).fact())
                        .isEqualTo("the process of 'loan.trouble' does not come back: loan.trouble is refused");
            }
        }
    }

    @Test
    void closing_while_it_waits_ends_the_waiting() throws Exception {
        try (Stage stage = new Stage(folder, Stage.WALLED, this::pause)) {
            Instance instance = stage.trouble();
            exit(instance);
            assertThat(Stage.comes(() -> pauses.size() == 1)).isTrue();

            instance.close();

            assertThat(stage.workers.statuses()).isEmpty();
            assertThat(stage.place).isEmptyDirectory();
        }
    }

    private static void exit(Instance instance) {
        assertThatThrownBy(() -> Stage.ask(instance, "exit 7")).hasMessageContaining("ended by itself with code 7");
    }

    private void pause(Duration time) throws InterruptedException {
        pauses.add(time);
        passed.acquire();
    }
}
