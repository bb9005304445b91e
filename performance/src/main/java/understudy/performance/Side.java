package understudy.performance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.Model;
import understudy.core.Task;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.ColumnType;
import understudy.profiles.RowSample;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;

/**
 * One side of a change: sampled rows with their features.
 *
 * @param features names, in the order of the rows' features
 * @param categories which of them are categories
 * @param labelled rows with a score and a label
 * @param any rows with a score, with or without a label
 * @param names texts by the hash they are kept as
 */
record Side(
        List<String> features,
        List<Boolean> categories,
        List<SampledRows.Kept> labelled,
        List<SampledRows.Kept> any,
        Map<Double, String> names) {
    private static final int SAMPLED = 2_000;
    private static final int MOST_NAMES = 10_000;
    private static final long SEED = 11;

    /** Of traffic: rows with a label and those without are sampled for themselves. @param wanted empty for all features */
    static Side read(Model model, RowSource source, int version, Optional<List<String>> wanted) {
        RowReader reader = new RowReader(model, source.columns());
        List<SourceColumn> columns = source.columns().stream()
                .filter(column -> !column.name().startsWith("@"))
                .filter(column -> column.type() != ColumnType.TEXT && column.type() != ColumnType.TIME)
                .filter(column -> wanted.isEmpty() || wanted.get().contains(column.name()))
                .limit(ReferenceRows.MOST_FEATURES)
                .toList();
        int[] places = columns.stream().mapToInt(column -> reader.column(column.name())).toArray();
        SampledRows labelled = new SampledRows(places, SAMPLED, SEED);
        SampledRows any = new SampledRows(places, SAMPLED, SEED);
        Map<Double, String> names = new HashMap<>();
        for (Optional<Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
            reader.take(batch.get());
            for (int index = 0; index < batch.get().rows(); index++) {
                AnsweredRow row = reader.at(index);
                if (row.version == version && usable(model, row)) {
                    any.offer(reader, index, row);
                    if (row.isLabelled()) {
                        labelled.offer(reader, index, row);
                    }
                    remember(reader, places, index, names);
                }
            }
        }
        return new Side(
                columns.stream().map(SourceColumn::name).toList(),
                columns.stream().map(column -> column.type() == ColumnType.CATEGORY).toList(), labelled.rows(),
                any.rows(), names);
    }

    private static boolean usable(Model model, AnsweredRow row) {
        return row.isScored() && (model.task() != Task.BINARY || row.score >= 0 && row.score <= 1)
                && (model.task() != Task.REGRESSION || Double.isFinite(row.score));
    }

    private static void remember(RowReader reader, int[] places, int index, Map<Double, String> names) {
        for (int place : places) {
            if (names.size() < MOST_NAMES && reader.cells(place) instanceof Cells.Texts) {
                reader.text(place, index).ifPresent(text -> names.putIfAbsent(
                        RowSample.cell(reader.cells(place), index), text));
            }
        }
    }

    /** Of a reference; texts have no names there. */
    static Side of(ReferenceRows reference, List<SampledRows.Kept> rows) {
        List<Boolean> categories = reference.features().stream()
                .map(name -> reference.type(reference.column(name).orElseThrow()) == ColumnType.CATEGORY)
                .toList();
        return new Side(reference.features(), categories, rows, rows, Map.of());
    }

    /** The rows with these features only, in this order; NaN for those that are not here. */
    static double[][] columns(Side side, List<SampledRows.Kept> rows, List<String> chosen) {
        double[][] columns = new double[chosen.size()][rows.size()];
        for (int i = 0; i < columns.length; i++) {
            int place = side.features.indexOf(chosen.get(i));
            for (int row = 0; row < rows.size(); row++) {
                columns[i][row] = place < 0 ? Double.NaN : rows.get(row).features()[place];
            }
        }
        return columns;
    }
}
