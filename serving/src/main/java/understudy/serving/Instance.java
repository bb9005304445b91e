package understudy.serving;

import java.util.List;
import java.util.OptionalLong;
import understudy.core.NamedTensor;
import understudy.core.Signature;

/** One loaded copy of a version. Safe for as many threads as {@link #concurrency()} says. */
public interface Instance extends AutoCloseable {
    Signature signature();

    /**
     * Answers {@code rows} rows in one call; each row's answer is independent of the others in the call.
     *
     * @param inputs exactly the signature's inputs, in its order, with its types; first dimension {@code rows}
     * @return the signature's outputs in its order
     * @throws understudy.core.Problem UNPROCESSABLE where the model itself refuses the values
     */
    List<NamedTensor> predict(List<NamedTensor> inputs, int rows);

    /** Name and version of what evaluates it, e.g. {@code onnxruntime 1.28.0}; recorded for reproduction. */
    String library();

    /** Most rows in one call; a graph with a fixed batch says so here, and is called with exactly that many. */
    default int maxRows() {
        return Integer.MAX_VALUE;
    }

    /** Calls at the same time that make sense. */
    default int concurrency() {
        return Integer.MAX_VALUE;
    }

    /** Whether a call spends its time waiting for another process, so that it needs no core of this one. */
    default boolean waits() {
        return false;
    }

    /**
     * Most calls with made-up rows before it is in use; 1 where each call costs somebody something, 0 for one that cannot
     * be asked.
     */
    default int warmCalls() {
        return 20;
    }

    /** Bytes it holds, wherever they are; empty where it cannot tell. */
    default OptionalLong memory() {
        return OptionalLong.empty();
    }

    /** Frees what it holds; called once, when no call is under way. */
    @Override
    void close();
}
