package understudy.drift;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.FisherExactTest;

/** Tests of one share: the first category against all others. */
final class TwoByTwo {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private TwoByTwo() {}

    /** Z of two proportions with pooled variance, two-sided; the share is that of all but the first category. */
    static Reading proportions(long[] reference, long[] window) {
        double n = Arrays.stream(reference).sum();
        double m = Arrays.stream(window).sum();
        double p = 1 - reference[0] / n;
        double q = 1 - window[0] / m;
        double pooled = (p * n + q * m) / (n + m);
        double variance = pooled * (1 - pooled) * (1 / n + 1 / m);
        if (variance <= 0) {
            return Reading.test(0, 1);
        }
        double z = (p - q) / Math.sqrt(variance);
        return Reading.test(z, 2 * NORMAL.survivalProbability(Math.abs(z)));
    }

    /** Fisher's exact test (1922), two-sided by the sum of all tables as unlikely; the value is the odds ratio. */
    static Reading fisher(long[] reference, long[] window) {
        long used = IntStream.range(0, reference.length)
                .filter(i -> reference[i] + window[i] > 0)
                .count();
        if (used > 2) {
            throw new IllegalArgumentException("fisher: " + used + " categories (expected: two)");
        }
        int first = 0;
        while (first < reference.length - 1 && reference[first] + window[first] == 0) {
            first++;
        }
        int[][] table = {
            {Math.toIntExact(window[first]), Math.toIntExact(Arrays.stream(window).sum() - window[first])},
            {Math.toIntExact(reference[first]), Math.toIntExact(Arrays.stream(reference).sum() - reference[first])}
        };
        if (used < 2) {
            return Reading.test(Double.NaN, 1);
        }
        var result = FisherExactTest.withDefaults().test(table);
        return Reading.test(result.getStatistic(), result.getPValue());
    }
}
