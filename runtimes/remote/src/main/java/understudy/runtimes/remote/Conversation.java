package understudy.runtimes.remote;

import java.util.List;
import java.util.Optional;
import understudy.core.NamedTensor;
import understudy.core.Signature;

/** One protocol spoken with one endpoint. Safe for many threads. */
interface Conversation extends AutoCloseable {
    /**
     * What an endpoint says of itself.
     *
     * @param signature empty where the protocol has no such question
     * @param library name and version of what answers, as far as it tells
     */
    record Described(Optional<Signature> signature, String library) {}

    /**
     * Asks whether the model is there and ready, and what it takes.
     *
     * @throws understudy.core.Problem UNPROCESSABLE where it is not
     */
    Described described() throws Unanswered;

    /**
     * @param signature what is sent and expected
     * @return outputs in any order, not yet checked against the signature
     * @throws understudy.core.Problem UNPROCESSABLE where the endpoint refuses the values, INTERNAL for an answer that
     *     cannot be read
     */
    List<NamedTensor> ask(List<NamedTensor> inputs, int rows, Signature signature) throws Unanswered;

    @Override
    void close();
}
