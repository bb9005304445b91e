package understudy.serving;

import understudy.core.Signature;

/** Answers requests: choose, predict, journal, reply. Safe for many threads. */
public final class Inference {
    /**
     * Answers one request; the answer is in the journal on return.
     *
     * @throws understudy.core.Problem with one sentence for the caller: NOT_FOUND, INVALID, OVERLOADED, UNAVAILABLE,
     *     DEADLINE_EXCEEDED, UNPROCESSABLE, STORAGE_FULL; INTERNAL where the model itself failed (journalled too)
     */
    public Answer infer(InferRequest request) {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * What callers of the model (or of that version directly) send and get.
     *
     * @throws understudy.core.Problem NOT_FOUND
     */
    public Signature signature(String model, java.util.Optional<Integer> version) {
        throw new UnsupportedOperationException("not built yet");
    }
}
