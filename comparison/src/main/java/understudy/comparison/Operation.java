package understudy.comparison;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import understudy.comparison.Comparison.Change;
import understudy.comparison.Comparison.Operating;
import understudy.core.Truth;
import understudy.statistics.Calibration;
import understudy.statistics.Distinct;

/** Who is treated differently, what that costs, and whether probabilities mean what they say. For one thread. */
final class Operation {
    private static final int MOST_CHANGES = 100;
    private static final double SECONDS_A_DAY = 86_400;

    private record Turn(String from, String to) {}

    private final Decisions decisions;
    private final boolean probabilities;
    private final Map<Turn, long[]> changes = new HashMap<>();
    private final Distinct people = new Distinct();
    private final Calibration champion = Calibration.standard();
    private final Calibration challenger = Calibration.standard();
    private long changed;
    private double championCost;
    private double challengerCost;
    private long costed;

    Operation(Decisions decisions, boolean probabilities) {
        this.decisions = decisions;
        this.probabilities = probabilities;
    }

    void add(Pair pair, Optional<Truth> label) {
        Optional<String> from = pair.answered().action().or(pair.answered()::predicted);
        Optional<String> to = pair.said().action().or(pair.said()::predicted);
        if (from.isPresent() && to.isPresent() && !from.equals(to)) {
            Turn turn = new Turn(from.get(), to.get());
            changed++;
            people.add(pair.key().orElse(pair.id().toString()));
            if (changes.size() < MOST_CHANGES || changes.containsKey(turn)) {
                changes.computeIfAbsent(turn, first -> new long[1])[0]++;
            }
        }
        label.ifPresent(truth -> judge(pair, truth));
    }

    private void judge(Pair pair, Truth truth) {
        OptionalDouble one = decisions.cost(pair.answered(), truth);
        OptionalDouble other = decisions.cost(pair.said(), truth);
        if (one.isPresent() && other.isPresent()) {
            championCost += one.getAsDouble();
            challengerCost += other.getAsDouble();
            costed++;
        }
        double before = Sides.score(pair.answered());
        double after = Sides.score(pair.said());
        if (probabilities && truth.classIndex().isPresent() && isProbability(before) && isProbability(after)) {
            champion.add(before, truth.classIndex().getAsInt() == 1);
            challenger.add(after, truth.classIndex().getAsInt() == 1);
        }
    }

    private static boolean isProbability(double score) {
        return score >= 0 && score <= 1;
    }

    /** @param from of the first pair @param to of the last */
    Operating finished(Instant from, Instant to) {
        double days = Math.max(Duration.between(from, to).toMillis() / 1000.0, 1) / SECONDS_A_DAY;
        List<Change> most = changes.entrySet().stream()
                .sorted(Comparator.<Map.Entry<Turn, long[]>>comparingLong(entry -> -entry.getValue()[0])
                        .thenComparing(entry -> entry.getKey().from() + entry.getKey().to()))
                .map(entry -> new Change(entry.getKey().from(), entry.getKey().to(), entry.getValue()[0]))
                .toList();
        return new Operating(
                changed, changed / days, people.count(), most,
                costed == 0 ? Optional.empty() : Optional.of(championCost / costed),
                costed == 0 ? Optional.empty() : Optional.of(challengerCost / costed),
                champion.units() == 0 ? Optional.empty() : Optional.of(champion.expectedCalibrationError()),
                champion.units() == 0 ? Optional.empty() : Optional.of(challenger.expectedCalibrationError()));
    }
}
