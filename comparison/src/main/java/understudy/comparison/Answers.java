package understudy.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import understudy.core.Column;
import understudy.core.NamedTensor;
import understudy.core.Outcome;
import understudy.core.Scores;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.core.Tensor;
import understudy.core.Value;

/** What an outcome says of each row, as far as the signature tells what its outputs mean. Safe for many threads. */
public final class Answers {
    /** Answers within this part of the larger agree. */
    private static final double TOLERANCE = 1e-6;
    /** Longer lists (embeddings, images) are no scores; the entry has them. */
    private static final int MOST_SCORES = 1_000;

    private static final double[] NONE = {};

    private final Optional<Signature> signature;
    private final List<NamedTensor> outputs;
    private final List<String> actions;
    private final Optional<String> error;

    private Answers(
            Optional<Signature> signature, List<NamedTensor> outputs, List<String> actions, Optional<String> error) {
        this.signature = signature;
        this.outputs = outputs;
        this.actions = actions;
        this.error = error;
    }

    /** @param signature what names the outputs; without one they mean nothing */
    public static Answers of(Optional<Signature> signature, Outcome outcome, int rows) {
        return switch (outcome) {
            case Outcome.Answered answered -> new Answers(
                    signature, plain(answered.outputs(), rows), answered.actions(), Optional.empty());
            case Outcome.Failed failed -> new Answers(
                    signature, List.of(), List.of(), Optional.of(failed.code().name()));
        };
    }

    /** Of outputs that were not journalled. @param actions one a row, or none */
    public static Answers of(Signature signature, List<NamedTensor> outputs, List<String> actions) {
        return new Answers(Optional.of(signature), outputs, actions, Optional.empty());
    }

    private static List<NamedTensor> plain(List<Column> outputs, int rows) {
        List<NamedTensor> plain = new ArrayList<>(outputs.size());
        for (Column output : outputs) {
            if (output.value() instanceof Value.Plain(Tensor tensor) && tensor.rows() == rows) {
                plain.add(new NamedTensor(output.name(), tensor));
            }
        }
        return plain;
    }

    /** @param latencyMillis NaN where it was not measured */
    public Pair.Side side(int row, double latencyMillis) {
        return new Pair.Side(scores(row), predicted(row), action(row), error, latencyMillis);
    }

    public double[] scores(int row) {
        double[] scores = signature.map(known -> Scores.of(known, outputs, row)).orElse(NONE);
        return scores.length <= MOST_SCORES ? scores : NONE;
    }

    /** The positive class's probability or the predicted value; NaN where the task has no such number. */
    public double score(Task task, int row) {
        double[] scores = scores(row);
        return switch (task) {
            case BINARY -> scores.length == 1 ? scores[0] : scores.length == 2 ? scores[1] : Double.NaN;
            case REGRESSION -> scores.length == 1 ? scores[0] : Double.NaN;
            case MULTICLASS, OTHER -> Double.NaN;
        };
    }

    public Optional<String> predicted(int row) {
        return outputs.isEmpty() ? Optional.empty() : signature.flatMap(known -> Scores.predicted(known, outputs, row));
    }

    public Optional<String> action(int row) {
        return row < actions.size() ? Optional.of(actions.get(row)) : Optional.empty();
    }

    public Optional<String> error() {
        return error;
    }

    /** By action where both have one, else by class, else by number; empty where either failed or says none of these. */
    public Optional<Boolean> agrees(Answers other, int row) {
        if (action(row).isPresent() && other.action(row).isPresent()) {
            return Optional.of(action(row).equals(other.action(row)));
        }
        if (predicted(row).isPresent() && other.predicted(row).isPresent()) {
            return Optional.of(predicted(row).equals(other.predicted(row)));
        }
        double[] mine = scores(row);
        double[] theirs = other.scores(row);
        if (mine.length == 0 || mine.length != theirs.length) {
            return Optional.empty();
        }
        for (int i = 0; i < mine.length; i++) {
            if (Math.abs(mine[i] - theirs[i]) > TOLERANCE * Math.max(Math.abs(mine[i]), Math.abs(theirs[i]))) {
                return Optional.of(false);
            }
        }
        return Optional.of(true);
    }
}
