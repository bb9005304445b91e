package understudy.comparison;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
    private final Map<String, Cluster> open = new HashMap<>();
    private Instant hour = Instant.MIN;
    private long pairs;

    private record Cluster(double[] totals, int[] counts) {}

    UnitSums(int metrics) {
        sums = new PairedSums[metrics];
        Arrays.setAll(sums, metric -> new PairedSums());
    }

    /** @param differences one for each metric; NaN where the metric has none */
    void add(Optional<String> key, Instant receivedAt, double[] differences) {
        pairs++;
        if (key.isEmpty()) {
            for (int metric = 0; metric < sums.length; metric++) {
                if (!Double.isNaN(differences[metric])) {
                    sums[metric].add(differences[metric]);
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
                key.get(), first -> new Cluster(new double[sums.length], new int[sums.length]));
        for (int metric = 0; metric < sums.length; metric++) {
            if (!Double.isNaN(differences[metric])) {
                cluster.totals[metric] += differences[metric];
                cluster.counts[metric]++;
            }
        }
    }

    /** Ends the hour under way. */
    void close() {
        for (Cluster cluster : open.values()) {
            for (int metric = 0; metric < sums.length; metric++) {
                if (cluster.counts[metric] > 0) {
                    sums[metric].add(cluster.totals[metric] / cluster.counts[metric]);
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
