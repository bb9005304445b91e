package understudy.storage;

import java.util.Optional;
import java.util.OptionalLong;
import understudy.core.Cursors;

/** Where readers stood, in SQL. */
final class SqlCursors implements Cursors {
    private final Database database;

    SqlCursors(Database database) {
        this.database = database;
    }

    @Override
    public OptionalLong find(String reader) {
        Optional<Long> found = database.read(
                sql -> sql.createQuery("SELECT position FROM reader_cursor WHERE reader = :reader")
                        .bind("reader", reader)
                        .mapTo(Long.class)
                        .findOne());
        return found.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    @Override
    public void save(String reader, long position) {
        database.write(sql -> sql.createUpdate("""
                INSERT INTO reader_cursor (reader, position) VALUES (:reader, :position)
                ON CONFLICT (reader) DO UPDATE SET position = excluded.position""")
                .bind("reader", reader)
                .bind("position", position)
                .execute());
    }
}
