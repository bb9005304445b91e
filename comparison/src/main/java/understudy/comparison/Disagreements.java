package understudy.comparison;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import understudy.comparison.Comparison.Disagreement;

/**
 * The disagreements most worth reading: those with a label first, then those furthest apart. Holds as many as it is
 * told. For one thread.
 */
final class Disagreements {
    private record Ranked(boolean labelled, double apart, Pair pair) {}

    private static final Comparator<Ranked> LEAST_FIRST = Comparator.comparing(Ranked::labelled)
            .thenComparingDouble(Ranked::apart)
            .thenComparing(ranked -> ranked.pair().receivedAt());

    private final int limit;
    private final PriorityQueue<Ranked> best = new PriorityQueue<>(LEAST_FIRST);

    Disagreements(int limit) {
        this.limit = limit;
    }

    void add(Pair pair, double[] scores) {
        double apart = Math.abs(scores[1] - scores[0]);
        // an answer beside a failure cannot be told apart by score: most surprising
        best.add(new Ranked(pair.label().isPresent(), Double.isNaN(apart) ? Double.MAX_VALUE : apart, pair));
        if (best.size() > limit) {
            best.remove();
        }
    }

    List<Disagreement> mostInformative() {
        List<Ranked> ranked = new ArrayList<>(best);
        ranked.sort(LEAST_FIRST.reversed());
        return ranked.stream().map(found -> disagreement(found.pair())).toList();
    }

    private static Disagreement disagreement(Pair pair) {
        double[] scores = Sides.compared(pair);
        return new Disagreement(
                pair.id().toString(),
                pair.receivedAt(),
                pair.segments(),
                known(scores[0]),
                known(scores[1]),
                says(pair.answered()),
                says(pair.said()),
                pair.label());
    }

    private static Optional<Double> known(double score) {
        return Double.isFinite(score) ? Optional.of(score) : Optional.empty();
    }

    private static Optional<String> says(Pair.Side side) {
        return side.action().or(side::predicted).or(() -> side.error().map(code -> "error " + code));
    }
}
