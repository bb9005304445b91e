package understudy.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.core.PredictionId;

/** Takes in the truth, and people's overrides. Safe for many threads. */
public final class Labels {
    /**
     * One label as it was sent.
     *
     * @param prediction one of prediction and key is there
     * @param at when it became true; when it reached us where empty
     */
    public record Submission(
            Optional<PredictionId> prediction, Optional<String> key, String value, Optional<Instant> at) {}

    /**
     * @param accepted written
     * @param repeated there already, with the same value: nothing written
     * @param corrected of the accepted, those that change an earlier one
     * @param unknown of the accepted, those whose prediction is not known (yet): kept for a late join
     * @param unknownExamples up to ten of them
     */
    public record Receipt(long accepted, long repeated, long corrected, long unknown, List<String> unknownExamples) {}

    /** @param model needed where a submission has a key; may be empty otherwise */
    public Receipt submit(String model, List<Submission> submissions, String by) {
        throw new UnsupportedOperationException("not built yet");
    }

    public void override(PredictionId prediction, String action, String reason, String by) {
        throw new UnsupportedOperationException("not built yet");
    }
}
