package understudy.api;

import java.util.List;
import java.util.Optional;

/**
 * The challengers of a model, the best first; intervals hold for all of them at once, at any time of looking.
 *
 * @param best leads for sure; absent while that is open
 * @param contenders who may still be the best
 */
public record RankingView(
        String model, int champion, List<Place> places, Optional<Integer> best, List<Integer> contenders, String explanation) {
    /** @param metric absent without labels */
    public record Place(int version, long pairs, long mature, Optional<ComparisonView.Metric> metric) {}
}
