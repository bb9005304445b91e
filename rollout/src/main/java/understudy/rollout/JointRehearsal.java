package understudy.rollout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.comparison.Answers;
import understudy.core.NamedTensor;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.BoundVersion;
import understudy.serving.Sealing;

/**
 * Asks a version what it would have said to many past requests, in as few calls as it can: the first is asked alone and
 * timed, the others together. Where a call of several fails each half is asked again, so that only those fail that fail
 * alone. For one thread.
 */
final class JointRehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(JointRehearsal.class);
    private static final double NANOS_PER_MILLI = 1e6;

    /** A past request, opened once for all versions; no inputs where they can no longer be read. */
    record Question(Prediction prediction, List<NamedTensor> inputs, Optional<Outcome.Failed> unreadable) {
        static Question of(Prediction prediction, Sealing sealing) {
            try {
                return new Question(prediction, sealing.open(prediction.inputs()), Optional.empty());
            } catch (Problem problem) {
                return new Question(
                        prediction, List.of(), Optional.of(new Outcome.Failed(problem.code(), problem.fact())));
            }
        }

        private boolean standsBeside(Question other) {
            boolean same = inputs.size() == other.inputs.size();
            for (int i = 0; same && i < inputs.size(); i++) {
                Tensor mine = inputs.get(i).tensor();
                Tensor theirs = other.inputs.get(i).tensor();
                same = inputs.get(i).name().equals(other.inputs.get(i).name())
                        && mine.type() == theirs.type()
                        && mine.shape().length > 0
                        && Arrays.equals(mine.shape(), 1, mine.shape().length, theirs.shape(), 1, theirs.shape().length)
                        && mine.rows() == prediction.rows()
                        && theirs.rows() == other.prediction.rows();
            }
            return same;
        }
    }

    /**
     * What a version said to one request.
     *
     * @param first the request's first row among those of the answers
     * @param latencyMillis NaN where it was not asked alone
     */
    record Heard(Answers answers, int first, double latencyMillis) {}

    private final BoundVersion bound;
    private final boolean together;

    JointRehearsal(BoundVersion bound) {
        this.bound = bound;
        this.together = bound.takesRequestsTogether();
    }

    /** One for each, in their order. */
    Heard[] answer(List<Question> questions) {
        Heard[] heard = new Heard[questions.size()];
        List<List<Integer>> calls = new ArrayList<>();
        boolean timed = false;
        for (int i = 0; i < heard.length; i++) {
            Question question = questions.get(i);
            if (question.unreadable().isPresent()) {
                heard[i] = failed(question, question.unreadable().get());
            } else if (!timed || !together) {
                heard[i] = alone(question);
                timed = true;
            } else {
                callFor(i, questions, calls).add(i);
            }
        }
        calls.forEach(call -> ask(call, questions, heard));
        return heard;
    }

    private static List<Integer> callFor(int i, List<Question> questions, List<List<Integer>> calls) {
        for (List<Integer> call : calls) {
            if (questions.get(i).standsBeside(questions.get(call.getFirst()))) {
                return call;
            }
        }
        calls.add(new ArrayList<>());
        return calls.getLast();
    }

    private void ask(List<Integer> call, List<Question> questions, Heard[] heard) {
        if (call.size() == 1) {
            heard[call.getFirst()] = alone(questions.get(call.getFirst()));
            return;
        }
        try {
            int rows = 0;
            List<List<NamedTensor>> inputs = new ArrayList<>(call.size());
            for (int i : call) {
                inputs.add(questions.get(i).inputs());
                rows += questions.get(i).prediction().rows();
            }
            Answers answers = answers(bound.predictTogether(inputs, rows), rows);
            int first = 0;
            for (int i : call) {
                heard[i] = new Heard(answers, first, Double.NaN);
                first += questions.get(i).prediction().rows();
            }
        } catch (RuntimeException | StackOverflowError | LinkageError someFailed) {
            ask(call.subList(0, call.size() / 2), questions, heard);
            ask(call.subList(call.size() / 2, call.size()), questions, heard);
        }
    }

    private Heard alone(Question question) {
        try {
            long began = System.nanoTime();
            BoundVersion.Said said = bound.predict(question.inputs(), question.prediction().rows());
            double millis = (System.nanoTime() - began) / NANOS_PER_MILLI;
            return new Heard(answers(said, question.prediction().rows()), 0, millis);
        } catch (Problem problem) {
            return failed(question, new Outcome.Failed(problem.code(), problem.fact()));
        } catch (RuntimeException | StackOverflowError | LinkageError broken) {
            LOG.error("{} failed at {}", bound.version().reference(), question.prediction().id(), broken);
            return failed(
                    question, new Outcome.Failed(Problem.Code.INTERNAL, bound.version().reference() + " failed"));
        }
    }

    /** Outputs that are not one a row mean nothing to a comparison. */
    private Answers answers(BoundVersion.Said said, int rows) {
        return Answers.of(
                bound.signature(),
                said.outputs().stream().filter(output -> output.tensor().rows() == rows).toList(),
                said.actions());
    }

    private Heard failed(Question question, Outcome.Failed why) {
        Signature signature = bound.signature();
        return new Heard(Answers.of(Optional.of(signature), why, question.prediction().rows()), 0, Double.NaN);
    }
}
