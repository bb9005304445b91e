package understudy.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs a reader for each shadow of each lineup. */
public final class Shadows implements AutoCloseable {
    /**
     * @param lag predictions between the reader and the end of the log are this old; zero when it is there
     * @param lagBytes of the log it has not read yet
     * @param answered predictions answered since start
     * @param failed of them with an error
     * @param problem why it stands still, if it does
     */
    public record Status(
            String model,
            int version,
            String reader,
            long position,
            Duration lag,
            long lagBytes,
            long answered,
            long failed,
            long skipped,
            Optional<String> problem) {}

    /** Of the readers that run now. */
    public List<Status> statuses() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Stops every reader; what each has not written yet it will do again at the next start. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("not built yet");
    }
}
