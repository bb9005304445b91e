package understudy.serving;

import java.util.List;

/** The loaded copies. A copy is loaded once, warmed before it is ready, and closed when its last call has ended. */
public final class Instances implements AutoCloseable {
    /** State of one version, in the words of the model repository extension. */
    public record Status(String model, int version, State state, String reason) {}

    public enum State {
        LOADING,
        READY,
        UNAVAILABLE
    }

    public List<Status> statuses() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Loads and warms it if it is not; returns when ready. */
    public void load(String model, int version) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** @throws understudy.core.Problem CONFLICT while a lineup needs it */
    public void unload(String model, int version) {
        throw new UnsupportedOperationException("not built yet");
    }

    public boolean isReady(String model, int version) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Refuses new calls, waits for those under way (bounded), closes every copy. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("not built yet");
    }
}
