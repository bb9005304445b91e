package understudy.rollout;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Fact;
import understudy.core.NamedTensor;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.serving.BoundVersion;
import understudy.serving.Sealing;

/** Asks a version what it would have said to a request that was answered by another. For one thread. */
final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    private final BoundVersion bound;
    private final Sealing sealing;

    Rehearsal(BoundVersion bound, Sealing sealing) {
        this.bound = bound;
        this.sealing = sealing;
    }

    /** A version that fails, or an input that can no longer be read, is an answer too. */
    Fact.ShadowAnswer answer(Prediction prediction) {
        long began = System.nanoTime();
        Outcome said;
        try {
            List<NamedTensor> inputs = sealing.open(prediction.inputs());
            // opening is not the version's time
            began = System.nanoTime();
            BoundVersion.Said answer = bound.predict(inputs, prediction.rows());
            said = new Outcome.Answered(sealing.sealOutputs(answer.outputs()), answer.actions());
        } catch (Problem problem) {
            said = new Outcome.Failed(problem.code(), problem.fact());
        } catch (RuntimeException | StackOverflowError | LinkageError broken) {
            LOG.error("{} failed at {}", bound.version().reference(), prediction.id(), broken);
            said = new Outcome.Failed(Problem.Code.INTERNAL, bound.version().reference() + " failed");
        }
        return new Fact.ShadowAnswer(
                prediction.id(), prediction.receivedAt(), prediction.key(), prediction.segments(),
                prediction.version(), prediction.role(), prediction.lineupRevision(), prediction.rows(),
                prediction.latencyNanos(), prediction.outcome(), System.nanoTime() - began, 1, said);
    }
}
