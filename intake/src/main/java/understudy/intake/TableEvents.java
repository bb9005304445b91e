package understudy.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Optional;
import understudy.core.Problem;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.ColumnType;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;

/** Events as rows of a table with typed columns, such as Parquet. */
public final class TableEvents implements EventSource {
    private final RowSource source;
    private final RowMapping mapping;
    private Optional<Batch> batch = Optional.empty();
    private int at;
    private long row;

    /**
     * @param source closed with this
     * @throws Problem INVALID for a table without times
     */
    public TableEvents(RowSource source, Naming naming) {
        this.source = source;
        this.mapping = new RowMapping(source.columns().stream().map(SourceColumn::name).toList(), naming, false);
    }

    @Override
    public Optional<Item> next() {
        if (batch.isEmpty() || at == batch.get().rows()) {
            batch = source.next();
            at = 0;
        }
        if (batch.isEmpty()) {
            return Optional.empty();
        }
        Object[] cells = new Object[source.columns().size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cell(batch.get().columns().get(i), source.columns().get(i).type(), at);
        }
        at++;
        row++;
        return Optional.of(mapping.item("row " + row, cells));
    }

    private static Object cell(Cells cells, ColumnType type, int row) {
        if (cells.states()[row] != Cells.PRESENT) {
            return cells.states()[row] == Cells.MISSING ? Given.MISSING : "unreadable";
        }
        return switch (cells) {
            case Cells.Numbers numbers -> numbers.values()[row];
            case Cells.Integers integers -> switch (type) {
                case TIME -> Instant.ofEpochMilli(integers.values()[row]);
                case BOOLEAN -> integers.values()[row] != 0;
                case NUMBER, CATEGORY, TEXT -> integers.values()[row];
            };
            case Cells.Texts texts -> new String(
                    texts.bytes(), texts.offsets()[row], texts.offsets()[row + 1] - texts.offsets()[row], UTF_8);
        };
    }

    @Override
    public void close() {
        source.close();
    }
}
