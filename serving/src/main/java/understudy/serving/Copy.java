package understudy.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.DataType;
import understudy.core.ModelVersion;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;

/**
 * One loaded copy of a version and the count of its users: its owner and each call under way. Whoever leaves last
 * closes it. Safe for many threads.
 */
final class Copy {
    private static final Logger LOG = LoggerFactory.getLogger(Copy.class);
    /** Under this, running on the caller's thread costs less than handing over to another (measured: 20–60 µs). */
    private static final long FAST_NANOS = 1_000_000;

    /** Rows at once that show whether batching pays: it does if they take less than half of what they take alone. */
    private static final int TRIAL_ROWS = 8;

    private static final int USUAL_BATCH = 64;
    private static final long WARM_NANOS = 200_000_000;

    private final ModelVersion version;
    private final Instance instance;
    private final AtomicLong failures = new AtomicLong();
    private final AtomicInteger users = new AtomicInteger(1);
    private final boolean limited;
    private final Semaphore concurrency;
    private final boolean counted;
    private final long artifactBytes;
    private Optional<Batcher> batcher = Optional.empty();
    private boolean fast = true;
    private long callNanos;
    private final AtomicInteger holders = new AtomicInteger();
    private volatile long lastUse = System.nanoTime();

    private Copy(ModelVersion version, Instance instance, long artifactBytes) {
        this.version = version;
        this.artifactBytes = artifactBytes;
        this.instance = instance;
        this.limited = instance.concurrency() != Integer.MAX_VALUE;
        this.concurrency = new Semaphore(Math.max(1, instance.concurrency()));
        this.counted = Rows.counted(instance.signature());
    }

    /**
     * Takes over the instance, which has been loaded, and warms it.
     *
     * @param artifactBytes what its memory is guessed by where it cannot tell
     * @throws Problem UNPROCESSABLE, with the instance closed, if it cannot answer a plain row
     */
    static Copy warmed(ModelVersion version, Instance instance, long artifactBytes) {
        Copy copy = new Copy(version, instance, artifactBytes);
        try {
            copy.warm();
            return copy;
        } catch (RuntimeException cold) {
            copy.leave();
            throw cold;
        }
    }

    /** A copy of a version that is to be loaded when somebody needs it: nobody can enter this one. */
    static Copy cold(ModelVersion version) {
        Copy copy = new Copy(version, new ColdInstance(version.signature()), 0);
        copy.leave();
        return copy;
    }

    ModelVersion version() {
        return version;
    }

    Signature signature() {
        return instance.signature();
    }

    String library() {
        return instance.library();
    }

    /** Whether a call took less than a millisecond when warm. */
    boolean isFast() {
        return fast;
    }

    /** Whether requests that wait may be put into one call. */
    boolean batches() {
        return batcher.isPresent();
    }

    /** Whether a call needs no core of this process. */
    boolean waits() {
        return instance.waits();
    }

    /** Bytes it holds; about, where it cannot tell. */
    long memory() {
        return instance.memory().orElse(artifactBytes);
    }

    /** Median of a call with one row when it was warmed; 0 for one that refused to be. */
    long callNanos() {
        return callNanos;
    }

    /** Somebody who is not a call needs it for longer. */
    void hold() {
        holders.incrementAndGet();
    }

    void letGo() {
        holders.decrementAndGet();
    }

    boolean isHeld() {
        return holders.get() > 0;
    }

    /** As {@link System#nanoTime}, at most a millisecond old: written seldom, since every call comes by here. */
    long lastUse() {
        return lastUse;
    }

    void used(long now) {
        if (now - lastUse > FAST_NANOS) {
            lastUse = now;
        }
    }

    /** @return false if it is closed already */
    boolean enter() {
        int now = users.get();
        while (now > 0) {
            if (users.compareAndSet(now, now + 1)) {
                return true;
            }
            now = users.get();
        }
        return false;
    }

    void leave() {
        if (users.decrementAndGet() == 0) {
            instance.close();
        }
    }

