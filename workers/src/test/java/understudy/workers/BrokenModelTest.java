package understudy.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;

class BrokenModelTest {
    @TempDir
    Path folder;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = new Stage(folder, Stage.WALLED);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void a_crash_in_native_code_ends_that_process_only_and_the_caller_is_told() {
        try (Instance crashing = stage.trouble(); Instance other = stage.trouble()) {
            Problem problem = refusal(crashing, "crash");

            assertThat(problem.code()).isEqualTo(Problem.Code.INTERNAL);
            assertThat(problem.fact()).isEqualTo("the process of 'loan.trouble' was ended by signal 6 (abort)");
            assertThat(Stage.ask(other, "say still here")).isEqualTo("still here");
        }
    }

    @Test
    void calls_under_way_in_a_process_that_ends_are_all_told() throws Exception {
        try (Instance instance = stage.trouble(); ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Problem>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(threads.submit(() -> refusal(instance, "loop")));
            }
            assertThat(Stage.comes(() -> stage.workers.statuses().getFirst().up())).isTrue();
            calls.add(threads.submit(() -> refusal(instance, "exit 9")));

            for (Future<Problem> call : calls) {
                assertThat(call.get().code()).isIn(Problem.Code.INTERNAL, Problem.Code.UNAVAILABLE);
                assertThat(call.get().fact()).isEqualTo("the process of 'loan.trouble' ended by itself with code 9");
            }
        }
    }

    @Test
    void an_endless_loop_is_ended_at_the_limit() {
        try (Instance instance = stage.trouble(Limits.TIMEOUT_MS, "300")) {
            Problem problem = refusal(instance, "loop");

            assertThat(problem.code()).isEqualTo(Problem.Code.INTERNAL);
            assertThat(problem.fact()).isEqualTo("the process of 'loan.trouble' did not answer within 300 ms and was ended");
        }
    }

    @Test
    void a_model_that_fills_its_heap_is_told_apart() {
        try (Instance instance = stage.trouble(Limits.MEMORY_MB, "256")) {
            assertThat(refusal(instance, "heap").fact()).isEqualTo("the process of 'loan.trouble' ran out of memory");
        }
    }

    @Test
    void a_model_that_fills_native_memory_is_ended_at_the_limit() {
        try (Instance instance = stage.trouble(Limits.MEMORY_MB, "256")) {
            assertThat(refusal(instance, "native 1000").fact())
                    .isEqualTo("the process of 'loan.trouble' used more than its 256 MB of memory and was ended");
        }
    }

    @Test
    void a_fork_bomb_stops_at_the_limit_and_is_gone_with_its_process() throws Exception {
        assumeTrue(Stage.WALLED.limitsProcesses(), "this machine has no pids control group; EndTest has the other way");
        Instance instance = stage.trouble(Limits.PROCESSES, "100");
        ProcessTree tree = ((Worker) instance).tree();

        Stage.ask(instance, "fork 8");
        boolean grew = Stage.comes(() -> tree.processes().size() > 40);
        int most = tree.use().threads();
        List<ProcessHandle> all = tree.processes().stream().flatMap(number -> ProcessHandle.of(number).stream()).toList();
        instance.close();

        assertThat(grew).isTrue();
        assertThat(most).isLessThanOrEqualTo(100);
        assertThat(all).hasSizeGreaterThan(30);
        assertThat(Stage.comes(() -> all.stream().noneMatch(ProcessHandle::isAlive))).isTrue();
    }

    @Test
    void what_a_model_prints_is_not_taken_for_the_protocol() {
        try (Instance instance = stage.trouble()) {
            assertThat(Stage.ask(instance, "print {\"refused\": {}}")).isEqualTo("printed");
            assertThat(Stage.ask(instance, "say yes")).isEqualTo("yes");
        }
    }

    @Test
    void a_model_that_fails_or_refuses_the_values_says_so_and_goes_on() {
        try (Instance instance = stage.trouble()) {
            assertThat(refusal(instance, "fail").code()).isEqualTo(Problem.Code.INTERNAL);
            assertThat(refusal(instance, "refuse").code()).isEqualTo(Problem.Code.UNPROCESSABLE);
            assertThat(refusal(instance, "refuse").getMessage()).isEqualTo("these values are refused. Send others");
            assertThat(Stage.ask(instance, "say yes")).isEqualTo("yes");
        }
    }

    @Test
    void a_model_that_does_not_load_says_why_and_leaves_nothing() {
        Artifact refused = stage.model("refuse");
        Problem why = catchThrowableOfType(Problem.class, () -> stage.load(new TroubleRuntime(), refused));
        Artifact crashing = stage.model("crash");
        Problem how = catchThrowableOfType(Problem.class, () -> stage.load(new TroubleRuntime(), crashing));

        assertThat(why.getMessage()).isEqualTo("loan.trouble is refused. Send another");
        assertThat(how.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
        assertThat(how.fact()).contains("signal 6 (abort) while it loaded the model");
        assertThat(stage.place).isEmptyDirectory();
    }

    @Test
    void a_program_that_is_no_worker_is_refused_and_leaves_nothing() {
        assertThat(refusal("echo '{\"ready\": true}'; sleep 300").fact())
                .isEqualTo("the process of 'loan.trouble' does not speak the protocol of workers");
        assertThat(refusal("sleep 300").getMessage()).isEqualTo(
                "the process of 'loan.trouble' was not ready after 500 ms. Give it longer with the option start_timeout_ms");
        assertThat(refusal("exit 5").fact())
                .isEqualTo("the process of 'loan.trouble' ended by itself with code 5 while it loaded the model");
        assertThat(stage.place).isEmptyDirectory();
    }

    private Problem refusal(String script) {
        Limits limits = Limits.usual(64).with(Map.of(Limits.START_TIMEOUT_MS, "500"));
        Launch launch = new Launch(List.of("/bin/sh", "-c", script), List.of(), Map.of(), limits);
        return catchThrowableOfType(
                Problem.class, () -> stage.workers.start(launch, "shell", stage.model("any"), Loading.plain()));
    }

    @Test
    void answers_of_many_callers_are_never_mixed() throws Exception {
        try (Instance instance = stage.trouble();
                ExecutorService platform = Executors.newFixedThreadPool(4);
                ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> calls = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                int own = caller;
                Callable<Boolean> asking = () -> {
                    boolean same = true;
                    for (int call = 0; call < 300; call++) {
                        String word = (own + "-" + call + " ").repeat(1 + call * own);
                        same &= Stage.ask(instance, "say " + word).equals(word);
                    }
                    return same;
                };
                calls.add(own % 2 == 0 ? platform.submit(asking) : virtual.submit(asking));
            }
            for (Future<Boolean> call : calls) {
                assertThat(call.get()).isTrue();
            }
        }
    }

    @Test
    void values_larger_than_any_buffer_come_back_whole() {
        try (Instance instance = stage.trouble()) {
            String[] orders = new String[5_000];
            for (int i = 0; i < orders.length; i++) {
                orders[i] = "say " + "é".repeat(i % 997) + i;
            }
            List<NamedTensor> said = instance.predict(List.of(new NamedTensor("order", Tensor.of(orders))), orders.length);

            for (int i = 0; i < orders.length; i++) {
                assertThat("say " + said.getFirst().tensor().text(i)).isEqualTo(orders[i]);
            }
        }
    }

    @Test
    void an_interrupted_caller_is_told_and_nobody_else_notices() throws Exception {
        try (Instance instance = stage.trouble(); ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Thread[] asking = new Thread[1];
            CountDownLatch begun = new CountDownLatch(1);
            Future<Problem> call = threads.submit(() -> {
                asking[0] = Thread.currentThread();
                begun.countDown();
                return refusal(instance, "loop");
            });
            begun.await();
            asking[0].interrupt();

            assertThat(call.get().code()).isEqualTo(Problem.Code.UNAVAILABLE);
            assertThat(Stage.ask(instance, "say still here")).isEqualTo("still here");
        }
    }

    private static Problem refusal(Instance instance, String order) {
        return catchThrowableOfType(Problem.class, () -> Stage.ask(instance, order));
    }
}
