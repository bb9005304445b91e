package understudy.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import understudy.drift.WindowScores;
import understudy.monitoring.MonitorPlan;
import understudy.monitoring.SegmentSummary;
import understudy.monitoring.StreamState;
import understudy.monitoring.WatchState;
import understudy.monitoring.WatchStore;
import understudy.monitoring.WindowSummary;

/** What the watch remembers, in SQL: plans, states and windows are JSON documents, snapshots and scores bytes. */
final class SqlWatch implements WatchStore {
    private static final RowMapper<WindowSummary.Head> HEAD =
            (row, context) -> Documents.windowHead(row.getString("head"));
    private static final RowMapper<WindowSummary> WINDOW = (row, context) -> new WindowSummary(
            Documents.windowHead(row.getString("head")), Documents.windowColumns(row.getString("body")));
    private static final RowMapper<Detector> DETECTOR = (row, context) -> new Detector(
            row.getString("model"), row.getString("traffic"), row.getString("bins"), row.getInt("is_final") == 1,
            row.getBytes("body"));

    private final Database database;

    SqlWatch(Database database) {
        this.database = database;
    }

    @Override
    public Optional<MonitorPlan> plan(String model) {
        return document("monitor_plan", model).map(Documents::monitorPlan);
    }

    @Override
    public void save(MonitorPlan plan) {
        save("monitor_plan", plan.model(), Documents.text(plan));
    }

    @Override
    public Optional<WatchState> state(String model) {
        return document("watch_state", model).map(Documents::watchState);
    }

    @Override
    public void save(WatchState state) {
        save("watch_state", state.model(), Documents.text(state));
    }

    private Optional<String> document(String table, String model) {
        return database.read(sql -> sql.createQuery("SELECT body FROM <table> WHERE model = :model")
                .define("table", table)
                .bind("model", model)
                .mapTo(String.class)
                .findOne());
    }

    private void save(String table, String model, String body) {
        database.write(sql -> sql.createUpdate("""
                INSERT INTO <table> (model, body) VALUES (:model, :body)
                ON CONFLICT (model) DO UPDATE SET body = excluded.body""")
                .define("table", table)
                .bind("model", model)
                .bind("body", body)
                .execute());
    }

    @Override
    public void save(WindowSummary window) {
        WindowSummary.Head head = window.head();
        database.write(sql -> sql.createUpdate("""
                INSERT INTO watch_window (model, id, began_at, ended_at, head, body)
                VALUES (:model, :id, :from, :to, :head, :body)
                ON CONFLICT (model, id) DO UPDATE SET began_at = excluded.began_at, ended_at = excluded.ended_at,
                    head = excluded.head, body = excluded.body""")
                .bind("model", head.model())
                .bind("id", head.id())
                .bind("from", milliseconds(head.from()))
                .bind("to", milliseconds(head.to()))
                .bind("head", Documents.text(head))
                .bind("body", Documents.columnsText(window.columns()))
                .execute());
    }

    @Override
    public Optional<WindowSummary> window(String model, String id) {
        return database.read(sql -> sql.createQuery(
                        "SELECT head, body FROM watch_window WHERE model = :model AND id = :id")
                .bind("model", model)
                .bind("id", id)
                .map(WINDOW)
                .findOne());
    }

    @Override
    public List<WindowSummary> windows(String model, Instant from, Instant to, int limit) {
        return latest("head, body", model, from, to, limit, WINDOW);
    }

    @Override
    public void save(String model, String window, List<SegmentSummary> segments) {
        database.write(sql -> {
            sql.createUpdate("DELETE FROM watch_segment WHERE model = :model AND window_id = :window")
                    .bind("model", model)
                    .bind("window", window)
                    .execute();
            for (SegmentSummary segment : segments) {
                sql.createUpdate("""
                        INSERT INTO watch_segment (model, window_id, segment, began_at, ended_at, body)
                        VALUES (:model, :window, :segment, :from, :to, :body)""")
                        .bind("model", model)
                        .bind("window", window)
                        .bind("segment", segment.segment())
                        .bind("from", milliseconds(segment.from()))
                        .bind("to", milliseconds(segment.to()))
                        .bind("body", Documents.text(segment))
                        .execute();
            }
            return segments.size();
        });
    }

