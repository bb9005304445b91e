package understudy.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** An entry of the facts log: something learnt about predictions after they were answered. */
public sealed interface Fact {
    /**
     * A block of what one shadow said, in request order. The block is also the reader's cursor: {@code through} is the
     * position after the last prediction it has dealt with, whether or not that one was sampled.
     *
     * @param reader names the reader, unique for as long as its answers count, e.g. {@code shadow/fraud@8/<uuid>}
     * @param through position in the predictions log up to which (exclusive) the reader is done
     */
    record ShadowAnswers(
            String reader, String model, int version, String versionDigest, long through, List<ShadowAnswer> answers)
            implements Fact {
        public ShadowAnswers {
            answers = List.copyOf(answers);
        }
    }

    /**
     * What a shadow said for one request, beside what the caller got: a pair needs no join.
     *
     * @param answeredRole CHAMPION or CANARY: who answered the caller
     * @param batched requests evaluated together in this call; latency is the whole call's divided by it
     */
    record ShadowAnswer(
            UUID request,
            Instant receivedAt,
            Optional<String> key,
            Map<String, String> segments,
            int answeredBy,
            Role answeredRole,
            long lineupRevision,
            int rows,
            long answeredLatencyNanos,
            Outcome answered,
            long latencyNanos,
            int batched,
            Outcome said) {}

    /**
     * The truth for a prediction, arriving later; a later one for the same prediction corrects it.
     *
     * @param id of the label itself, so that a repeated delivery is recognised
     * @param model the model meant; needed for a key, may be empty for a prediction id
     * @param prediction one of prediction and key is there
     * @param key the caller's own key: names the latest prediction of the model with that key received at or before
     *     {@code at}
     * @param value a class name, or a number in digits
     * @param at when it became true
     * @param receivedAt when it reached us: what was known when is judged by this
     */
    record Label(
            UUID id,
            String model,
            Optional<PredictionId> prediction,
            Optional<String> key,
            String value,
            Instant at,
            Instant receivedAt,
            String by)
            implements Fact {}

    /** A person decided otherwise than the rule did. */
    record Override(PredictionId prediction, String action, String reason, String by, Instant at) implements Fact {}

    /**
     * A reader was overtaken by retention: these predictions were never shown to it. Comparisons show the gap, verdicts
     * exclude it.
     *
     * @param from first lost position, inclusive
     * @param to position it goes on from
     * @param count how many predictions were between, −1 where nobody can tell
     */
    record Gap(String reader, String model, int version, long from, long to, long count, Instant at) implements Fact {}
}
