package understudy.performance;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;
import understudy.profiles.AnsweredRows;
import understudy.profiles.ColumnType;
import understudy.profiles.RowSample;
import understudy.profiles.SourceColumn;
import understudy.references.Reference;

/** The sample of whole rows that a reference keeps, as far as it has features, a score and a label. */
final class ReferenceRows {
    /** More features than this cost more than they tell. */
    static final int MOST_FEATURES = 100;

    private static final int MOST_ROWS = 2048;

    private final List<SourceColumn> columns;
    private final RowSample sample;
    private final List<String> features;

    ReferenceRows(Reference reference) {
        this.columns = reference.profile().columns();
        this.sample = reference.profile().sample();
        this.features = columns.stream()
                .filter(column -> !column.name().startsWith("@"))
                .filter(column -> !reference.profile().derivations().isDerived(column.name()))
                .filter(column -> column.type() != ColumnType.TEXT && column.type() != ColumnType.TIME)
                .map(SourceColumn::name)
                .limit(MOST_FEATURES)
                .toList();
    }

    /** Names of features that are neither text nor time. */
    List<String> features() {
        return features;
    }

    OptionalInt column(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    ColumnType type(int column) {
        return columns.get(column).type();
    }

    /** Column × row of a feature that may be missing altogether. */
    double[] values(String name) {
        OptionalInt column = column(name);
        return column.isEmpty() ? new double[0] : sample.column(column.getAsInt());
    }

    /**
     * Rows that have a label, at most 2,048.
     *
     * @param chosen features, each one of {@link #features}
     * @param scores columns of the scores
     * @param truth what a label as it was kept means; NaN for nothing
     */
    List<SampledRows.Kept> labelled(List<String> chosen, List<String> scores, DoubleUnaryOperator truth) {
        OptionalInt label = column(AnsweredRows.LABEL);
        int[] places = chosen.stream().mapToInt(name -> column(name).orElseThrow()).toArray();
        int[] scored = scores.stream().mapToInt(name -> column(name).orElse(-1)).toArray();
        List<SampledRows.Kept> rows = new ArrayList<>();
        if (label.isEmpty()) {
            return rows;
        }
        for (int row = 0; row < Math.min(MOST_ROWS, sample.rows()); row++) {
            double known = truth.applyAsDouble(sample.at(row, label.getAsInt()));
            double[] said = at(row, scored);
            boolean whole = !Double.isNaN(known);
            for (double score : said) {
                whole &= Double.isFinite(score);
            }
            if (whole) {
                rows.add(new SampledRows.Kept(at(row, places), said, known));
            }
        }
        return rows;
    }

    private double[] at(int row, int[] places) {
        double[] values = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            values[i] = places[i] < 0 ? Double.NaN : sample.at(row, places[i]);
        }
        return values;
    }
}