    @Override
    public List<SegmentSummary> segments(String model, String window) {
        return database.read(sql -> sql.createQuery("""
                SELECT body FROM watch_segment WHERE model = :model AND window_id = :window ORDER BY segment""")
                .bind("model", model)
                .bind("window", window)
                .mapTo(String.class)
                .map(Documents::segment)
                .list());
    }

    @Override
    public List<SegmentSummary> segments(String model, String segment, Instant from, Instant to, int limit) {
        return database.read(sql -> sql.createQuery("""
                SELECT body FROM watch_segment WHERE model = :model AND segment = :segment
                    AND began_at >= :from AND began_at < :to ORDER BY began_at DESC LIMIT :limit""")
                .bind("model", model)
                .bind("segment", segment)
                .bind("from", milliseconds(from))
                .bind("to", milliseconds(to))
                .bind("limit", limit)
                .mapTo(String.class)
                .map(Documents::segment)
                .list()
                .reversed());
    }

    @Override
    public List<WindowSummary.Head> heads(String model, Instant from, Instant to, int limit) {
        return latest("head", model, from, to, limit, HEAD);
    }

    private <T> List<T> latest(
            String columns, String model, Instant from, Instant to, int limit, RowMapper<T> mapper) {
        return database.read(sql -> sql.createQuery("""
                SELECT <columns> FROM watch_window WHERE model = :model AND began_at >= :from AND began_at < :to
                ORDER BY began_at DESC, id DESC LIMIT :limit""")
                .define("columns", columns)
                .bind("model", model)
                .bind("from", milliseconds(from))
                .bind("to", milliseconds(to))
                .bind("limit", limit)
                .map(mapper)
                .list()
                .reversed());
    }

    @Override
    public void save(Scores scores) {
        database.write(sql -> sql.createUpdate("""
                INSERT INTO watch_scores (model, traffic, bins, ordinal, body)
                VALUES (:model, :traffic, :bins, :ordinal, :body)
                ON CONFLICT (model, traffic, bins, ordinal) DO UPDATE SET body = excluded.body""")
                .bind("model", scores.model())
                .bind("traffic", scores.group())
                .bind("bins", scores.bins())
                .bind("ordinal", scores.scores().ordinal())
                .bind("body", ScoreBytes.of(scores.scores()))
                .execute());
    }

    @Override
    public Optional<Long> firstScored(String model, String group, String bins) {
        return database.read(sql -> sql.createQuery("""
                SELECT ordinal FROM watch_scores WHERE model = :model AND traffic = :traffic AND bins = :bins
                ORDER BY ordinal LIMIT 1""")
                .bind("model", model)
                .bind("traffic", group)
                .bind("bins", bins)
                .mapTo(Long.class)
                .findOne());
    }

    @Override
    public List<WindowScores> scores(String model, String group, String bins) {
        return database.read(sql -> sql.createQuery("""
                SELECT ordinal, body FROM watch_scores WHERE model = :model AND traffic = :traffic AND bins = :bins
                ORDER BY ordinal""")
                .bind("model", model)
                .bind("traffic", group)
                .bind("bins", bins)
                .map((row, context) -> ScoreBytes.read(row.getLong("ordinal"), row.getBytes("body")))
                .list());
    }

    @Override
    public List<String> groups(String model) {
        return database.read(sql -> sql.createQuery("""
                SELECT traffic FROM watch_scores WHERE model = :model
                UNION SELECT traffic FROM watch_detector WHERE model = :model ORDER BY 1""")
                .bind("model", model)
                .mapTo(String.class)
                .list());
    }

    @Override
    public Optional<Detector> detector(String model, String group) {
        return database.read(sql -> sql.createQuery(
                        "SELECT * FROM watch_detector WHERE model = :model AND traffic = :traffic")
                .bind("model", model)
                .bind("traffic", group)
                .map(DETECTOR)
                .findOne());
    }

    @Override
    public List<Detector> detectors(String model) {
        return database.read(sql -> sql.createQuery("SELECT * FROM watch_detector WHERE model = :model ORDER BY traffic")
                .bind("model", model)
                .map(DETECTOR)
                .list());
    }

