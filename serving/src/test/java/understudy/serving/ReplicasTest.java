package understudy.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Problem;

@Timeout(60)
class ReplicasTest {
    @Test
    void a_version_with_three_instances_answers_rightly_from_all_and_closes_all(@TempDir Path folder) throws Exception {
        Stage stage = Stage.in(folder);
        stage.register("loan", instances("3"), "features=a", "weights=2");
        assertThat(stage.runtime.open).hasValue(3);
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int value = i;
                calls.add(() -> stage.inference.infer(Stage.request("loan", Stage.row(value)))
                                .outputs().getFirst().tensor().number(0) == 2 * value);
            }
            for (Future<Boolean> call : callers.invokeAll(calls)) {
                assertThat(call.get()).isTrue();
            }
        }
        stage.close();
        assertThat(stage.runtime.open).hasValue(0);
    }

    @Test
    void a_number_of_instances_that_cannot_be_is_refused(@TempDir Path folder) {
        try (Stage stage = Stage.in(folder)) {
            assertThatThrownBy(() -> stage.register("loan", instances("0"), "features=a", "weights=2"))
                    .isInstanceOf(Problem.class)
                    .hasMessage("options.instances: 0 (expected: a whole number from 1 to 64)");
            assertThat(stage.runtime.open).hasValue(0);
        }
    }

    private static Registration.Details instances(String count) {
        return new Registration.Details(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Map.of("instances", count), "{}");
    }
}
