package understudy.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.mapper.RowMapper;
import understudy.alerting.Alert;
import understudy.alerting.AlertSettings;
import understudy.alerting.AlertStore;
import understudy.core.Fact;

/** Alerts in SQL; each is a JSON document beside the columns it is found by. */
final class SqlAlerts implements AlertStore {
    private static final RowMapper<Alert> ALERT = (row, context) -> Documents.alert(row.getString("body"));
    private static final int MOST_UNTOLD = 1_000;

    private final Database database;

    SqlAlerts(Database database) {
        this.database = database;
    }

    @Override
    public <T> T alone(Supplier<T> work) {
        return database.write(sql -> work.get());
    }

    @Override
    public void save(Alert alert) {
        database.write(sql -> sql.createUpdate("""
                INSERT INTO alert (id, model, cause, monitor, severity, state, is_over, paged, useful, opened_at, said_at,
                    over_at, look_at, body)
                VALUES (:id, :model, :cause, :monitor, :severity, :state, :isOver, :paged, :useful, :openedAt, :saidAt,
                    :overAt, :lookAt, :body)
                ON CONFLICT (id) DO UPDATE SET monitor = excluded.monitor, severity = excluded.severity,
                    state = excluded.state, is_over = excluded.is_over, paged = excluded.paged, useful = excluded.useful,
                    said_at = excluded.said_at, over_at = excluded.over_at, look_at = excluded.look_at,
                    body = excluded.body""")
                .bind("id", alert.id())
                .bind("model", alert.model())
                .bind("cause", alert.cause())
                .bind("monitor", alert.monitor())
                .bind("severity", alert.evidence().severity().ordinal())
                .bind("state", alert.state().word())
                .bind("isOver", alert.over() ? 1 : 0)
                .bind("paged", alert.paged() ? 1 : 0)
                .bind("useful", alert.answer().map(answer -> answer.useful() ? 1 : 0).orElse(null))
                .bind("openedAt", millis(alert.opened()))
                .bind("saidAt", alert.answer().map(answer -> millis(answer.at())).orElse(null))
                .bind("overAt", overAt(alert).map(SqlAlerts::millis).orElse(null))
                .bind("lookAt", alert.telling().lookAt().map(SqlAlerts::millis).orElse(null))
                .bind("body", Documents.text(alert))
                .execute());
    }

    private static Optional<Instant> overAt(Alert alert) {
        return alert.state() instanceof Alert.State.Resolved resolved ? Optional.of(resolved.at()) : Optional.empty();
    }

