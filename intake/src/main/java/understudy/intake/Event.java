package understudy.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One request that another platform answered.
 *
 * @param place where it stood, for refusals, e.g. {@code line 12}; the empty string where it came alone
 * @param id names it at its source; with the time it is what a repeated delivery is recognised by
 * @param key the caller's own, as of a request that is answered here
 * @param at when it was received there
 * @param version which one answered; empty for the one that is served elsewhere
 * @param latency how long the answer took; zero where it was not measured
 * @param action what was done; by the version's decision rule where empty
 * @param label the truth, where it is known already; for a request of one row
 * @param textual whether every cell is text, as in CSV, so that text may stand for a number
 */
public record Event(
        String place,
        String id,
        Optional<String> key,
        Instant at,
        OptionalInt version,
        Given inputs,
        Said said,
        Map<String, String> segments,
        Duration latency,
        Optional<String> action,
        Optional<String> label,
        String traceId,
        boolean textual) {
    public Event {
        segments = Map.copyOf(segments);
    }

    /** The same, of a version where it names none. */
    Event answeredBy(OptionalInt other) {
        return version.isPresent() || other.isEmpty()
                ? this
                : new Event(
                        place, id, key, at, other, inputs, said, segments, latency, action, label, traceId, textual);
    }
}
