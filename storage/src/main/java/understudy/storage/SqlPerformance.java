package understudy.storage;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import understudy.performance.PerformanceStore;

/** Counted windows in SQL. Times are milliseconds since 1970, so that they order as numbers. */
final class SqlPerformance implements PerformanceStore {
    private static final RowMapper<Kept> KEPT = (row, context) -> new Kept(
            row.getString("model"),
            row.getString("size"),
            row.getString("view_of"),
            Instant.ofEpochMilli(row.getLong("begins_ms")),
            Instant.ofEpochMilli(row.getLong("ends_ms")),
            row.getString("made_of"),
            row.getBytes("sums"));

    private final Database database;

    SqlPerformance(Database database) {
        this.database = database;
    }

    @Override
    public void save(List<Kept> windows) {
        if (windows.isEmpty()) {
            return;
        }
        database.write(sql -> {
            PreparedBatch batch = sql.prepareBatch("""
                    INSERT INTO performance_window (model, size, view_of, begins_ms, ends_ms, made_of, sums)
                    VALUES (:model, :size, :view, :begins, :ends, :madeOf, :sums)
                    ON CONFLICT (model, size, view_of, begins_ms) DO UPDATE SET
                        ends_ms = excluded.ends_ms, made_of = excluded.made_of, sums = excluded.sums""");
            for (Kept window : windows) {
                batch.bind("model", window.model())
                        .bind("size", window.size())
                        .bind("view", window.view())
                        .bind("begins", window.from().toEpochMilli())
                        .bind("ends", window.to().toEpochMilli())
                        .bind("madeOf", window.of())
                        .bind("sums", window.sums())
                        .add();
            }
            return batch.execute();
        });
    }

    @Override
    public List<Kept> find(String model, String size, String view, Instant from, Instant to) {
        return database.read(sql -> sql.createQuery("""
                SELECT model, size, view_of, begins_ms, ends_ms, made_of, sums FROM performance_window
                WHERE model = :model AND size = :size AND view_of = :view AND begins_ms >= :from AND begins_ms < :to
                ORDER BY begins_ms""")
                .bind("model", model)
                .bind("size", size)
                .bind("view", view)
                .bind("from", from.toEpochMilli())
                .bind("to", to.toEpochMilli())
                .map(KEPT)
                .list());
    }
}
