package understudy.performance;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import understudy.core.TruthReader;
import understudy.estimation.Estimate;
import understudy.estimation.Metric;
import understudy.estimation.MulticlassCbpe;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Cells;
import understudy.profiles.ColumnType;
import understudy.profiles.RowSample;
import understudy.references.Reference;

/** Of more than two classes: from the scores of sampled rows, as they were right on the reference's sample (CBPE). */
final class ClassEstimator extends Estimator {
    private static final long SEED = 7;
    private static final int FEWEST_SAMPLED = 30;

    private final MulticlassCbpe cbpe;
    private final int classes;

    private ClassEstimator(Terms terms, MulticlassCbpe cbpe, int classes) {
        super(terms);
        this.cbpe = cbpe;
        this.classes = classes;
    }

    /** @throws IllegalArgumentException for a reference that lacks a class, or the classes' scores */
    static ClassEstimator of(Terms terms, Reference reference) {
        ReferenceRows rows = new ReferenceRows(reference);
        List<String> names = terms.classes();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("classes: without names (expected: named in the model's signature)");
        }
        List<SampledRows.Kept> sampled = rows.labelled(
                List.of(),
                names.stream().map(name -> AnsweredRows.SCORE + "." + name).toList(),
                truth(terms, rows, names));
        double[][] probabilities = sampled.stream().map(SampledRows.Kept::scores).toArray(double[][]::new);
        int[] labels = sampled.stream().mapToInt(row -> (int) row.label()).toArray();
        return new ClassEstimator(
                terms, new MulticlassCbpe(probabilities, labels, new SplittableRandom(SEED)), names.size());
    }

    /** A label was kept as a number, or as a hash of its text. */
    private static DoubleUnaryOperator truth(Terms terms, ReferenceRows rows, List<String> names) {
        int column = rows.column(AnsweredRows.LABEL).orElse(-1);
        TruthReader truths = new TruthReader(terms.model());
        if (column >= 0 && rows.type(column) == ColumnType.CATEGORY) {
            Map<Double, Integer> hashes = new HashMap<>();
            for (int i = 0; i < names.size(); i++) {
                hashes.put(RowSample.cell(Cells.Texts.of(names.get(i)), 0), i);
                hashes.putIfAbsent(RowSample.cell(Cells.Texts.of(Integer.toString(i)), 0), i);
            }
            return label -> Optional.ofNullable(hashes.get(label)).map(Integer::doubleValue).orElse(Double.NaN);
        }
        return label -> {
            int index = Double.isNaN(label) ? -1 : truths.classIndex(RowReader.plain(label)).orElse(-1);
            return index < 0 ? Double.NaN : index;
        };
    }

    @Override
    boolean wantsRows() {
        return true;
    }

    @Override
    Estimated estimate(Tally tally, Optional<SampledRows> rows) {
        double[][] probabilities = rows.stream()
                .flatMap(it -> it.rows().stream())
                .map(SampledRows.Kept::scores)
                .filter(scores -> scores.length == classes && ClassAnswers.areProbabilities(scores))
                .toArray(double[][]::new);
        if (probabilities.length < FEWEST_SAMPLED) {
            return Estimated.none("no estimate: " + probabilities.length
                    + " rows with a probability of each class (expected: "
                    + FEWEST_SAMPLED + " or more, of all groups)");
        }
        MulticlassCbpe.Classes said = cbpe.estimate(probabilities);
        Map<Measure, Estimate> values = new EnumMap<>(Measure.class);
        for (Metric metric : new Metric[] {Metric.ACCURACY, Metric.AUC, Metric.PRECISION, Metric.RECALL, Metric.F1}) {
            if (said.of(metric).isKnown()) {
                values.put(Measure.of(metric), said.of(metric));
            }
        }
        return new Estimated(
                "CBPE", values, "from the scores of " + probabilities.length + " rows");
    }
}
