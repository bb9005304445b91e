package understudy.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import understudy.drift.ReferenceBins;
import understudy.drift.Sample;
import understudy.drift.WatchedColumn;

/** Numbers: bins of the reference are read off its ranks, so that windows can be drawn as counts of them. */
sealed class SimulatedNumbers extends SimulatedColumn permits SimulatedLoss {
    /** Drift: where values lie and how widely, in the law's own scale. */
    double moved;

    double scaled = 1;

    private final Shape shape;
    private final double[] drawnReference;
    private final Sample reference;
    private final ReferenceBins bins;
    private final double[] edges;
    private final double[] ranks;
    private final double[] shares;
    private double sharesAt = Double.NaN;
    private double sharesScale = Double.NaN;
    /** Of the last window, if it was drawn row by row. */
    double[] values = {};

    private int[] counts = {};
    private boolean drawn;

    /** @param values of the reference */
    SimulatedNumbers(Shape shape, double[] values) {
        this.shape = shape;
        drawnReference = values;
        reference = Sample.of(values);
        bins = ReferenceBins.of(reference);
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        List<Double> found = new ArrayList<>(List.of(Math.nextDown(sorted[0])));
        for (int i = 0; i < sorted.length; i++) {
            boolean last = i == sorted.length - 1;
            if (last || bins.rank(sorted[i]) != bins.rank(sorted[i + 1])) {
                found.add(sorted[i]);
            } else if (bins.rank(Math.nextDown(sorted[i + 1])) != bins.rank(sorted[i + 1])) {
                found.add(Math.nextDown(sorted[i + 1]));
            }
        }
        edges = found.stream().mapToDouble(edge -> edge).distinct().toArray();
        ranks = new double[edges.length + 1];
        for (int bin = 0; bin < edges.length; bin++) {
            ranks[bin] = bins.rank(edges[bin]);
        }
        ranks[edges.length] = bins.rank(Double.POSITIVE_INFINITY);
        shares = new double[ranks.length];
    }

    @Override
    WatchedColumn watched(String name, double missing) {
        return new WatchedColumn(name, false, bins.scores(missing));
    }

    @Override
    double[] expected(double missing) {
        return bins.means(missing);
    }

    @Override
    int scores() {
        return 3;
    }

    final Sample reference() {
        return reference;
    }

    /** Some of its rows, spread over its four weeks, in the order they were drawn. */
    final double[] someOfReference(int count) {
        double[] some = new double[count];
        for (int i = 0; i < count; i++) {
            some[i] = drawnReference[i * (drawnReference.length / count)];
        }
        return some;
    }

    /** The last window's values, if it was drawn row by row. */
    final Sample window() {
        return Sample.of(sortedWindow());
    }

    final double[] sortedWindow() {
        double[] sorted = Arrays.copyOf(values, present);
        Arrays.sort(sorted);
        return sorted;
    }

    @Override
    void count(SplittableRandom random, Binomial binomial, double shift) {
        drawn = false;
        double at = shift + moved;
        if (at != sharesAt || scaled != sharesScale) {
            double below = 0;
            for (int bin = 0; bin < shares.length; bin++) {
                double upTo = bin == edges.length ? 1 : shape.upTo(edges[bin], at, scaled);
                shares[bin] = Math.max(0, upTo - below);
                below = upTo;
            }
            sharesAt = at;
            sharesScale = scaled;
        }
        counts = binomial.split(random, present, shares);
    }

    @Override
    void draw(SplittableRandom random, Binomial binomial, double shift, double[] common, double share) {
        drawn = true;
        values = values.length < present ? new double[rows] : values;
        for (int row = 0; row < present; row++) {
            double own = shape.draw(random, common.length == 0 ? shift + moved : 0, common.length == 0 ? scaled : 1);
            values[row] = common.length == 0
                    ? own
                    : shift + moved + scaled * (Math.sqrt(share) * common[row] + Math.sqrt(1 - share) * own);
        }
    }

    @Override
    void means(double[] means, int at) {
        double level = 0;
        double spread = 0;
        if (drawn) {
            for (int row = 0; row < present; row++) {
                double rank = bins.rank(values[row]);
                level += rank;
                spread += Math.abs(rank - 0.5);
            }
        } else {
            for (int bin = 0; bin < counts.length; bin++) {
                level += counts[bin] * ranks[bin];
                spread += counts[bin] * Math.abs(ranks[bin] - 0.5);
            }
        }
        means[at] = level / present;
        means[at + 1] = ReferenceBins.spread(means[at], spread / present);
    }
}
