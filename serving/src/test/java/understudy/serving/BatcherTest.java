package understudy.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Tensor;

@Timeout(60)
class BatcherTest {
    private final List<Integer> calls = Collections.synchronizedList(new ArrayList<>());

    @Test
    void who_waits_while_a_call_is_under_way_is_answered_in_the_next_one_together() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Batcher batcher = new Batcher(new Batcher.Terms(64, 0), 1, (inputs, rows) -> {
            inside.countDown();
            await(go);
            return doubled(inputs, rows);
        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<NamedTensor>> first = callers.submit(() -> batcher.answer(rows(1, 1), 1, Runnable::run));
            inside.await();
            List<Future<List<NamedTensor>>> others = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int from = 10 * i;
                others.add(callers.submit(() -> batcher.answer(rows(from, 3), 3, Runnable::run)));
            }
            while (batcher.waiting() < 10) {
                Thread.onSpinWait();
            }
            go.countDown();

            assertThat(numbers(first.get())).containsExactly(2);
            for (int i = 0; i < 10; i++) {
                assertThat(numbers(others.get(i).get())).containsExactly(20 * i, 20 * i + 2, 20 * i + 4);
            }
        }
        assertThat(calls).containsExactly(1, 30);
    }

    @Test
    void no_answer_is_mixed_up_however_many_ask_at_once() throws Exception {
        Batcher batcher = new Batcher(new Batcher.Terms(16, 0), 2, this::doubled);
        Random random = new Random(7);
        try (ExecutorService callers = Executors.newFixedThreadPool(16)) {
            List<Callable<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                int from = i * 100;
                int rows = 1 + random.nextInt(20);
                all.add(() -> numbers(batcher.answer(rows(from, rows), rows, Runnable::run))
                        .equals(numbers(doubled(rows(from, rows), rows))));
            }
            for (Future<Boolean> one : callers.invokeAll(all)) {
                assertThat(one.get()).isTrue();
            }
        }
    }

    @Test
    void a_request_that_is_refused_takes_no_neighbour_with_it() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Batcher batcher = new Batcher(new Batcher.Terms(64, 0), 1, (inputs, rows) -> {
            inside.countDown();
            await(go);
            if (numbers(inputs).contains(666)) {
                throw new Problem(Problem.Code.UNPROCESSABLE, "666 is not taken", "");
            }
            return doubled(inputs, rows);
        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            callers.submit(() -> batcher.answer(rows(1, 1), 1, Runnable::run));
            inside.await();
            Future<List<NamedTensor>> good = callers.submit(() -> batcher.answer(rows(5, 1), 1, Runnable::run));
            Future<List<NamedTensor>> bad = callers.submit(() -> batcher.answer(rows(666, 1), 1, Runnable::run));
            while (batcher.waiting() < 2) {
                Thread.onSpinWait();
            }
            go.countDown();

            assertThat(numbers(good.get())).containsExactly(10);
            assertThat(bad).failsWithin(Duration.ofSeconds(30)).withThrowableThat()
                    .withMessageContaining("666 is not taken");
        }
    }

    @Test
    void rows_of_other_widths_are_never_put_into_one_call() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Batcher batcher = new Batcher(new Batcher.Terms(64, 0), 1, (inputs, rows) -> {
            inside.countDown();
            await(go);
            calls.add(inputs.getFirst().tensor().rowSize());
            return inputs;
        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            callers.submit(() -> batcher.answer(matrix(1), 1, Runnable::run));
            inside.await();
            Future<List<NamedTensor>> wide = callers.submit(() -> batcher.answer(matrix(5), 1, Runnable::run));
            while (batcher.waiting() < 1) {
                Thread.onSpinWait();
            }
            Future<List<NamedTensor>> narrow = callers.submit(() -> batcher.answer(matrix(2), 1, Runnable::run));
            while (batcher.waiting() < 2) {
                Thread.onSpinWait();
            }
            go.countDown();

            assertThat(wide.get().getFirst().tensor().rowSize()).isEqualTo(5);
            assertThat(narrow.get().getFirst().tensor().rowSize()).isEqualTo(2);
        }
        assertThat(calls).containsExactly(1, 5, 2);
    }

    @Test
    void with_a_delay_a_full_batch_does_not_wait_for_its_end() throws Exception {
        Batcher batcher = new Batcher(new Batcher.Terms(4, 3_600_000_000_000L), 1, this::doubled);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<NamedTensor>>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int from = i;
                all.add(callers.submit(() -> batcher.answer(rows(from, 1), 1, Runnable::run)));
            }
            for (int i = 0; i < 4; i++) {
                assertThat(numbers(all.get(i).get())).containsExactly(2 * i);
            }
        }
        assertThat(calls).containsExactly(4);
    }

    private List<NamedTensor> doubled(List<NamedTensor> inputs, int rows) {
        calls.add(rows);
        float[] from = inputs.getFirst().tensor().floats();
        float[] twice = new float[rows];
        for (int i = 0; i < rows; i++) {
            twice[i] = 2 * from[i];
        }
        return List.of(new NamedTensor("y", Tensor.of(twice)));
    }

    private static List<NamedTensor> rows(int from, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = from + i;
        }
        return List.of(new NamedTensor("x", Tensor.of(values)));
    }

    private static List<NamedTensor> matrix(int width) {
        return List.of(new NamedTensor("x", Tensor.of(new float[width], 1, width)));
    }

    private static List<Integer> numbers(List<NamedTensor> tensors) {
        List<Integer> numbers = new ArrayList<>();
        for (float value : tensors.getFirst().tensor().floats()) {
            numbers.add((int) value);
        }
        return numbers;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
