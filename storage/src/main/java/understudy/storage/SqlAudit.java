package understudy.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import understudy.core.AuditEvent;
import understudy.core.Problem;
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
    public void append(AuditLink link) {
        database.write(sql -> {
            boolean taken = sql.createQuery("SELECT number FROM audit_link WHERE number = :number")
                    .bind("number", link.number())
                    .mapTo(Long.class)
                    .findOne()
                    .isPresent();
            if (taken) {
                throw new Problem(
                        Problem.Code.STALE, "audit link " + link.number() + " was written by somebody else", "Try again.");
            }
            AuditEvent event = link.event();
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

    @Override
    public Optional<AuditLink> last() {
        return database.read(sql -> sql.createQuery("SELECT * FROM audit_link ORDER BY number DESC LIMIT 1")
                .map(LINK)
                .findOne());
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