    /** Times beyond the range of milliseconds are its ends. */
    private static long millis(Instant at) {
        try {
            return at.toEpochMilli();
        } catch (ArithmeticException beyond) {
            return at.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    @Override
    public Optional<Alert> find(String id) {
        return database.read(sql ->
                sql.createQuery("SELECT body FROM alert WHERE id = :id").bind("id", id).map(ALERT).findOne());
    }

    @Override
    public List<Alert> beginning(String prefix) {
        return database.read(sql -> sql.createQuery(
                        "SELECT body FROM alert WHERE id >= :prefix AND id < :end ORDER BY id LIMIT 2")
                .bind("prefix", prefix)
                .bind("end", prefix + "g")
                .map(ALERT)
                .list());
    }

    @Override
    public Optional<Alert> latest(String model, String cause) {
        return database.read(sql -> sql.createQuery("""
                SELECT body FROM alert WHERE model = :model AND cause = :cause
                ORDER BY is_over, opened_at DESC, id DESC LIMIT 1""")
                .bind("model", model)
                .bind("cause", cause)
                .map(ALERT)
                .findOne());
    }

    @Override
    public List<Alert> find(Query query) {
        StringBuilder where = new StringBuilder("SELECT body FROM alert WHERE severity >= :severity");
        where.append(query.model().isPresent() ? " AND model = :model" : "");
        where.append(query.states().isEmpty() ? "" : " AND state IN (<states>)");
        where.append(" ORDER BY opened_at DESC, id DESC LIMIT :limit");
        return database.read(sql -> {
            var statement = sql.createQuery(where.toString())
                    .bind("severity", query.severity().map(Enum::ordinal).orElse(0))
                    .bind("limit", query.limit());
            query.model().ifPresent(model -> statement.bind("model", model));
            if (!query.states().isEmpty()) {
                statement.bindList("states", query.states());
            }
            return statement.map(ALERT).list();
        });
    }

    @Override
    public List<Alert> toLookAt(Instant by, int most) {
        return database.read(sql -> sql.createQuery(
                        "SELECT body FROM alert WHERE look_at <= :by ORDER BY look_at, id LIMIT :most")
                .bind("by", millis(by))
                .bind("most", most)
                .map(ALERT)
                .list());
    }

    @Override
    public List<Instant> uselessPages(String model, Instant from) {
        return database.read(sql -> sql.createQuery("""
                SELECT said_at FROM alert WHERE model = :model AND paged = 1 AND useful = 0 AND said_at >= :from
                ORDER BY said_at""")
                .bind("model", model)
                .bind("from", millis(from))
                .mapTo(Long.class)
                .map(Instant::ofEpochMilli)
                .list());
    }

    @Override
    public List<Tally> tallies() {
        return database.read(sql -> sql.createQuery("""
                SELECT model, monitor, COUNT(*) AS alerts, COUNT(useful) AS answered, COALESCE(SUM(useful), 0) AS useful
                FROM alert GROUP BY model, monitor ORDER BY model, monitor""")
                .map((row, context) -> new Tally(
                        row.getString("model"), row.getString("monitor"), row.getLong("alerts"), row.getLong("answered"),
                        row.getLong("useful")))
                .list());
    }

    @Override
    public int forget(Instant before, int most) {
        return database.write(sql -> sql.createUpdate("""
                DELETE FROM alert WHERE is_over = 1 AND look_at IS NULL AND (over_at < :before OR id IN (
                    SELECT id FROM (
                        SELECT id, ROW_NUMBER() OVER (ORDER BY over_at DESC, id) AS place FROM alert WHERE is_over = 1
                    ) AS placed WHERE place > :most))""")
                .bind("before", millis(before))
                .bind("most", most)
                .execute());
    }

    @Override
    public void leave(Fact.Notice notice) {
        database.write(sql -> sql.createUpdate("""
                INSERT INTO alert_notice (number, id, body)
                SELECT COALESCE(MAX(number), 0) + 1, :id, :body FROM alert_notice""")
                .bind("id", notice.id().toString())
                .bind("body", Documents.text(notice))
                .execute());
    }

    @Override
    public List<Fact.Notice> untold() {
        return database.read(sql -> sql.createQuery("SELECT body FROM alert_notice ORDER BY number LIMIT :most")
                .bind("most", MOST_UNTOLD)
                .map((row, context) -> Documents.notice(row.getString("body")))
                .list());
    }

    @Override
    public void told(UUID notice) {
        database.write(sql -> sql.createUpdate("DELETE FROM alert_notice WHERE id = :id")
                .bind("id", notice.toString())
                .execute());
    }

    @Override
    public AlertSettings settings() {
        return database.read(sql -> sql.createQuery("SELECT body FROM alert_settings WHERE number = 1")
                .map((row, context) -> Documents.alertSettings(row.getString("body")))
                .findOne()
                .orElseGet(AlertSettings::standard));
    }

    @Override
    public void save(AlertSettings settings) {
        database.write(sql -> sql.createUpdate("""
                INSERT INTO alert_settings (number, body) VALUES (1, :body)
                ON CONFLICT (number) DO UPDATE SET body = excluded.body""")
                .bind("body", Documents.text(settings))
                .execute());
    }
}
