package understudy.comparison;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import understudy.core.Fact;

/**
 * What a challenger said beside what the champion said, for the same predictions, each once however often it was
 * delivered: what it said as a shadow, and what it answered as a canary with the champion's answer behind the scenes in
 * the champion's place. Sees all that was journalled before the call. Safe for many threads.
 */
public interface Pairs {
    /** In request order; the consumer runs on the caller's thread. */
    void read(Selection selection, Consumer<Pair> consumer);

    /** What readers of this version were never shown. */
    List<Fact.Gap> gaps(String model, int version);

    /**
     * @param from inclusive, by when the request was received
     * @param to exclusive
     * @param maturity age at which {@link Pair#labelWhenMature} is taken
     * @param features whether pairs come with their features, which takes longer
     */
    record Selection(
            String model,
            int challenger,
            Instant from,
            Instant to,
            Duration maturity,
            boolean features) {
        public static Selection everything(String model, int challenger, Duration maturity) {
            return new Selection(model, challenger, Instant.EPOCH, Instant.MAX, maturity, false);
        }
    }
}
