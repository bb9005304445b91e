package understudy.storage;

import java.util.Optional;
import understudy.core.Told;

/** What people were told last, in SQL. */
final class SqlTold implements Told {
    private final Database database;

    SqlTold(Database database) {
        this.database = database;
    }

    @Override
    public Optional<String> last(String subject) {
        return database.read(sql -> sql.createQuery("SELECT what FROM told WHERE subject = :subject")
                .bind("subject", subject)
                .mapTo(String.class)
                .findOne());
    }

    @Override
    public void note(String subject, String what) {
        database.write(sql -> sql.createUpdate("""
                INSERT INTO told (subject, what) VALUES (:subject, :what)
                ON CONFLICT (subject) DO UPDATE SET what = excluded.what""")
                .bind("subject", subject)
                .bind("what", what)
                .execute());
    }
}