    @Override
    public void save(Detector detector) {
        database.write(sql -> sql.createUpdate("""
                INSERT INTO watch_detector (model, traffic, bins, is_final, body)
                VALUES (:model, :traffic, :bins, :isFinal, :body)
                ON CONFLICT (model, traffic) DO UPDATE SET bins = excluded.bins, is_final = excluded.is_final,
                    body = excluded.body""")
                .bind("model", detector.model())
                .bind("traffic", detector.group())
                .bind("bins", detector.bins())
                .bind("isFinal", detector.isFinal() ? 1 : 0)
                .bind("body", detector.snapshot())
                .execute());
    }

    @Override
    public void forget(String model, String groups) {
        for (String table : List.of("watch_scores", "watch_detector")) {
            database.write(sql -> sql.createUpdate("""
                    DELETE FROM <table> WHERE model = :model AND substr(traffic, 1, :length) = :groups""")
                    .define("table", table)
                    .bind("model", model)
                    .bind("length", groups.length())
                    .bind("groups", groups)
                    .execute());
        }
    }

    @Override
    public Optional<TrafficProfile> traffic(String model, int version) {
        return database.read(sql -> sql.createQuery(
                        "SELECT * FROM watch_traffic WHERE model = :model AND version = :version")
                .bind("model", model)
                .bind("version", version)
                .map((row, context) -> new TrafficProfile(
                        model, version, Instant.ofEpochMilli(row.getLong("began_at")),
                        Instant.ofEpochMilli(row.getLong("ended_at")), row.getBytes("body")))
                .findOne());
    }

    @Override
    public void save(TrafficProfile profile) {
        database.write(sql -> sql.createUpdate("""
                INSERT INTO watch_traffic (model, version, began_at, ended_at, body)
                VALUES (:model, :version, :from, :to, :body)
                ON CONFLICT (model, version) DO UPDATE SET began_at = excluded.began_at, ended_at = excluded.ended_at,
                    body = excluded.body""")
                .bind("model", profile.model())
                .bind("version", profile.version())
                .bind("from", milliseconds(profile.from()))
                .bind("to", milliseconds(profile.to()))
                .bind("body", profile.profile())
                .execute());
    }

    @Override
    public List<StreamState> streams(String model) {
        return database.read(sql -> sql.createQuery("SELECT body FROM watch_stream WHERE model = :model ORDER BY stream")
                .bind("model", model)
                .map((row, context) -> Documents.streamState(row.getString("body")))
                .list());
    }

    @Override
    public void save(String model, List<StreamState> streams) {
        database.write(sql -> {
            sql.createUpdate("DELETE FROM watch_stream WHERE model = :model").bind("model", model).execute();
            for (StreamState stream : streams) {
                sql.createUpdate("INSERT INTO watch_stream (model, stream, body) VALUES (:model, :stream, :body)")
                        .bind("model", model)
                        .bind("stream", stream.column())
                        .bind("body", Documents.text(stream))
                        .execute();
            }
            return true;
        });
    }

    @Override
    public void prune(String model, Instant windowsBefore, Instant segmentsBefore, long scoresBefore) {
        database.write(sql -> sql.createUpdate("DELETE FROM watch_segment WHERE model = :model AND ended_at < :before")
                .bind("model", model)
                .bind("before", milliseconds(segmentsBefore))
                .execute());
        database.write(sql -> sql.createUpdate("DELETE FROM watch_window WHERE model = :model AND ended_at < :before")
                .bind("model", model)
                .bind("before", milliseconds(windowsBefore))
                .execute());
        database.write(sql -> sql.createUpdate("DELETE FROM watch_scores WHERE model = :model AND ordinal < :before")
                .bind("model", model)
                .bind("before", scoresBefore)
                .execute());
    }

    @Override
    public void together(Runnable writes) {
        database.write(sql -> {
            writes.run();
            return true;
        });
    }

    /** The ends of time, where a caller means all of it, are beyond milliseconds. */
    private static long milliseconds(Instant at) {
        if (at.equals(Instant.MAX)) {
            return Long.MAX_VALUE;
        }
        return at.equals(Instant.MIN) ? Long.MIN_VALUE : at.toEpochMilli();
    }
}
