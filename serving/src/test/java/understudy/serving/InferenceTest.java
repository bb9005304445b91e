package understudy.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Column;
import understudy.core.DecisionRule;
import understudy.core.NamedTensor;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.core.Tensor;
import understudy.core.Value;

@Timeout(60)
final class InferenceTest {
    private static final String[] LINEAR = {"features=age,income", "weights=1,2"};

    private final Path folder;
    private Stage stage;

    InferenceTest(@TempDir Path folder) {
        this.folder = folder;
        this.stage = Stage.in(folder.resolve("0"));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void an_answer_is_in_the_journal_when_it_is_given() {
        stage.register("loan", LINEAR);
        Answer answer = stage.inference.infer(Stage.keyed("loan", "k1", Map.of("region", "north"), Stage.row(3, 4)));
        assertThat(answer.outputs()).containsExactly(new NamedTensor("y", Tensor.of(new float[] {11})));
        assertThat(stage.journalled()).singleElement().satisfies(kept -> {
            assertThat(kept.id()).isEqualTo(answer.id());
            assertThat(kept.version()).isEqualTo(1);
            assertThat(kept.role()).isEqualTo(Role.CHAMPION);
            assertThat(kept.propensity()).isEqualTo(1);
            assertThat(kept.lineupRevision()).isEqualTo(1);
            assertThat(kept.key()).contains("k1");
            assertThat(kept.segments()).containsEntry("region", "north");
            assertThat(kept.rows()).isEqualTo(1);
            assertThat(kept.library()).isEqualTo("linear 1");
            assertThat(kept.versionDigest()).isEqualTo(stage.registry.version("loan", 1).orElseThrow().digest());
            assertThat(kept.inputs()).containsExactly(
                    new Column("x", new Value.Plain(Stage.row(3, 4))));
            assertThat(kept.outcome()).isEqualTo(new Outcome.Answered(
                    List.of(new Column("y", new Value.Plain(Tensor.of(new float[] {11})))), List.of()));
        });
    }

    @Test
    void a_version_called_by_number_answers_under_its_own_signature_as_direct() {
        stage.register("loan", LINEAR);
        stage.register("loan", "features=age,income", "weights=0,1");
        Answer answer = stage.inference.infer(Stage.direct("loan", 2, Stage.row(3, 4)));
        assertThat(answer.role()).isEqualTo(Role.DIRECT);
        assertThat(answer.outputs().getFirst().tensor()).isEqualTo(Tensor.of(new float[] {4}));
        assertThat(stage.journalled()).extracting(Prediction::role).containsExactly(Role.DIRECT);
    }

    @Test
    void a_request_that_is_wrong_is_counted_and_not_journalled() {
        stage.register("loan", LINEAR);
        assertThatThrownBy(() -> stage.inference.infer(Stage.request("loan", Stage.row(Double.NaN, 4))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("age[0]: NaN");
        assertThat(stage.journalled()).isEmpty();
        assertThat(stage.meters.counter("understudy.refused", "model", "loan", "code", "invalid").count()).isEqualTo(1);
        assertThat(stage.instances.inFlight()).isZero();
    }

    @Test
    void a_model_that_nobody_knows_is_not_found_under_no_name() {
        Problem problem = refused(Stage.request("nobody", Stage.row(1, 2)));
        assertThat(problem.code()).isEqualTo(Problem.Code.NOT_FOUND);
        assertThat(stage.meters.counter("understudy.refused", "model", "", "code", "not_found").count()).isEqualTo(1);
    }

    @Test
    void a_version_that_nobody_knows_is_not_found() {
        stage.register("loan", LINEAR);
        assertThat(refused(Stage.direct("loan", 9, Stage.row(1, 2))).code()).isEqualTo(Problem.Code.NOT_FOUND);
    }

    @Test
    void a_model_that_breaks_is_journalled_as_failed_and_tells_callers_no_secrets() {
        stage.register("loan", "features=age,income", "weights=1,2", "breaks_at=666");
        Problem problem = refused(Stage.request("loan", Stage.row(666, 4)));
        assertThat(problem.code()).isEqualTo(Problem.Code.INTERNAL);
        assertThat(problem.getMessage()).contains("loan@1").doesNotContain("passwd");
        assertThat(stage.journalled()).extracting(Prediction::outcome)
                .containsExactly(new Outcome.Failed(Problem.Code.INTERNAL, "loan@1 failed while answering"));
        assertThat(stage.instances.inFlight()).isZero();
    }

    @Test
    void an_answer_that_is_no_number_is_a_failure_that_names_model_and_output() {
        stage.register("loan", "features=age,income", "weights=1,2", "nan_at=11");
        Problem problem = refused(Stage.request("loan", Stage.row(3, 4)));
        assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
        assertThat(problem.fact()).isEqualTo("loan@1 answered NaN in output 'y' for row 0");
        assertThat(stage.journalled()).extracting(Prediction::outcome).hasOnlyElementsOfType(Outcome.Failed.class);
    }

    @Test
    void each_row_gets_the_action_of_the_versions_rule() {
        Registration.Details details = new Registration.Details(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.of(new DecisionRule.Threshold(10, "grant", "decline")), Map.of(), "{}");
        stage.register("loan", details, LINEAR);
        Answer answer = stage.inference.infer(
                Stage.request("loan", Tensor.of(new float[] {3, 4, 1, 1}, 2, 2)));
        assertThat(answer.rows()).isEqualTo(2);
        assertThat(answer.actions()).containsExactly("grant", "decline");
    }

    @Test
    void a_fixed_batch_is_fed_in_chunks_and_padded() {
        stage.register("loan", "features=age,income", "weights=1,2", "batch=4");
        float[] values = new float[18];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Answer answer = stage.inference.infer(Stage.request("loan", Tensor.of(values, 9, 2)));
        float[] expected = new float[9];
        for (int row = 0; row < 9; row++) {
            expected[row] = 2 * row + 2 * (2 * row + 1);
        }
        assertThat(answer.outputs().getFirst().tensor()).isEqualTo(Tensor.of(expected));
    }

    @Test
    void more_requests_than_allowed_are_told_to_come_back() throws Exception {
        restage(Stage.settings(2, ServingSettings.WhenFull.REFUSE));
        stage.register("loan", "features=age,income", "weights=1,2", "waits=true");
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> waiting = start(callers, 2);
            stage.runtime.inside.acquire(2);
            assertThat(stage.instances.inFlight()).isEqualTo(2);
            assertThat(refused(Stage.request("loan", Stage.row(1, 2))).code()).isEqualTo(Problem.Code.OVERLOADED);
            stage.runtime.calls.release(2);
            for (Future<Answer> one : waiting) {
                assertThat(one.get().version()).isEqualTo(1);
            }
        }
        assertThat(stage.instances.inFlight()).isZero();
    }

    @Test
    void a_slow_model_is_left_behind_at_the_deadline_and_keeps_its_place_until_it_ends() throws Exception {
        restage(Stage.settings(1, ServingSettings.WhenFull.REFUSE));
        stage.register("loan", "features=age,income", "weights=1,2", "waits=true", "work_micros=1500");
        Problem late = refused(within(Duration.ofMillis(50)));
        assertThat(late.code()).isEqualTo(Problem.Code.DEADLINE_EXCEEDED);
        assertThat(stage.journalled()).singleElement().satisfies(failure -> assertThat(failure.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.code()).isEqualTo(Problem.Code.DEADLINE_EXCEEDED)));
        assertThat(refused(Stage.request("loan", Stage.row(1, 2))).code()).isEqualTo(Problem.Code.OVERLOADED);
        stage.runtime.calls.release(1);
        stage.instances.close();
        assertThat(stage.runtime.open).hasValue(0);
    }

    @Test
    void a_deadline_that_has_passed_is_not_begun() {
        stage.register("loan", LINEAR);
        assertThat(refused(within(Duration.ZERO)).code()).isEqualTo(Problem.Code.DEADLINE_EXCEEDED);
        assertThat(stage.journalled()).isEmpty();
    }

    @Test
    void closing_waits_for_calls_under_way_and_refuses_new_ones() throws Exception {
        stage.register("loan", "features=age,income", "weights=1,2", "waits=true");
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> waiting = start(callers, 1);
            stage.runtime.inside.acquire();
            Future<?> closing = callers.submit(stage.instances::close);
            boolean going = false;
            while (!going) {
                try {
                    stage.inference.infer(Stage.request("loan", Stage.row(0, 0)));
                } catch (Problem problem) {
                    assertThat(problem.code()).isEqualTo(Problem.Code.UNAVAILABLE);
                    going = true;
                }
            }
            assertThat(closing.isDone()).isFalse();
            stage.runtime.calls.release();
            assertThat(waiting.getFirst().get().version()).isEqualTo(1);
            closing.get();
            assertThat(stage.runtime.open).hasValue(0);
        }
    }

