package understudy.comparison;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import understudy.statistics.PairedSums;

/**
 * Makes independent units of pairs, for several metrics at once: what one key asked within an hour is one unit, its
 * mean; what has no key is a unit each. One caller who asks a thousand times would otherwise count as a thousand, which
 * gives false verdicts in most comparisons. For one thread, pairs in request order.
 */
final class UnitSums {
    /** Most keys held for the hour under way; one that asks again after that counts as another. */
    private static final int OPEN = 200_000;

    private final PairedSums[] sums;
    private final DoubleConsumer first;
    private final Map<String, Cluster> open = new LinkedHashMap<>();
    private Instant hour = Instant.MIN;
    private long pairs;

    private record Cluster(double[] totals, int[] counts) {}

    /** @param first told each unit of the first metric, in order */
    UnitSums(int metrics, DoubleConsumer first) {
        this.sums = new PairedSums[metrics];
        this.first = first;
        Arrays.setAll(sums, metric -> new PairedSums());
    }

    /** @param differences one for each metric; NaN where the metric has none */
    void add(Optional<String> key, Instant receivedAt, double[] differences) {
        pairs++;
        if (key.isEmpty()) {
            for (int metric = 0; metric < sums.length; metric++) {
                if (!Double.isNaN(differences[metric])) {
                    take(metric, differences[metric]);
                }
            }
            return;
        }
        Instant now = receivedAt.truncatedTo(ChronoUnit.HOURS);
        if (!now.equals(hour) || open.size() >= OPEN) {
            close();
            hour = now;
        }
        Cluster cluster = open.computeIfAbsent(
                key.get(), fresh -> new Cluster(new double[sums.length], new int[sums.length]));
        for (int metric = 0; metric < sums.length; metric++) {
            if (!Double.isNaN(differences[metric])) {
                cluster.totals[metric] += differences[metric];
                cluster.counts[metric]++;
            }
        }
    }

    private void take(int metric, double difference) {
        sums[metric].add(difference);
        if (metric == 0) {
            first.accept(difference);
        }
    }

    /** Ends the hour under way. */
    void close() {
        for (Cluster cluster : open.values()) {
            for (int metric = 0; metric < sums.length; metric++) {
                if (cluster.counts[metric] > 0) {
                    take(metric, cluster.totals[metric] / cluster.counts[metric]);
                }
            }
        }
        open.clear();
    }

    /** Complete after {@link #close()}. */
    PairedSums of(int metric) {
        return sums[metric];
    }

    /** Pairs that went in. */
    long pairs() {
        return pairs;
    }
}
