package understudy.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.core.Fact;
import understudy.core.PredictionId;

/**
 * What labels are about, and what is known of that already. Sees all that was journalled before the call. Safe for many
 * threads.
 */
public interface KnownLabels {
    /** @return one for each target, in their order; asked for many at once, since each may be a look into files */
    List<Known> find(List<Target> targets);

    /**
     * What a label is about.
     *
     * @param model needed with a key; may be empty with a prediction
     * @param prediction one of prediction and key is there
     * @param key names the latest prediction of the model with that key received at or before {@code at}
     */
    record Target(String model, Optional<PredictionId> prediction, Optional<String> key, Instant at) {}

    /**
     * @param prediction the one meant, if it is known by now
     * @param model the model of that prediction
     * @param latest the label in force for it; for a key without a prediction yet, the last one sent for that key
     */
    record Known(Optional<PredictionId> prediction, Optional<String> model, Optional<Fact.Label> latest) {
        public static Known nothing() {
            return new Known(Optional.empty(), Optional.empty(), Optional.empty());
        }
    }
}
