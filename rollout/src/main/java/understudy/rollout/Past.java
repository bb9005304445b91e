package understudy.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import understudy.core.Prediction;

/**
 * What callers were answered, for as long as anything keeps it: beyond the journal, which forgets sooner. Sees all that
 * was journalled before a call. Safe for many threads.
 */
public interface Past {
    /**
     * Requests to a model that its champions answered.
     *
     * @param from inclusive, by when requests were received
     * @param to exclusive
     */
    record Stretch(String model, Instant from, Instant to) {}

    /**
     * A label's value.
     *
     * @param now as known now
     * @param whenMature as it was known when the prediction reached the model's maturity age; empty too while it is younger
     */
    record Truth(Optional<String> now, Optional<String> whenMature) {
        public static final Truth UNKNOWN = new Truth(Optional.empty(), Optional.empty());
    }

    /** @param truths one for each row of the request */
    record Answered(Prediction prediction, List<Truth> truths) {}

    /** How many requests each version answered; no entry for one that answered none. */
    Map<Integer, Long> counts(Stretch stretch);

    /**
     * In request order, each request once, on the calling thread: a platform thread, since native code may hold it.
     *
     * @param reader says whether it wants more
     * @throws understudy.core.Problem UNAVAILABLE, INTERNAL
     */
    void read(Stretch stretch, Predicate<Answered> reader);

    /** Older requests may be gone. */
    Instant keptSince();
}
