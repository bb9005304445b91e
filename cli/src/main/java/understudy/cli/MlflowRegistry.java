package understudy.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/** Where MLflow keeps registered models. */
sealed interface MlflowRegistry extends AutoCloseable permits MlflowFiles, MlflowServer {
    /**
     * Every model that is no prompt, by name, without deleted versions.
     *
     * @throws Refusal where this is no registry, or cannot be read
     */
    List<MlflowModel> models();

    /** @throws Refusal where it can be told before anything is fetched that a version's files are not to be had */
    void check(MlflowModel.Version version);

    /**
     * The folder (or file) of a version, on this machine.
     *
     * @param told of each byte more that was fetched: how many there are
     * @throws Refusal where it cannot be found
     */
    Fetched fetch(MlflowModel.Version version, LongConsumer told);

    @Override
    void close();

    /** @param temporary whether it goes when it is closed */
    record Fetched(Path path, boolean temporary) implements AutoCloseable {
        @Override
        public void close() {
            if (temporary) {
                TemporaryFolder.delete(path);
            }
        }
    }
}
