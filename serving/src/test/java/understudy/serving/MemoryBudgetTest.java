package understudy.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Problem;

/** Each model here is an artifact of a bit more than a kilobyte, and says nothing of what it holds. */
@Timeout(120)
class MemoryBudgetTest {
    private static final String FILLER = "filler=" + "x".repeat(1000);

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // each test opens its own
    private Stage stage;

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void the_model_that_was_asked_longest_ago_goes_and_comes_back_when_it_is_asked() {
        open(3_500);
        models(5);
        assertThat(loaded()).hasSize(3);
        assertThat(stage.instances.held()).isLessThanOrEqualTo(3_500);

        for (int model = 0; model < 5; model++) {
            assertThat(answer(model, 3)).isEqualTo(3 * (model + 1));
        }
        assertThat(loaded()).hasSize(3).contains("m4@1");
        assertThat(stage.instances.evictions()).isPositive();
        assertThat(stage.runtime.open).hasValue(3);
    }

    @Test
    void a_thousand_models_answer_from_a_budget_for_a_hundred() throws Exception {
        open(100 * 1_100);
        models(1_000);
        Random random = new Random(5);
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int call = 0; call < 20_000; call++) {
            int model = random.nextInt(10) < 9 ? random.nextInt(90) : random.nextInt(1_000);
            calls.add(() -> answer(model, 2) == 2 * (model + 1));
        }
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            for (Future<Boolean> call : callers.invokeAll(calls)) {
                assertThat(call.get()).isTrue();
            }
        }
        assertThat(stage.instances.held()).isLessThanOrEqualTo(100 * 1_100);
        assertThat(stage.runtime.open.get()).isLessThanOrEqualTo(100 * 1_100 / 1_020);
    }

    @Test
    void what_a_shadow_holds_stays_and_what_does_not_fit_beside_it_is_refused_with_the_numbers() {
        open(2_500);
        models(3);
        try (BoundVersion one = stage.instances.bind("m0", 1);
                BoundVersion two = stage.instances.bind("m1", 1)) {
            assertThatThrownBy(() -> answer(2, 1))
                    .isInstanceOfSatisfying(Problem.class, problem -> {
                        assertThat(problem.code()).isEqualTo(Problem.Code.UNAVAILABLE);
                        assertThat(problem.fact()).contains("m2@1 needs about 1 MB").contains("of 1 MB");
                    });
            assertThat(one.version().model() + two.version().model()).isEqualTo("m0m1");
        }
        assertThat(answer(2, 1)).isEqualTo(3);
    }

    @Test
    void a_server_that_starts_again_loads_no_more_than_fits() {
        open(3_500);
        models(8);
        Lineups again = new Lineups(
                stage.registry, stage.instances, ExposureRule.none(), stage.audit::add, Stage.CLOCK);
        again.start();
        assertThat(stage.runtime.open.get()).isLessThanOrEqualTo(4);
        assertThat(again.find("m7")).isPresent();
    }

    private void open(long modelBytes) {
        stage = new Stage(folder, new ServingSettings(
                2, 64, 64, Duration.ofSeconds(30), Duration.ofSeconds(10), ServingSettings.WhenFull.REFUSE, true, 1 << 20,
                modelBytes, 2));
    }

    private void models(int count) {
        for (int model = 0; model < count; model++) {
            stage.register("m" + model, "features=a", "weights=" + (model + 1), FILLER);
        }
    }

    private double answer(int model, double value) {
        return stage.inference.infer(Stage.request("m" + model, Stage.row(value))).outputs().getFirst().tensor().number(0);
    }

    private List<String> loaded() {
        return stage.instances.statuses().stream()
                .filter(status -> status.state() == Instances.State.READY)
                .map(status -> status.model() + "@" + status.version())
                .toList();
    }
}
