package understudy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;

/** What every serving runtime must do. Extend it, give it a model of the runtime's format and rows for it. */
public abstract class ServingRuntimeContract {
    private static final int ROWS = 17;
    private static final int THREADS = 4;
    private static final int CALLS = 50;

    /** As ServiceLoader would make it. */
    protected abstract ServingRuntime runtime();

    /** A model with a free batch. */
    protected abstract Artifact artifact();

    /** {@code rows} different rows for it, the same each time; the first {@code n} of more rows are those of {@code n}. */
    protected abstract List<NamedTensor> rows(int rows);

    @Test
    public void a_runtime_accepts_its_own_artifacts_and_has_a_one_word_name() {
        assertThat(runtime().accepts(artifact())).isTrue();
        assertThat(runtime().name()).matches("[a-z0-9]+");
    }

    @Test
    public void a_loaded_model_says_what_it_takes_and_gives() {
        try (Instance instance = load()) {
            Signature signature = instance.signature();
            assertThat(signature.inputs()).extracting(Signature.Input::name)
                    .containsExactlyElementsOf(rows(1).stream().map(NamedTensor::name).toList());
            assertThat(signature.inputs()).extracting(Signature.Input::type)
                    .containsExactlyElementsOf(rows(1).stream().map(one -> one.tensor().type()).toList());
            assertThat(signature.outputs()).isNotEmpty();
            assertThat(instance.library()).matches("\\S.*\\d.*");
        }
    }

    @Test
    public void answers_come_as_the_signature_says() {
        try (Instance instance = load()) {
            List<NamedTensor> outputs = instance.predict(rows(ROWS), ROWS);
            assertThat(outputs).extracting(NamedTensor::name)
                    .containsExactlyElementsOf(instance.signature().outputs().stream().map(Signature.Output::name).toList());
            for (int i = 0; i < outputs.size(); i++) {
                Signature.Output declared = instance.signature().outputs().get(i);
                Tensor tensor = outputs.get(i).tensor();
                assertThat(tensor.type()).isEqualTo(declared.type());
                assertThat(tensor.rows()).isEqualTo(ROWS);
                assertThat(tensor.shape()).hasSameSizeAs(declared.shape());
            }
        }
    }

    @Test
    public void a_rows_answer_is_the_same_alone_and_among_others() {
        try (Instance instance = load()) {
            List<NamedTensor> together = instance.predict(rows(ROWS), ROWS);
            for (int row = 0; row < ROWS; row++) {
                List<NamedTensor> alone = instance.predict(only(rows(ROWS), row), 1);
                assertThat(alone).isEqualTo(only(together, row));
            }
        }
    }

    @Test
    public void the_same_rows_get_the_same_bits_twice_and_from_a_second_copy() {
        try (Instance first = load();
                Instance second = load()) {
            List<NamedTensor> answer = first.predict(rows(ROWS), ROWS);
            assertThat(first.predict(rows(ROWS), ROWS)).isEqualTo(answer);
            assertThat(second.predict(rows(ROWS), ROWS)).isEqualTo(answer);
        }
    }

    @Test
    public void calls_at_the_same_time_do_not_mix_their_rows() throws Exception {
        try (Instance instance = load();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<NamedTensor> expected = instance.predict(rows(ROWS), ROWS);
            int most = Math.min(THREADS, instance.concurrency());
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int thread = 0; thread < most; thread++) {
                int row = thread;
                calls.add(() -> {
                    boolean same = true;
                    for (int call = 0; call < CALLS; call++) {
                        same &= instance.predict(only(rows(ROWS), row), 1).equals(only(expected, row));
                    }
                    return same;
                });
            }
            for (Future<Boolean> call : threads.invokeAll(calls)) {
                assertThat(call.get()).isTrue();
            }
        }
    }

    @Test
    public void a_signature_it_gave_may_be_given_back() {
        try (Instance first = load();
                Instance second = runtime().load(artifact(), Loading.as(first.signature()))) {
            assertThat(second.signature()).isEqualTo(first.signature());
            assertThat(second.predict(rows(ROWS), ROWS)).isEqualTo(first.predict(rows(ROWS), ROWS));
        }
    }

    @Test
    public void a_file_of_another_kind_is_refused_in_one_sentence(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "not a model of any kind\n".repeat(20));
        Artifact wrong = new Artifact(file, "notes.txt", "0".repeat(64));
        assertThat(runtime().accepts(wrong)).isFalse();
        assertRefused(wrong);
    }

    @Test
    public void a_file_that_is_cut_off_is_refused_in_one_sentence(@TempDir Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(artifact().path());
        Path file = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length / 2));
        assertRefused(new Artifact(file, artifact().fileName(), "0".repeat(64)));
    }

    private void assertRefused(Artifact wrong) {
        assertThatThrownBy(() -> runtime().load(wrong, Loading.plain()).close())
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
                    assertThat(problem.getMessage()).doesNotContain("\n").doesNotContain("Exception").hasSizeLessThan(500);
                    assertThat(problem.getMessage()).doesNotContain(wrong.path().toString());
                });
    }

    private Instance load() {
        return runtime().load(artifact(), Loading.plain());
    }

    private static List<NamedTensor> only(List<NamedTensor> tensors, int row) {
        List<NamedTensor> cut = new ArrayList<>();
        for (NamedTensor named : tensors) {
            Tensor tensor = named.tensor();
            int width = tensor.rowSize();
            Object values = Array.newInstance(tensor.values().getClass().componentType(), width);
            System.arraycopy(tensor.values(), row * width, values, 0, width);
            long[] shape = tensor.shape().clone();
            shape[0] = 1;
            cut.add(new NamedTensor(named.name(), Tensor.of(tensor.type(), shape, values)));
        }
        return cut;
    }
}