    /**
     * The version's own answer to its own inputs; a graph with a fixed batch is fed in chunks.
     *
     * @throws Problem UNPROCESSABLE where the model refuses the values or answers with what is not a number, INTERNAL
     *     where it breaks
     */
    List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
        if (limited) {
            concurrency.acquireUninterruptibly();
        }
        try {
            List<NamedTensor> outputs = counted && instance.maxRows() != Integer.MAX_VALUE
                    ? chunked(inputs, rows)
                    : instance.predict(inputs, rows);
            refuseOdd(outputs);
            return outputs;
        } catch (Problem known) {
            throw known;
        } catch (RuntimeException | StackOverflowError | LinkageError broken) {
            logged(broken);
            throw new Problem(
                    Problem.Code.INTERNAL,
                    version.reference() + " failed while answering",
                    "See the server's log for the cause",
                    broken);
        } finally {
            if (limited) {
                concurrency.release();
            }
        }
    }

    /**
     * {@link #predict}, perhaps in one call with others that wait.
     *
     * @param where what a call runs on
     */
    List<NamedTensor> predictAmongOthers(List<NamedTensor> inputs, int rows, Executor where) {
        return batcher.isPresent() ? batcher.get().answer(inputs, rows, where) : predict(inputs, rows);
    }

    /** A model that breaks at every request must not fill the log: after the first, each doubling is told. */
    private void logged(Throwable broken) {
        long times = failures.incrementAndGet();
        if (times == 1) {
            LOG.error("{} failed while answering", version.reference(), broken);
        } else if (Long.bitCount(times) == 1) {
            LOG.error("{} failed while answering, {} times by now: {}", version.reference(), times, broken.toString());
        }
    }

    private List<NamedTensor> chunked(List<NamedTensor> inputs, int rows) {
        int size = instance.maxRows();
        if (rows == size) {
            return instance.predict(inputs, rows);
        }
        List<List<NamedTensor>> parts = new ArrayList<>();
        for (int from = 0; from < rows; from += size) {
            List<NamedTensor> chunk = new ArrayList<>();
            for (NamedTensor input : inputs) {
                chunk.add(new NamedTensor(input.name(), Rows.slice(input.tensor(), from, size)));
            }
            parts.add(instance.predict(chunk, size));
        }
        return Rows.stacked(parts, rows);
    }

    private void refuseOdd(List<NamedTensor> outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            Tensor tensor = outputs.get(i).tensor();
            int odd = switch (tensor.values()) {
                case float[] values -> odd(values);
                case double[] values -> odd(values);
                default -> -1;
            };
            if (odd >= 0) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE,
                        version.reference() + " answered " + tensor.text(odd) + " in output '" + outputs.get(i).name()
                                + "' for row " + odd / Math.max(1, tensor.rowSize()),
                        "Check that the values are in the range the model was trained on");
            }
        }
    }

    private static int odd(float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i]) <= Float.MAX_VALUE)) {
                return i;
            }
        }
        return -1;
    }

    private static int odd(double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i]) <= Double.MAX_VALUE)) {
                return i;
            }
        }
        return -1;
    }

    /** Plain rows until the code is compiled and the time of a call is known. */
    private void warm() {
        if (instance.warmCalls() == 0) {
            return;
        }
        int rows = counted && instance.maxRows() != Integer.MAX_VALUE ? instance.maxRows() : 1;
        List<NamedTensor> plain = plainRows(instance.signature(), rows);
        long[] took = new long[instance.warmCalls()];
        long began = System.nanoTime();
        int calls = 0;
        while (calls < took.length && System.nanoTime() - began < WARM_NANOS) {
            long start = System.nanoTime();
            try {
                instance.predict(plain, rows);
            } catch (Problem refused) {
                // a model may refuse values made up here; that it can be called at all has been seen
                LOG.info("{} was not warmed: {}", version.reference(), refused.getMessage());
                return;
            } catch (RuntimeException | StackOverflowError | LinkageError broken) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE,
                        version.reference() + " loads, but breaks on a first plain row",
                        "See the server's log for the cause",
                        broken);
            }
            took[calls++] = System.nanoTime() - start;
        }
        Arrays.sort(took, 0, calls);
        callNanos = took[calls / 2];
        fast = callNanos < FAST_NANOS && !instance.waits();
        batcher = batching().map(terms -> new Batcher(terms, calls(), this::predict));
    }

    private int calls() {
        return Math.min(instance.concurrency(), Runtime.getRuntime().availableProcessors());
    }

    /** As the version's options say; else if a trial shows that it pays. */
    private Optional<Batcher.Terms> batching() {
        long delay = BatchOptions.delayNanos(version.options());
        Optional<Integer> rows = BatchOptions.rows(version.options());
        boolean possible = counted && instance.maxRows() == Integer.MAX_VALUE;
        if (!possible || rows.filter(most -> most < 2).isPresent()) {
            return Optional.empty();
        }
        if (rows.isPresent()) {
            return Optional.of(new Batcher.Terms(rows.get(), delay));
        }
        return !fast && instance.warmCalls() > 1 && pays() ? Optional.of(new Batcher.Terms(USUAL_BATCH, delay)) : Optional.empty();
    }

    private boolean pays() {
        List<NamedTensor> plain = plainRows(instance.signature(), TRIAL_ROWS);
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            instance.predict(plain, TRIAL_ROWS);
            shortest = Math.min(shortest, System.nanoTime() - start);
        }
        return shortest < callNanos * TRIAL_ROWS / 2;
    }

    static List<NamedTensor> plainRows(Signature signature, int rows) {
        List<NamedTensor> inputs = new ArrayList<>();
        for (Signature.Input input : signature.inputs()) {
            long[] shape = input.shape().stream().mapToLong(dimension -> Math.max(1, dimension)).toArray();
            if (Rows.counted(signature)) {
                shape[0] = rows;
            }
            Object values = Casts.allocate(input.type(), Tensor.size(input.name(), shape));
            if (input.type() == DataType.BYTES) {
                boolean categories = !input.features().isEmpty() && !input.features().getFirst().categories().isEmpty();
                String text = categories ? input.features().getFirst().categories().getFirst() : "";
                Arrays.fill((byte[][]) values, text.getBytes(UTF_8));
            }
            inputs.add(new NamedTensor(input.name(), Tensor.of(input.type(), shape, values)));
        }
        return inputs;
    }
}
