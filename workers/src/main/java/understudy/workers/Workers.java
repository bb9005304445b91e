package understudy.workers;

import java.nio.file.Path;
import java.time.InstantSource;
import understudy.core.Problem;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;

/** The processes of one server. Safe for many threads. */
public final class Workers implements AutoCloseable {
    /** @param folder where each process gets a folder of its own; a short path, for sockets live in it */
    public Workers(Sandbox sandbox, Path folder, InstantSource clock, Waiting waiting) {}

    /**
     * A copy of a model that answers from a process of its own.
     *
     * @param runtime a word for the process to know what to load with
     * @throws Problem UNPROCESSABLE where the artifact does not load there, UNAVAILABLE where no process can be started
     */
    public Instance start(Launch launch, String runtime, Artifact model, Loading loading) {
        throw new Problem(Problem.Code.UNAVAILABLE, "no process can be started yet", "");
    }

    @Override
    public void close() {}
}
