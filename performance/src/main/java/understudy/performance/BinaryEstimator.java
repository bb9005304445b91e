package understudy.performance;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import understudy.estimation.Cbpe;
import understudy.estimation.DomainClassifier;
import understudy.estimation.Estimate;
import understudy.estimation.EstimatedPerformance;
import understudy.estimation.LabelledScores;
import understudy.estimation.Metric;
import understudy.estimation.Pape;
import understudy.profiles.AnsweredRows;
import understudy.references.Reference;

/**
 * Of two classes: from the window's scores as they were right on the reference (CBPE), and where trees can tell the window's
 * inputs from the reference's, with the reference weighted to look like the window (PAPE).
 */
final class BinaryEstimator extends Estimator {
    private static final long SEED = 7;
    private static final int FEWEST_SAMPLED = 200;

    /** Of the reference, to tell whether anything moved; weighting takes all. */
    private static final int MOST_COMPARED = 1000;

    /** How often PAPE may be chosen though nothing moved; it is no worse then, only dearer. */
    private static final double FALSE_ALARMS = 0.01;

    private final Cbpe cbpe;
    private final List<String> features;
    private final List<SampledRows.Kept> reference;

    private BinaryEstimator(Terms terms, Cbpe cbpe, List<String> features, List<SampledRows.Kept> reference) {
        super(terms);
        this.cbpe = cbpe;
        this.features = features;
        this.reference = reference;
    }

    /** @throws IllegalArgumentException for a reference with labels of one kind only */
    static BinaryEstimator of(Terms terms, Reference reference) {
        ReferenceRows rows = new ReferenceRows(reference);
        List<SampledRows.Kept> sampled = rows.labelled(
                rows.features(), List.of(AnsweredRows.SCORE), label -> label == 0 || label == 1 ? label : Double.NaN);
        sampled = sampled.stream().filter(row -> row.scores()[0] >= 0 && row.scores()[0] <= 1).toList();
        return new BinaryEstimator(terms, fitted(terms.threshold(), reference, sampled), rows.features(), sampled);
    }

    /** The reference's exact counts where they have the version's threshold, else its sample of rows. */
    private static Cbpe fitted(double threshold, Reference reference, List<SampledRows.Kept> sampled) {
        SplittableRandom random = new SplittableRandom(SEED);
        if (!(reference.labelled().orElseThrow() instanceof Reference.Labelled.Binary(LabelledScores scores))) {
            throw new IllegalArgumentException("labels: of another kind (expected: of two classes)");
        }
        boolean ofOneKind = scores.positives() == 0 || scores.positives() == scores.rows();
        if (ofOneKind || sampled.isEmpty() || hasThreshold(scores, threshold)) {
            return Cbpe.fit(scores, threshold, random);
        }
        return Cbpe.fit(SampledRows.scores(sampled), positives(sampled), threshold, random);
    }

    private static boolean hasThreshold(LabelledScores scores, double threshold) {
        try {
            return scores.confusion(threshold).rows() > 0;
        } catch (IllegalArgumentException another) {
            return false;
        }
    }

    private static boolean[] positives(List<SampledRows.Kept> rows) {
        boolean[] positives = new boolean[rows.size()];
        for (int row = 0; row < positives.length; row++) {
            positives[row] = rows.get(row).label() == 1;
        }
        return positives;
    }

    @Override
    boolean wantsRows() {
        return !features.isEmpty() && reference.size() >= FEWEST_SAMPLED;
    }

    @Override
    int[] columnsIn(RowReader reader) {
        return features.stream().mapToInt(reader::column).toArray();
    }

    @Override
    Estimated estimate(Tally tally, Optional<SampledRows> rows) {
        if (!(tally.answers instanceof BinaryAnswers answers) || answers.scores().rows() == 0) {
            return Estimated.none("no estimate: no answer of the window has a score");
        }
        Optional<Pape.Adapted> adapted = rows.flatMap(this::adapted);
        if (adapted.isPresent()) {
            return new Estimated(
                    "PAPE", values(adapted.get().performance()),
                    "the inputs differ from the reference's, so its rows were weighted to look like the window's");
        }
        return new Estimated("CBPE", values(cbpe.estimate(answers.scores())), "from the window's scores");
    }

    /** Empty where nothing moved, or too little of the reference looks like the window. */
    private Optional<Pape.Adapted> adapted(SampledRows window) {
        if (window.rows().size() < FEWEST_SAMPLED) {
            return Optional.empty();
        }
        List<SampledRows.Kept> compared = reference.subList(0, Math.min(MOST_COMPARED, reference.size()));
        double[][] now = SampledRows.columns(window.rows(), features.size());
        SplittableRandom random = new SplittableRandom(SEED);
        boolean[] labels = positives(reference);
        double[][] some = SampledRows.columns(compared, features.size());
        if (isOfOneKind(labels) || !DomainClassifier.of(some, now, FALSE_ALARMS, random).drifted()) {
            return Optional.empty();
        }
        double[][] then = SampledRows.columns(reference, features.size());
        Pape.Adapted adapted = new Pape(then, SampledRows.scores(reference), labels, terms().threshold())
                .estimate(now, SampledRows.scores(window.rows()), random);
        return adapted.isFounded() ? Optional.of(adapted) : Optional.empty();
    }

    private static boolean isOfOneKind(boolean[] labels) {
        for (boolean label : labels) {
            if (label != labels[0]) {
                return false;
            }
        }
        return true;
    }

    private static Map<Measure, Estimate> values(EstimatedPerformance performance) {
        Map<Measure, Estimate> values = new EnumMap<>(Measure.class);
        for (Metric metric : new Metric[] {
            Metric.AUC, Metric.LOG_LOSS, Metric.BRIER, Metric.ACCURACY, Metric.PRECISION, Metric.RECALL, Metric.F1
        }) {
            if (performance.of(metric).isKnown()) {
                values.put(Measure.of(metric), performance.of(metric));
            }
        }
        return values;
    }
}
