package understudy.bench;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import understudy.drift.Score;
import understudy.drift.WatchedColumn;

/**
 * Squared errors (score − label)² of a calibrated model, in [0, 1], watched by their mean as a labelled column. Drift moves
 * the share of the relation between score and label that is lost; no rhythm and no wander reaches it.
 */
final class SimulatedLoss extends SimulatedNumbers {
    private final double mean;
    private final double variance;

    SimulatedLoss(double[] reference) {
        super(Shape.LOSS, reference);
        mean = Arrays.stream(reference).average().orElseThrow();
        variance = Arrays.stream(reference).map(loss -> (loss - mean) * (loss - mean)).average().orElseThrow();
        missing = 0;
    }

    @Override
    WatchedColumn watched(String name, double missing) {
        return new WatchedColumn(name, true, List.of(new Score("mean", Score.Kind.NUMBER, variance)));
    }

    @Override
    double[] expected(double missing) {
        return new double[] {mean};
    }

    @Override
    int scores() {
        return 1;
    }

    /** The mean of a loss can't be read off bins. */
    @Override
    void count(SplittableRandom random, Binomial binomial, double shift) {
        draw(random, binomial, shift, new double[0], 0);
    }

    @Override
    void draw(SplittableRandom random, Binomial binomial, double shift, double[] common, double share) {
        super.draw(random, binomial, 0, new double[0], 0);
    }

    @Override
    void seal(double[] means, long[] counts, int at) {
        double sum = 0;
        for (int row = 0; row < present; row++) {
            sum += values[row];
        }
        means[at] = sum / present;
        counts[at] = present;
    }
}
