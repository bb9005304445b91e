package understudy.comparison;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import understudy.comparison.Comparison.Metric;
import understudy.core.Truth;
import understudy.statistics.Bounds;
import understudy.statistics.ConfidenceSequence;
import understudy.statistics.Ndcg;
import understudy.statistics.PairedSums;

/**
 * What a key asked within an hour, as one list to be ranked: the label of each is what it was worth. For one thread,
 * pairs in request order.
 */
final class ListTally {
    /** Most lists, and most items of one, held for the hour under way. */
    private static final int OPEN = 50_000;

    private static final int LONGEST = 1_000;

    private record Item(double champion, double challenger, double gain) {}

    private final int places;
    private final Map<String, List<Item>> open = new HashMap<>();
    private Instant hour = Instant.MIN;
    private final PairedSums differences = new PairedSums();
    private double champions;
    private double challengers;

    ListTally(int places) {
        this.places = places;
    }

    /** Pairs without a key, a score or a worth of 0 or more are no part of a list. */
    void add(Pair pair, double[] scores, Optional<Truth> labelWhenMature) {
        double gain = labelWhenMature.isPresent() ? labelWhenMature.get().number().orElse(Double.NaN) : Double.NaN;
        if (pair.key().isEmpty() || !(gain >= 0) || Double.isInfinite(gain) || Double.isNaN(scores[0] + scores[1])) {
            return;
        }
        Instant now = pair.receivedAt().truncatedTo(ChronoUnit.HOURS);
        if (!now.equals(hour) || open.size() >= OPEN) {
            close();
            hour = now;
        }
        List<Item> list = open.computeIfAbsent(pair.key().get(), first -> new ArrayList<>());
        if (list.size() < LONGEST) {
            list.add(new Item(scores[0], scores[1], gain));
        }
    }

    void close() {
        for (List<Item> list : open.values()) {
            double[] gains = list.stream().mapToDouble(Item::gain).toArray();
            if (list.size() > 1) {
                double champion = Ndcg.of(gains, list.stream().mapToDouble(Item::champion).toArray(), places);
                double challenger = Ndcg.of(gains, list.stream().mapToDouble(Item::challenger).toArray(), places);
                champions += champion;
                challengers += challenger;
                // positive is better, as with losses
                differences.add(challenger - champion);
            }
        }
        open.clear();
    }

    /** Complete after {@link #close()}. */
    Optional<Metric> metric(Terms terms, Measure measure, ConfidenceSequence sequence) {
        long lists = differences.units();
        if (lists == 0) {
            return Optional.empty();
        }
        double margin = terms.margin(measure, champions / lists);
        Optional<Bounds> bounds = ConfidenceSequence.isReady(differences)
                ? Judgement.bounds(sequence.interval(differences))
                : Optional.empty();
        OptionalLong more = sequence.moreNeeded(differences, margin);
        return Optional.of(Judgement.metric(measure, champions / lists, challengers / lists, bounds, margin, more));
    }
}
