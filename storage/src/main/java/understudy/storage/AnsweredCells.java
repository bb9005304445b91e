package understudy.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;
import understudy.comparison.Answers;
import understudy.core.Model;
import understudy.core.Prediction;
import understudy.core.Truth;
import understudy.core.TruthReader;
import understudy.journal.PredictionCodec;
import understudy.profiles.Batch;
import understudy.profiles.CellWriter;
import understudy.profiles.Cells;
import understudy.profiles.ColumnType;
import understudy.profiles.ReadingOptions;
import understudy.profiles.SourceColumn;

/** Makes batches of what {@link AnsweredQuery} selects, in arrays that are used again. For one thread. */
final class AnsweredCells {
    private static final int REMEMBERED = 1_000;
    /** The archive has no texts that stand for nothing. */
    private static final ReadingOptions AS_THEY_ARE =
            new ReadingOptions(Optional.empty(), true, Map.of(), Set.of(), ZoneOffset.UTC);

    private final AnsweredColumns columns;
    private final Model model;
    private final TruthReader truths;
    private final PredictionCodec codec = new PredictionCodec();
    private final List<CellWriter> writers = new ArrayList<>();
    private final Segments parser = new Segments();
    private final Map<String, byte[][]> segments = new HashMap<>();

    /** Of the request whose rows are passing, where each class has its score. */
    private @Nullable Answers answers;

    AnsweredCells(AnsweredColumns columns, Model model) {
        this.columns = columns;
        this.model = model;
        this.truths = new TruthReader(model);
        for (SourceColumn column : columns.all()) {
            writers.add(new CellWriter(column.type(), AS_THEY_ARE, ChunkCells.MOST_ROWS));
        }
    }

    /** Rows {@code from} up to {@code to} of those there are; perhaps none of them is wanted. */
    Batch batch(Chunks chunk, int from, int to) {
        writers.forEach(CellWriter::clear);
        int index = 0;
        for (; index < columns.plain().size(); index++) {
            ChunkCells.copy(chunk.column(index), from, to, writers.get(index));
        }
        int at = index;
        if (columns.label().isPresent()) {
            labels(chunk.column(index++), from, to, writers.get(at++));
        }
        if (!columns.segments().isEmpty()) {
            int first = at + columns.classes().size();
            segments(chunk.column(index++), from, to, writers.subList(first, writers.size()));
        }
        Batch batch;
        if (columns.classes().isEmpty()) {
            batch = ChunkCells.batch(to - from, writers);
        } else {
            List<CellWriter> scores = writers.subList(at, at + columns.classes().size());
            scores(chunk.column(index), chunk.column(index + 1), from, to, scores);
            batch = wanted(chunk.column(index + 2), from, ChunkCells.batch(to - from, writers));
        }
        return batch;
    }

    private void labels(DuckDBReadableVector column, int from, int to, CellWriter writer) {
        for (int row = from; row < to; row++) {
            if (column.isNull(row)) {
                writer.none(Cells.MISSING);
            } else {
                label(truths.read(column.getString(row)), writer);
            }
        }
    }

    private void label(Optional<Truth> truth, CellWriter writer) {
        if (truth.isEmpty()) {
            writer.none(Cells.WRONG);
            return;
        }
        switch (model.task()) {
            case BINARY -> {
                int index = truth.get().classIndex().orElse(-1);
                if (index == 0 || index == 1) {
                    writer.add((long) index);
                } else {
                    writer.none(Cells.WRONG);
                }
            }
            case REGRESSION -> writer.add(truth.get().number().orElse(Double.NaN));
            case MULTICLASS -> text(truths.className(truth.get().classIndex().orElse(0)), writer);
            case OTHER -> text(truth.get().text().orElse(""), writer);
        }
    }

    private static void text(String text, CellWriter writer) {
        byte[] bytes = text.getBytes(UTF_8);
        writer.add(bytes, 0, bytes.length);
    }

    private void segments(DuckDBReadableVector column, int from, int to, List<CellWriter> values) {
        String last = "";
        byte[][] known = new byte[values.size()][];
        for (int row = from; row < to; row++) {
            String text = column.getString(row);
            if (!text.equals(last)) {
                last = text;
                known = segments(text);
            }
            for (int i = 0; i < values.size(); i++) {
                if (known[i] == null) {
                    values.get(i).none(Cells.MISSING);
                } else {
                    values.get(i).add(known[i], 0, known[i].length);
                }
            }
        }
    }

    private byte[][] segments(String text) {
        byte[][] known = segments.get(text);
        if (known == null) {
            Map<String, String> parsed = parser.parse(text);
            known = columns.segments().stream()
                    .map(name -> parsed.containsKey(name) ? parsed.get(name).getBytes(UTF_8) : null)
                    .toArray(byte[][]::new);
            if (segments.size() >= REMEMBERED) {
                segments.clear();
            }
            segments.put(text, known);
        }
        return known;
    }

    /** Row 0 of each request has its whole entry. */
    private void scores(
            DuckDBReadableVector entries, DuckDBReadableVector rowIndexes, int from, int to, List<CellWriter> writers) {
        for (int row = from; row < to; row++) {
            if (!entries.isNull(row)) {
                Prediction whole = codec.decode(Base64.getDecoder().decode(entries.getString(row)));
                answers = Answers.of(Optional.of(model.signature()), whole.outcome(), whole.rows());
            }
            double[] scores = answers == null ? new double[0] : answers.scores((int) rowIndexes.getLong(row));
            for (int i = 0; i < writers.size(); i++) {
                if (scores.length == writers.size()) {
                    writers.get(i).add(scores[i]);
                } else {
                    writers.get(i).none(Cells.MISSING);
                }
            }
        }
    }

    /** Without rows that are there for their entry only. */
    private static Batch wanted(DuckDBReadableVector wanted, int from, Batch batch) {
        int[] rows = new int[batch.rows()];
        int count = 0;
        for (int row = 0; row < batch.rows(); row++) {
            if (wanted.getLong(from + row) != 0) {
                rows[count++] = row;
            }
        }
        int picked = count;
        return picked == batch.rows()
                ? batch
                : new Batch(picked, batch.columns().stream().map(cells -> cells.select(rows, picked)).toList());
    }
}
