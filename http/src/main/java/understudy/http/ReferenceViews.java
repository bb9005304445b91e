package understudy.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import understudy.api.ReferenceView;
import understudy.core.Problem;
import understudy.estimation.Estimate;
import understudy.estimation.LabelledScores;
import understudy.estimation.RegressionErrors;
import understudy.profiles.ColumnProfile;
import understudy.profiles.ColumnReference;
import understudy.profiles.ColumnSchema;
import understudy.profiles.ColumnType;
import understudy.references.Reference;

/** References as callers see them. */
final class ReferenceViews {
    private static final double[] RANKS = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};
    private static final int TOP = 5;
    private static final int TOP_IN_DETAIL = 50;

    private ReferenceViews() {}

    static ReferenceView whole(Reference reference) {
        return view(reference, reference.profile().profiles(), TOP, Optional.empty());
    }

    /** @throws Problem NOT_FOUND for a column that is not there */
    static ReferenceView detailed(Reference reference, String column) {
        ColumnReference bins = reference.column(column);
        ColumnProfile profile = reference.profile().column(column);
        double[] shares = bins.shares();
        List<ReferenceView.Bin> counted = new ArrayList<>();
        for (int i = 0; i < shares.length; i++) {
            counted.add(new ReferenceView.Bin(
                    label(bins, i), bins.counts()[i], Double.isNaN(shares[i]) ? 0 : shares[i]));
        }
        return view(reference, List.of(profile), TOP_IN_DETAIL, Optional.of(new ReferenceView.Detail(
                column, counted, bins.error(), profile.examples(), profile.longestRun())));
    }

    private static String label(ColumnReference bins, int bin) {
        if (bins.type() == ColumnType.CATEGORY || bins.type() == ColumnType.TEXT) {
            return bin < bins.categories().size() ? bins.categories().get(bin) : "all others";
        }
        double[] edges = bins.edges();
        if (edges.length == 0) {
            return "all";
        }
        if (bin == 0) {
            return "up to " + shown(edges[0]);
        }
        return bin == edges.length ? "above " + shown(edges[bin - 1]) : "(" + shown(edges[bin - 1]) + ", " + shown(edges[bin]) + "]";
    }

    private static String shown(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : String.format(Locale.ROOT, "%.6g", number);
    }

    private static ReferenceView view(
            Reference it, List<ColumnProfile> columns, int top, Optional<ReferenceView.Detail> detail) {
        return new ReferenceView(
                it.model(), it.version(), it.source(), it.at(), it.by(), it.rows(), it.profile().from(), it.profile().to(),
                columns.stream().map(column -> column(it, column, top)).toList(), it.labelled().map(ReferenceViews::labelled),
                it.remarks(), detail);
    }

    private static ReferenceView.Column column(Reference reference, ColumnProfile column, int top) {
        Optional<ColumnSchema> schema = reference.schema().columns().stream()
                .filter(each -> each.name().equals(column.name()))
                .findFirst();
        double present = Math.max(1, column.present());
        return new ReferenceView.Column(
                column.name(),
                column.type().label(),
                column.rows() == 0 ? 0 : (column.missing() + column.notNumbers()) / (double) column.rows(),
                column.wrongType(),
                column.distinct(),
                column.isExact(),
                finite(column.least()),
                finite(column.greatest()),
                finite(column.mean()),
                finite(column.spread()),
                DoubleStream.of(RANKS)
                        .mapToObj(rank -> new ReferenceView.Quantile(rank, column.quantile(rank)))
                        .filter(quantile -> Double.isFinite(quantile.value()))
                        .toList(),
                column.top(top).stream()
                        .map(each -> new ReferenceView.Frequent(each.value(), each.count() / present))
                        .toList(),
                schema.map(ColumnSchema::constant).orElse(column.isConstant()),
                schema.map(ColumnSchema::key).orElse(column.looksLikeKey()));
    }

    private static Optional<Double> finite(double number) {
        return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
    }

    private static ReferenceView.Labelled labelled(Reference.Labelled labelled) {
        return switch (labelled) {
            case Reference.Labelled.Binary(LabelledScores scores) ->
                new ReferenceView.Labelled(scores.rows(), figures(
                        figure("base_rate", scores.baseRate()),
                        figure("auc", scores.auc().estimate()),
                        figure("log_loss", scores.logLoss()),
                        figure("brier", scores.brier()),
                        figure("bias", scores.calibration().bias())));
            case Reference.Labelled.Regression(RegressionErrors errors) ->
                new ReferenceView.Labelled(errors.rows(), figures(
                        figure("mean_absolute_error", errors.meanAbsoluteError()),
                        figure("root_mean_squared_error", errors.rootMeanSquaredError()),
                        figure("bias", errors.bias()),
                        finite(errors.determination()).map(value -> new ReferenceView.Figure(
                                "r_squared", value, Optional.empty(), Optional.empty()))));
            case Reference.Labelled.Multiclass several ->
                new ReferenceView.Labelled(several.rows(), figures(figure("accuracy", accuracy(several))));
        };
    }

    /** Of the rows kept, the first of the most probable classes being what was said. */
    private static Estimate accuracy(Reference.Labelled.Multiclass several) {
        long right = 0;
        for (int row = 0; row < several.labels().length; row++) {
            double[] chances = several.probabilities()[row];
            int best = 0;
            for (int each = 1; each < chances.length; each++) {
                best = chances[each] > chances[best] ? each : best;
            }
            right += best == several.labels()[row] ? 1 : 0;
        }
        return Estimate.share(right, several.labels().length);
    }

    private static Optional<ReferenceView.Figure> figure(String name, Estimate estimate) {
        return finite(estimate.value())
                .map(value -> new ReferenceView.Figure(name, value, finite(estimate.low()), finite(estimate.high())));
    }

    @SafeVarargs
    private static List<ReferenceView.Figure> figures(Optional<ReferenceView.Figure>... figures) {
        return Arrays.stream(figures).flatMap(Optional::stream).toList();
    }
}
