package understudy.comparison;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import understudy.comparison.Comparison.Metric;
import understudy.core.ModelVersion;

/**
 * Several challengers of one champion, the best first, by differences from the champion whose intervals hold for all at
 * once and at any time of looking.
 *
 * @param places challengers, those without a metric last
 * @param best who leads for sure: better than the champion and than every other challenger; the champion where all
 *     challengers are worse than it; empty while that is open
 * @param contenders who may still turn out to be the best, the champion among them
 */
public record Ranking(
        String model, int champion, List<Place> places, Optional<Integer> best, List<Integer> contenders, String sentence) {
    /** @param metric empty without labels */
    public record Place(int version, long pairs, long mature, Optional<Metric> metric) {}

    public Ranking {
        places = List.copyOf(places);
        contenders = List.copyOf(contenders);
    }

    static Ranking of(String model, int champion, List<Comparison> compared) {
        List<Place> places = compared.stream()
                .map(each -> new Place(
                        each.challenger(), each.pairs(), each.mature(),
                        each.primary().flatMap(name -> each.metrics().stream()
                                .filter(metric -> metric.name().equals(name))
                                .findFirst())))
                .sorted(Comparator.<Place>comparingDouble(place -> place.metric().isPresent() ? 0 : 1)
                        .thenComparingDouble(place -> -place.metric().map(Metric::difference).orElse(0.0)))
                .toList();
        // the champion is no better and no worse than itself
        double floor = 0;
        for (Place place : places) {
            floor = Math.max(floor, place.metric().flatMap(Metric::low).orElse(0.0));
        }
        List<Integer> contenders = new ArrayList<>();
        for (Place place : places) {
            double high = place.metric().flatMap(Metric::high).orElse(Double.POSITIVE_INFINITY);
            if (high >= floor && high > 0) {
                contenders.add(place.version());
            }
        }
        if (floor == 0) {
            contenders.add(champion);
        }
        Optional<Integer> best = contenders.size() == 1 ? Optional.of(contenders.getFirst()) : Optional.empty();
        return new Ranking(model, champion, places, best, contenders, sentence(model, champion, places, best, contenders));
    }

    private static String sentence(
            String model, int champion, List<Place> places, Optional<Integer> best, List<Integer> contenders) {
        if (places.isEmpty()) {
            return model + " has no challengers.";
        }
        if (best.isPresent()) {
            String leader = ModelVersion.reference(model, best.get());
            return best.get() == champion
                    ? String.format(Locale.ROOT, "%s stays best: each of %d challengers is worse.", leader, places.size())
                    : String.format(Locale.ROOT, "%s is the best of %d versions.", leader, places.size() + 1);
        }
        return String.format(
                Locale.ROOT, "Not enough yet to name the best: %s may still be it.",
                String.join(", ", contenders.stream().map(version -> ModelVersion.reference(model, version)).toList()));
    }
}