    @Test
    void a_full_disk_refuses_or_answers_and_counts_as_said() {
        stage.register("loan", LINEAR);
        stage.journal.close();
        Inference refusing = stage.inference(Optional.of(new FullLog()));
        assertThatThrownBy(() -> refusing.infer(Stage.request("loan", Stage.row(3, 4))))
                .isInstanceOfSatisfying(Problem.class, problem ->
                        assertThat(problem.code()).isEqualTo(Problem.Code.STORAGE_FULL));
        restage(Stage.settings(8, ServingSettings.WhenFull.ANSWER_AND_COUNT));
        stage.register("loan", LINEAR);
        Inference lenient = stage.inference(Optional.of(new FullLog()));
        assertThat(lenient.infer(Stage.request("loan", Stage.row(3, 4))).version()).isEqualTo(1);
        assertThat(stage.meters.counter("understudy.journal.missing").count()).isEqualTo(1);
    }

    @Test
    void answers_are_timed_by_model_version_and_role() {
        stage.register("loan", LINEAR);
        stage.inference.infer(Stage.request("loan", Stage.row(3, 4)));
        assertThat(stage.meters.get("understudy.request")
                        .tags("model", "loan", "version", "1", "role", "champion")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void no_request_fails_or_is_mixed_up_while_the_champion_is_replaced() throws Exception {
        stage.register("loan", LINEAR);
        stage.register("loan", "features=age,income", "weights=10,20");
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                calls.add(() -> {
                    int answered = 0;
                    while (answered < 2000) {
                        Answer answer = stage.inference.infer(Stage.request("loan", Stage.row(3, 4)));
                        double expected = answer.version() == 1 ? 11 : 110;
                        assertThat(answer.outputs().getFirst().tensor().number(0)).isEqualTo(expected);
                        answered++;
                    }
                    return answered;
                });
            }
            calls.add(() -> {
                for (int i = 0; i < 100; i++) {
                    int champion = 2 - i % 2;
                    stage.lineups.change("loan", Lineups.Why.edited("loan", "ada"), lineup -> stage.lineup("loan", champion));
                }
                return 0;
            });
            for (Future<Integer> call : callers.invokeAll(calls)) {
                call.get();
            }
        }
        assertThat(stage.journalled()).hasSize(8000).allSatisfy(kept -> {
            boolean first = kept.version() == 1;
            assertThat(kept.lineupRevision() % 2 == 1).isEqualTo(first);
        });
    }

    private void restage(ServingSettings settings) {
        stage.close();
        stage = new Stage(folder.resolve("1"), settings);
    }

    private Problem refused(InferRequest request) {
        return catchThrowableOfType(Problem.class, () -> stage.inference.infer(request));
    }

    private List<Future<Answer>> start(ExecutorService callers, int count) {
        List<Future<Answer>> waiting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiting.add(callers.submit(() -> stage.inference.infer(Stage.request("loan", Stage.row(3, 4)))));
        }
        return waiting;
    }

    private static InferRequest within(Duration deadline) {
        return new InferRequest(
                "loan", Optional.empty(), List.of(new NamedTensor("x", Stage.row(3, 4))), Optional.empty(), Map.of(),
                Optional.of(deadline), "ada", "", System.nanoTime());
    }
}
