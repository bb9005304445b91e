package understudy.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import understudy.drift.TopCategories;
import understudy.drift.WatchedColumn;

/** Categories c0, c1, …; a shift moves even ones up and odd ones down, by so much in log odds. */
final class SimulatedCategories extends SimulatedColumn {
    /** Drift: shares from now on. */
    double[] shares;

    private final long[] reference;
    private final long[] someOfReference;
    private final TopCategories top;
    private final int[] places;
    private final int scores;
    private long[] counts;

    /** @param reference rows of each category @param someOfReference a fifth of these rows */
    SimulatedCategories(double[] shares, long[] reference, long[] someOfReference) {
        this.shares = shares.clone();
        this.reference = reference.clone();
        this.someOfReference = someOfReference.clone();
        Map<String, Long> named = new HashMap<>();
        IntStream.range(0, reference.length)
                .filter(category -> reference[category] > 0)
                .forEach(category -> named.put("c" + category, reference[category]));
        top = TopCategories.of(named);
        scores = top.scores(0).size();
        places = IntStream.range(0, shares.length).map(category -> top.place("c" + category)).toArray();
        counts = new long[shares.length];
    }

    /** Zipf's law, flattened: 200 categories from 3.5 % down to 0.2 %; five from 32 % to 13 %. */
    static double[] zipf(int categories) {
        double flat = 2 + categories / 20.0;
        double[] shares = IntStream.range(0, categories).mapToDouble(k -> 1 / (k + flat)).toArray();
        double sum = Arrays.stream(shares).sum();
        return Arrays.stream(shares).map(share -> share / sum).toArray();
    }

    /** Shares as a shift moves them. */
    static double[] tilted(double[] shares, double shift) {
        if (shift == 0) {
            return shares;
        }
        double up = Math.exp(shift / 2);
        double[] tilted = new double[shares.length];
        double sum = 0;
        for (int category = 0; category < shares.length; category++) {
            tilted[category] = category % 2 == 0 ? shares[category] * up : shares[category] / up;
            sum += tilted[category];
        }
        for (int category = 0; category < shares.length; category++) {
            tilted[category] /= sum;
        }
        return tilted;
    }

    @Override
    WatchedColumn watched(String name, double missing) {
        return new WatchedColumn(name, false, top.scores(missing));
    }

    @Override
    double[] expected(double missing) {
        return top.means(missing);
    }

    @Override
    int scores() {
        return scores;
    }

    long[] reference() {
        return reference;
    }

    long[] someOfReference() {
        return someOfReference;
    }

    /** Rows of each category in the last window. */
    long[] window() {
        return counts;
    }

    @Override
    void count(SplittableRandom random, Binomial binomial, double shift) {
        counts = Arrays.stream(binomial.split(random, present, tilted(shares, shift))).asLongStream().toArray();
    }

    /** Rows of one category are alike, so their counts are all there is. */
    @Override
    void draw(SplittableRandom random, Binomial binomial, double shift, double[] common, double share) {
        count(random, binomial, shift);
    }

    @Override
    void means(double[] means, int at) {
        Arrays.fill(means, at, at + scores - 1, 0);
        for (int category = 0; category < counts.length; category++) {
            means[at + places[category]] += counts[category] / (double) present;
        }
        for (int score = at; score < at + scores - 1; score++) {
            means[score] = Math.min(1, means[score]);
        }
    }
}
