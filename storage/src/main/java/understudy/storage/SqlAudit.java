package understudy.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import understudy.core.AuditEvent;
import understudy.governance.AuditLink;
import understudy.governance.AuditStore;

/** The links of the audit chain in SQL. */
final class SqlAudit implements AuditStore {
    private static final RowMapper<AuditLink> LINK = (row, context) -> new AuditLink(
            row.getLong("number"),
            new AuditEvent(
                    Instant.parse(row.getString("at")),
                    row.getString("actor"),
                    row.getString("action"),
                    row.getString("subject"),
                    Documents.details(row.getString("details"))),
            row.getString("previous"),
            row.getString("hash"));

    private final Database database;

    SqlAudit(Database database) {
        this.database = database;
    }

    @Override
    public void append(AuditEvent event, Runnable change) {
        database.write(sql -> {
            change.run();
            AuditLink link = AuditLink.after(last(sql), event);
            return sql.createUpdate("""
                    INSERT INTO audit_link (number, at, actor, action, subject, details, previous, hash)
                    VALUES (:number, :at, :actor, :action, :subject, :details, :previous, :hash)""")
                    .bind("number", link.number())
                    .bind("at", event.at().toString())
                    .bind("actor", event.actor())
                    .bind("action", event.action())
                    .bind("subject", event.subject())
                    .bind("details", Documents.text(event.details()))
                    .bind("previous", link.previous())
                    .bind("hash", link.hash())
                    .execute();
        });
    }

    private static Optional<AuditLink> last(Handle sql) {
        return sql.createQuery("SELECT * FROM audit_link ORDER BY number DESC LIMIT 1")
                .map(LINK)
                .findOne();
    }

    @Override
    public List<AuditLink> read(long from, int limit) {
        return database.read(
                sql -> sql.createQuery("SELECT * FROM audit_link WHERE number >= :from ORDER BY number LIMIT :limit")
                        .bind("from", from)
                        .bind("limit", limit)
                        .map(LINK)
                        .list());
    }
}
