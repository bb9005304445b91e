package understudy.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import understudy.governance.Technology;
import understudy.governance.TechnologyStore;

/** The catalogue of technologies in SQL. */
final class SqlTechnologies implements TechnologyStore {
    private static final RowMapper<Technology> TECHNOLOGY = (row, context) -> new Technology(
            row.getString("runtime"),
            Optional.ofNullable(row.getString("library")),
            Technology.Exposure.valueOf(row.getString("up_to")),
            Technology.Risk.valueOf(row.getString("risk")),
            Technology.Isolation.valueOf(row.getString("isolation")),
            row.getString("allowed_by"),
            Instant.parse(row.getString("allowed_at")),
            Optional.ofNullable(row.getString("until_at")).map(Instant::parse),
            row.getString("note"),
            withdrawal(
                    Optional.ofNullable(row.getString("withdrawn_by")),
                    Optional.ofNullable(row.getString("withdrawn_at"))));

    private final Database database;

    SqlTechnologies(Database database) {
        this.database = database;
    }

    @Override
    public List<Technology> all() {
        return database.read(
                sql -> sql.createQuery("SELECT * FROM technology ORDER BY runtime").map(TECHNOLOGY).list());
    }

    @Override
    public Optional<Technology> find(String runtime) {
        return database.read(sql -> sql.createQuery("SELECT * FROM technology WHERE runtime = :runtime")
                .bind("runtime", runtime)
                .map(TECHNOLOGY)
                .findOne());
    }

    @Override
    public void save(Technology technology) {
        database.write(sql -> {
            sql.createUpdate("DELETE FROM technology WHERE runtime = :runtime")
                    .bind("runtime", technology.runtime())
                    .execute();
            return sql.createUpdate("""
                    INSERT INTO technology (runtime, library, up_to, risk, isolation, allowed_by, allowed_at, until_at, note,
                        withdrawn_by, withdrawn_at)
                    VALUES (:runtime, :library, :upTo, :risk, :isolation, :allowedBy, :allowedAt, :until, :note,
                        :withdrawnBy, :withdrawnAt)""")
                    .bind("runtime", technology.runtime())
                    .bind("library", technology.library().orElse(null))
                    .bind("upTo", technology.upTo().name())
                    .bind("risk", technology.risk().name())
                    .bind("isolation", technology.isolation().name())
                    .bind("allowedBy", technology.allowedBy())
                    .bind("allowedAt", technology.allowedAt().toString())
                    .bind("until", technology.until().map(Instant::toString).orElse(null))
                    .bind("note", technology.note())
                    .bind("withdrawnBy", technology.withdrawn().map(Technology.Withdrawal::by).orElse(null))
                    .bind("withdrawnAt", technology.withdrawn().map(it -> it.at().toString()).orElse(null))
                    .execute();
        });
    }

    private static Optional<Technology.Withdrawal> withdrawal(Optional<String> by, Optional<String> at) {
        return by.flatMap(name -> at.map(when -> new Technology.Withdrawal(name, Instant.parse(when))));
    }
}
