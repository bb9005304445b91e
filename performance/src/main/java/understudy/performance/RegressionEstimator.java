package understudy.performance;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.estimation.ErrorModel;
import understudy.profiles.AnsweredRows;
import understudy.references.Reference;

/** Of predicted numbers: trees learn the size of errors on the reference's sample, and say it for the window's (DLE). */
final class RegressionEstimator extends Estimator {
    private static final int FEWEST_SAMPLED = 30;

    private final ErrorModel errors;
    private final List<String> features;

    private RegressionEstimator(Terms terms, ErrorModel errors, List<String> features) {
        super(terms);
        this.errors = errors;
        this.features = features;
    }

    /** @throws IllegalArgumentException for a reference of too few rows */
    static RegressionEstimator of(Terms terms, Reference reference) {
        ReferenceRows rows = new ReferenceRows(reference);
        List<String> features = rows.features();
        List<SampledRows.Kept> sampled = rows.labelled(features, List.of(AnsweredRows.SCORE), label -> label);
        return new RegressionEstimator(
                terms,
                new ErrorModel(
                        SampledRows.columns(sampled, features.size()), SampledRows.scores(sampled),
                        SampledRows.labels(sampled)),
                features);
    }

    @Override
    boolean wantsRows() {
        return true;
    }

    @Override
    int[] columnsIn(RowReader reader) {
        return features.stream().mapToInt(reader::column).toArray();
    }

    @Override
    Estimated estimate(Tally tally, Optional<SampledRows> rows) {
        int sampled = rows.map(it -> it.rows().size()).orElse(0);
        if (rows.isEmpty() || sampled < FEWEST_SAMPLED) {
            return Estimated.none("no estimate: " + sampled + " rows (expected: " + FEWEST_SAMPLED
                    + " or more, of all groups)");
        }
        ErrorModel.Errors said = errors.estimate(
                SampledRows.columns(rows.get().rows(), features.size()), SampledRows.scores(rows.get().rows()));
        return new Estimated(
                "DLE",
                Map.of(Measure.MAE, said.meanAbsoluteError(), Measure.RMSE, said.rootMeanSquaredError()),
                "from " + sampled + " of " + rows.get().seen()
                        + " rows and the errors that their like had on the reference");
    }
}
