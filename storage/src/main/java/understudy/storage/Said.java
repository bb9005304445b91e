package understudy.storage;

import java.util.List;
import java.util.Optional;
import understudy.core.NamedTensor;
import understudy.core.Outcome;
import understudy.core.Scores;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.core.Value;

/** What an outcome says of each row, as far as the signature tells what its outputs mean. */
final class Said {
    /** Answers within this part of the larger agree. */
    private static final double TOLERANCE = 1e-6;
    /** Longer lists (embeddings, images) are no scores; the entry has them. */
    private static final int MOST_SCORES = 1_000;

    private static final double[] NONE = {};

    private final Optional<Signature> signature;
    private final List<NamedTensor> outputs;
    private final List<String> actions;
    private final Optional<String> error;

    Said(Optional<Signature> signature, Outcome outcome, int rows) {
        this.signature = signature;
        switch (outcome) {
            case Outcome.Answered answered -> {
                this.outputs = answered.outputs().stream()
                        .filter(output -> output.value() instanceof Value.Plain plain && plain.tensor().rows() == rows)
                        .map(output -> new NamedTensor(output.name(), ((Value.Plain) output.value()).tensor()))
                        .toList();
                this.actions = answered.actions();
                this.error = Optional.empty();
            }
            case Outcome.Failed failed -> {
                this.outputs = List.of();
                this.actions = List.of();
                this.error = Optional.of(failed.code().name());
            }
        }
    }

    double[] scores(int row) {
        double[] scores = signature.map(known -> Scores.of(known, outputs, row)).orElse(NONE);
        return scores.length <= MOST_SCORES ? scores : NONE;
    }

    /** The positive class's probability or the predicted value; NaN where the task has no such number. */
    double score(Task task, int row) {
        double[] scores = scores(row);
        return switch (task) {
            case BINARY -> scores.length == 1 ? scores[0] : scores.length == 2 ? scores[1] : Double.NaN;
            case REGRESSION -> scores.length == 1 ? scores[0] : Double.NaN;
            case MULTICLASS, OTHER -> Double.NaN;
        };
    }

    Optional<String> predicted(int row) {
        return outputs.isEmpty() ? Optional.empty() : signature.flatMap(known -> Scores.predicted(known, outputs, row));
    }

    Optional<String> action(int row) {
        return row < actions.size() ? Optional.of(actions.get(row)) : Optional.empty();
    }

    Optional<String> error() {
        return error;
    }

    /** By action where both have one, else by class, else by number; empty where either failed or says none of these. */
    Optional<Boolean> agrees(Said other, int row) {
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
