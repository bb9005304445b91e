package understudy.runtimes.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import understudy.core.Problem;

final class CircuitTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
    private final Circuit circuit = new Circuit("the endpoint a", now::get);

    @Test
    void after_five_failures_calls_fail_at_once_and_one_a_pause_finds_out() {
        fail(Circuit.FAILURES - 1);
        assertThatCode(circuit::enter).doesNotThrowAnyException();
        fail(1);
        Problem refused = Documents.problem(circuit::enter);
        assertThat(refused.code()).isEqualTo(Problem.Code.UNAVAILABLE);
        assertThat(refused.fact()).isEqualTo("the endpoint a failed 5 times in a row and is left alone for a moment");
        now.addAndGet(Circuit.SHORTEST.toNanos());
        assertThatCode(circuit::enter).doesNotThrowAnyException();
        Documents.problem(circuit::enter);
    }

    @Test
    void an_answer_closes_it() {
        fail(Circuit.FAILURES);
        now.addAndGet(Circuit.SHORTEST.toNanos());
        circuit.enter();
        circuit.answered();
        assertThatCode(circuit::enter).doesNotThrowAnyException();
    }

    @Test
    void pauses_double_up_to_a_bound() {
        fail(Circuit.FAILURES + 1);
        now.addAndGet(Circuit.SHORTEST.toNanos());
        Documents.problem(circuit::enter);
        fail(100);
        now.addAndGet(Circuit.LONGEST.minus(Duration.ofNanos(1)).toNanos());
        Documents.problem(circuit::enter);
        now.addAndGet(1);
        assertThatCode(circuit::enter).doesNotThrowAnyException();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            circuit.failed();
        }
    }
}
