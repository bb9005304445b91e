package understudy.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;

/**
 * Several copies of one version that answer as one: for runtimes that take one call at a time, such as an interpreter with
 * a lock of its own. A call meets whichever copy is idle longest.
 */
final class Replicas implements Instance {
    /** How many places a copy without a limit of its own gets. */
    private static final int PLACES = 64;

    private final List<Instance> copies;
    private final LinkedBlockingQueue<Instance> idle = new LinkedBlockingQueue<>();

    private Replicas(List<Instance> copies) {
        this.copies = List.copyOf(copies);
        int places = Math.min(PLACES, copies.getFirst().concurrency());
        for (int place = 0; place < places; place++) {
            idle.addAll(copies);
        }
    }

    /** @param count at least 1; what was loaded is closed again where a later one does not load */
    static Instance of(int count, Supplier<Instance> load) {
        List<Instance> copies = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                copies.add(load.get());
            }
        } catch (RuntimeException failed) {
            copies.forEach(Instance::close);
            throw failed;
        }
        return count == 1 ? copies.getFirst() : new Replicas(copies);
    }

    @Override
    public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
        Instance copy;
        try {
            copy = idle.take();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new Problem(Problem.Code.UNAVAILABLE, "the server is going away", "", stopping);
        }
        try {
            return copy.predict(inputs, rows);
        } finally {
            idle.add(copy);
        }
    }

    @Override
    public Signature signature() {
        return copies.getFirst().signature();
    }

    @Override
    public String library() {
        return copies.getFirst().library();
    }

    @Override
    public int maxRows() {
        return copies.getFirst().maxRows();
    }

    @Override
    public int concurrency() {
        return Math.min(PLACES, copies.getFirst().concurrency()) * copies.size();
    }

    @Override
    public boolean waits() {
        return copies.getFirst().waits();
    }

    @Override
    public OptionalLong memory() {
        long sum = 0;
        for (Instance copy : copies) {
            if (copy.memory().isEmpty()) {
                return OptionalLong.empty();
            }
            sum += copy.memory().getAsLong();
        }
        return OptionalLong.of(sum);
    }

    @Override
    public void close() {
        copies.forEach(Instance::close);
    }
}
