package understudy.serving;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The lineup of each model, in memory and kept. Replacing one is atomic for callers. Safe for many threads. */
public final class Lineups {
    public Optional<Lineup> find(String model) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Newest first. */
    public List<Lineup> history(String model, int limit) {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Loads and warms whatever {@code next} needs, keeps it under the next revision, then routes by it. Requests under
     * way end with the version they began with.
     *
     * @param next its revision, since and by are set here
     * @param ifMatch the revision that {@code next} was made from; 0 for a model's first lineup
     * @throws understudy.core.Problem STALE if the lineup is another by now; NOT_FOUND, UNPROCESSABLE for a version
     *     that is not there, is retired, does not load, or cannot be bound to the model's signature
     */
    public Lineup replace(Lineup next, long ifMatch, String by) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** {@link #replace} from the present one, tried again while others are faster. */
    public Lineup change(String model, String by, UnaryOperator<Lineup> change) {
        throw new UnsupportedOperationException("not built yet");
    }
}
