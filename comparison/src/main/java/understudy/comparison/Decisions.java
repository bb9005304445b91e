package understudy.comparison;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import understudy.core.DecisionRule;
import understudy.core.Model;
import understudy.core.Truth;
import understudy.core.TruthReader;

/** What answers lead to: classes, actions and costs, in the words of the model and of both versions' rules. One thread. */
final class Decisions {
    private final TruthReader reader;
    private final Optional<DecisionRule> champion;
    private final Optional<DecisionRule> challenger;
    private final Optional<DecisionRule.CostMatrix> costs;

    Decisions(Model model, Optional<DecisionRule> champion, Optional<DecisionRule> challenger) {
        this.reader = new TruthReader(model);
        this.champion = champion;
        this.challenger = challenger;
        this.costs = matrix(champion).or(() -> matrix(challenger));
    }

    private static Optional<DecisionRule.CostMatrix> matrix(Optional<DecisionRule> rule) {
        return rule.flatMap(each -> each instanceof DecisionRule.CostMatrix matrix ? Optional.of(matrix) : Optional.empty());
    }

    Optional<Truth> truth(String label) {
        return reader.read(label);
    }

    OptionalInt classIndex(String name) {
        return reader.classIndex(name);
    }

    boolean costsAreKnown() {
        return costs.isPresent();
    }

    /** Most one action can cost more than another; empty without a cost matrix. */
    OptionalDouble costRange() {
        return costs.map(matrix -> {
                    List<Double> all = matrix.costs().stream().flatMap(List::stream).toList();
                    double most = all.stream().mapToDouble(Double::doubleValue).max().orElse(0);
                    double least = all.stream().mapToDouble(Double::doubleValue).min().orElse(0);
                    return most > least ? OptionalDouble.of(most - least) : OptionalDouble.empty();
                })
                .orElse(OptionalDouble.empty());
    }

    /** Of the action taken, whatever rule took it; empty where the matrix does not know it. */
    OptionalDouble cost(Pair.Side side, Truth truth) {
        if (costs.isEmpty() || side.action().isEmpty() || truth.classIndex().isEmpty()) {
            return OptionalDouble.empty();
        }
        int row = costs.get().actions().indexOf(side.action().get());
        int column = truth.classIndex().getAsInt();
        return row < 0 || column >= costs.get().costs().get(row).size()
                ? OptionalDouble.empty()
                : OptionalDouble.of(costs.get().costs().get(row).get(column));
    }

    /** Whether the champion decided for the positive class; empty where it said neither class nor score. */
    Optional<Boolean> championPositive(Pair.Side side) {
        return positive(champion, side);
    }

    Optional<Boolean> challengerPositive(Pair.Side side) {
        return positive(challenger, side);
    }

    private Optional<Boolean> positive(Optional<DecisionRule> rule, Pair.Side side) {
        if (rule.isPresent() && rule.get() instanceof DecisionRule.Threshold threshold && side.action().isPresent()) {
            return Optional.of(side.action().get().equals(threshold.above()));
        }
        OptionalInt said = side.predicted().map(reader::classIndex).orElse(OptionalInt.empty());
        if (said.isPresent()) {
            return Optional.of(said.getAsInt() == 1);
        }
        double score = Sides.score(side);
        return Double.isNaN(score) ? Optional.empty() : Optional.of(score >= 0.5);
    }
}
