package understudy.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.RowSource;

/** All rows of a source as maps: a missing value is not there, a wrong one is {@link #WRONG}. */
record Rows(List<Map<String, Object>> rows) {
    static final Object WRONG = "what can't be read";

    static Rows of(RowSource source) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Optional<Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
            for (int row = 0; row < batch.get().rows(); row++) {
                Map<String, Object> values = new LinkedHashMap<>();
                for (int column = 0; column < source.columns().size(); column++) {
                    String name = source.columns().get(column).name();
                    Cells cells = batch.get().columns().get(column);
                    if (cells.states()[row] == Cells.WRONG) {
                        values.put(name, WRONG);
                    } else if (cells.states()[row] == Cells.PRESENT) {
                        values.put(name, value(cells, row));
                    }
                }
                rows.add(values);
            }
        }
        return new Rows(rows);
    }

    private static Object value(Cells cells, int row) {
        return switch (cells) {
            case Cells.Numbers numbers -> numbers.values()[row];
            case Cells.Integers integers -> integers.values()[row];
            case Cells.Texts texts -> new String(
                    texts.bytes(), texts.offsets()[row], texts.offsets()[row + 1] - texts.offsets()[row], UTF_8);
        };
    }

    /** Of each row, null where it is missing. */
    List<Object> column(String name) {
        List<Object> values = new ArrayList<>();
        rows.forEach(row -> values.add(row.get(name)));
        return values;
    }
}
