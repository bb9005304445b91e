package understudy.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import understudy.comparison.FeatureSample.Coded;
import understudy.comparison.FeatureSample.Rows;
import understudy.statistics.CodedColumns;
import understudy.statistics.ConfidenceSequence;
import understudy.statistics.SliceSearch;
import understudy.statistics.SplitTree;

/**
 * For whom the challenger is worse, and where the two say different things.
 *
 * @param rows labelled requests that were searched, a sample where there are more than 100,000
 * @param metric in which slices are judged
 * @param looked slices that were looked at
 * @param slices where the challenger loses, worst first; wrongly reported in at most {@code alpha} of searches
 * @param regions where the two disagree, most often first; all requests lie in one of them
 */
public record Differences(
        long rows, Optional<String> metric, long looked, double alpha, List<Slice> slices, List<Region> regions) {
    private static final int LEAST_ROWS = 100;
    private static final int MOST_TESTED = 20;
    private static final int DEPTH = 3;
    private static final long SEED = 2026;

    public static final Differences NONE = new Differences(0, Optional.empty(), 0, 0, List.of(), List.of());

    public Differences {
        slices = List.copyOf(slices);
        regions = List.copyOf(regions);
    }

    /**
     * @param text for a person
     * @param conditions empty where they cannot be pinned ("other")
     * @param share of the requests searched
     * @param champion its metric there
     * @param difference negative where the challenger is worse, with an interval that holds for all slices at once; of the
     *     half of the requests that did not choose the slice
     * @param p Holm's, over the slices tested; for one look
     * @param sure whether it is worse at whatever time one looks, and however often
     */
    public record Slice(
            String text, List<Condition> conditions, long rows, double share, double champion, double challenger,
            double difference, double low, double high, double p, boolean sure) {
        /** What pins it in a plan, so that every later comparison judges it; empty where no condition can name it. */
        public Optional<Guardrail> guardrail() {
            return conditions.isEmpty() ? Optional.empty() : Optional.of(new Guardrail.Slice(conditions));
        }
    }

    /** @param text for a person; empty where all is one region @param disagreement share of requests */
    public record Region(String text, long rows, double disagreement) {}

    /** @param measure one made of each pair, in which losses were taken; empty where there is none */
    static Differences of(FeatureSample sample, Optional<Measure> measure, Terms terms) {
        double alpha = terms.alpha();
        Rows judged = sample.judged();
        double[] differences = new double[judged.champion().length];
        Arrays.setAll(differences, row -> judged.champion()[row] - judged.challenger()[row]);
        boolean enough = measure.isPresent() && differences.length >= 2 * LEAST_ROWS && !judged.columns().isEmpty();
        SliceSearch.Result found = enough
                ? new SliceSearch(alpha, LEAST_ROWS, MOST_TESTED).search(judged.codes(), differences, judged.units(), SEED)
                : new SliceSearch.Result(0, 0, List.of());
        List<Slice> slices = found.slices().stream()
                .map(slice -> slice(slice, judged, measure.orElseThrow(), terms.sequence(alpha / MOST_TESTED)))
                .toList();
        return new Differences(
                differences.length, measure.map(Measure::label), found.looked(), alpha, slices, regions(sample.compared()));
    }

    private static Slice slice(
            SliceSearch.Slice found, Rows rows, Measure measure, ConfidenceSequence anytime) {
        List<String> words = new ArrayList<>();
        List<Condition> conditions = new ArrayList<>();
        boolean canBePinned = true;
        for (SliceSearch.Condition condition : found.conditions()) {
            Coded column = rows.columns().get(condition.column());
            words.add(column.name(List.of(condition.code())));
            Optional<List<Condition>> exact = column.conditions(condition.code());
            canBePinned &= exact.isPresent();
            exact.ifPresent(conditions::addAll);
        }
        double champion = 0;
        double challenger = 0;
        long inside = 0;
        for (int row = 0; row < rows.champion().length; row++) {
            if (meets(rows.codes(), found.conditions(), row)) {
                champion += rows.champion()[row];
                challenger += rows.challenger()[row];
                inside++;
            }
        }
        return new Slice(
                String.join(", ", words), canBePinned ? conditions : List.of(), inside,
                inside / (double) rows.champion().length,
                measure.kind().value(champion / inside), measure.kind().value(challenger / inside),
                found.difference().mean(), found.difference().low(), found.difference().high(), found.adjustedP(),
                ConfidenceSequence.isReady(found.unseen()) && anytime.interval(found.unseen()).high() < 0);
    }

    private static boolean meets(CodedColumns codes, List<SliceSearch.Condition> conditions, int row) {
        for (SliceSearch.Condition condition : conditions) {
            if (codes.codes()[condition.column()][row] != condition.code()) {
                return false;
            }
        }
        return true;
    }

    private static List<Region> regions(Rows rows) {
        if (rows.disagreed().length < LEAST_ROWS || rows.columns().isEmpty()) {
            return List.of();
        }
        return new SplitTree(DEPTH, LEAST_ROWS / 2).regions(rows.codes(), rows.disagreed()).stream()
                .map(region -> new Region(words(region, rows.columns()), region.rows(), region.rate()))
                .toList();
    }

    private static String words(SplitTree.Region region, List<Coded> columns) {
        return String.join(", ", region.conditions().stream()
                .map(condition -> columns.get(condition.column()).name(condition.codes()))
                .toList());
    }
}
