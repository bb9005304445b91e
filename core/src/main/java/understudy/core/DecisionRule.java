package understudy.core;

import java.util.List;

/**
 * Turns what a model says of a row into what is done about it. Belongs to a version and travels with it.
 */
public sealed interface DecisionRule {
    /** The action for one row. {@code scores}: one probability (binary), one for each class, or one predicted value. */
    String action(double[] scores);

    /** Every action it can choose. */
    List<String> actions();

    /**
     * @param threshold compared with the score, or the predicted value
     * @param above the action at or above the threshold
     * @param below the action under it
     */
    record Threshold(double threshold, String above, String below) implements DecisionRule {
        public Threshold {
            if (!Double.isFinite(threshold)) {
                throw Problem.invalid("decision.threshold", threshold, "a finite number");
            }
        }

        @Override
        public String action(double[] scores) {
            return (scores.length == 2 ? scores[1] : scores[0]) >= threshold ? above : below;
        }

        @Override
        public List<String> actions() {
            return List.of(above, below);
        }
    }

    /**
     * Chooses the action whose expected cost is least; the first of equals.
     *
     * @param costs {@code costs[action][class]} in any one unit
     */
    record CostMatrix(List<String> actions, List<List<Double>> costs) implements DecisionRule {
        public CostMatrix {
            actions = List.copyOf(actions);
            costs = costs.stream().map(List::copyOf).toList();
            if (actions.isEmpty() || costs.size() != actions.size()) {
                throw Problem.invalid("decision.costs", costs.size() + " rows", "a row for each of " + actions);
            }
            for (List<Double> row : costs) {
                if (row.size() < 2 || row.size() != costs.getFirst().size()) {
                    throw Problem.invalid("decision.costs", row, "one cost for each class in every row");
                }
            }
        }

        @Override
        public String action(double[] scores) {
            double[] probabilities = scores.length == 1 ? new double[] {1 - scores[0], scores[0]} : scores;
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int action = 0; action < actions.size(); action++) {
                double expected = 0;
                for (int i = 0; i < costs.get(action).size(); i++) {
                    expected += costs.get(action).get(i) * probabilities[i];
                }
                if (expected < least) {
                    least = expected;
                    best = action;
                }
            }
            return actions.get(best);
        }
    }
}
