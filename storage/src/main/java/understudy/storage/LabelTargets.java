package understudy.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.duckdb.DuckDBConnection;
import understudy.core.Fact;
import understudy.core.PredictionId;

/**
 * Finds the predictions that labels are about and the labels in force for them, many at once: the questions go into a
 * temporary table that is joined with what is kept. Questions are told apart by number. For one connection and thread.
 */
final class LabelTargets {
    /** The row a label is about. A key names row 0 of its request. */
    record Meant(UUID request, int row, String model) {}

    record Asked(String key, Instant at) {}

    private final DuckDBConnection connection;
    private final Holdings holdings;

    LabelTargets(DuckDBConnection connection, Holdings holdings) {
        this.connection = connection;
        this.holdings = holdings;
    }

    /** For each key the model's latest prediction received at or before the time; keys without one are left out. */
    Map<Integer, Meant> byKey(String model, Map<Integer, Asked> questions) throws SQLException {
        Map<Integer, Meant> found = new HashMap<>();
        if (questions.isEmpty()) {
            return found;
        }
        ask(questions);
        Instant latest = questions.values().stream().map(Asked::at).max(Instant::compareTo).orElseThrow();
        LocalDate lastDay = LocalDate.ofInstant(RowAppender.instant(RowAppender.micros(latest)), ZoneOffset.UTC);
        Optional<Holdings.TailTable> tail = holdings.tail(Kind.PREDICTIONS, model);
        List<Holdings.Portion> portions =
                holdings.newestFirst(Kind.PREDICTIONS, model, LocalDate.EPOCH, lastDay.plusDays(1));
        for (int i = 0; i < Math.max(1, portions.size()) && found.size() < questions.size(); i++) {
            List<ParquetFile> files = portions.isEmpty() ? List.of() : portions.get(i).files();
            String source = Sources.of(Kind.PREDICTIONS, i == 0 ? tail : Optional.empty(), files);
            Duck.query(connection, """
                    SELECT asked.n, arg_max(p.request, struct_pack(t := p.received_at, i := p.position)) AS request
                    FROM %s AS p JOIN asked ON p.key = asked.key AND p.received_at <= asked.asked_at
                    WHERE p.row_index = 0 GROUP BY asked.n""".formatted(source), List.of(), row ->
                    found.putIfAbsent(row.getInt("n"), new Meant((UUID) row.getObject("request"), 0, model)));
            Map<Integer, Asked> open = new HashMap<>(questions);
            open.keySet().removeAll(found.keySet());
            ask(open);
        }
        return found;
    }

    private void ask(Map<Integer, Asked> questions) throws SQLException {
        Duck.run(connection, "CREATE OR REPLACE TEMP TABLE asked (n INTEGER, key VARCHAR, asked_at TIMESTAMP)");
        try (RowAppender rows = new RowAppender(connection, "asked")) {
            for (Map.Entry<Integer, Asked> question : questions.entrySet()) {
                rows.begin();
                rows.add(question.getKey().intValue()).add(question.getValue().key()).add(question.getValue().at());
                rows.end();
            }
        }
    }

    /** Those that are kept, with their model; whichever it is. */
    Map<Integer, Meant> known(Map<Integer, PredictionId> questions) throws SQLException {
        Map<Integer, Meant> found = new HashMap<>();
        if (questions.isEmpty()) {
            return found;
        }
        askIds(questions);
        NavigableSet<LocalDate> days = new TreeSet<>();
        questions.values().forEach(id -> days.add(PredictionRows.day(id.request())));
        for (String model : holdings.models()) {
            List<ParquetFile> files = new ArrayList<>();
            NavigableMap<LocalDate, List<ParquetFile>> there = holdings.days(Kind.PREDICTIONS, model);
            days.forEach(day -> files.addAll(there.getOrDefault(day, List.of())));
            String source = Sources.of(Kind.PREDICTIONS, holdings.tail(Kind.PREDICTIONS, model), files);
            Duck.query(connection, """
                    SELECT ids.n, p.request, p.row_index FROM %s AS p JOIN ids
                    ON p.stamp = ids.stamp AND p.request = ids.request AND p.row_index = ids.row_index"""
                    .formatted(source), List.of(), row -> found.put(
                            row.getInt("n"),
                            new Meant((UUID) row.getObject("request"), row.getInt("row_index"), model)));
        }
        return found;
    }

    /** Those of a model that are kept. */
    Set<UUID> known(String model, Set<UUID> requests) throws SQLException {
        Map<Integer, PredictionId> questions = new HashMap<>();
        NavigableSet<LocalDate> days = new TreeSet<>();
        for (UUID request : requests) {
            questions.put(questions.size(), new PredictionId(request, 0));
            days.add(PredictionRows.day(request));
        }
        askIds(questions);
        NavigableMap<LocalDate, List<ParquetFile>> there = holdings.days(Kind.PREDICTIONS, model);
        List<ParquetFile> files = days.stream().flatMap(day -> there.getOrDefault(day, List.of()).stream()).toList();
        String source = Sources.of(Kind.PREDICTIONS, holdings.tail(Kind.PREDICTIONS, model), files);
        Set<UUID> found = new HashSet<>();
        Duck.query(connection, """
                SELECT p.request FROM %s AS p JOIN ids
                ON p.stamp = ids.stamp AND p.request = ids.request AND p.row_index = 0""".formatted(source),
                List.of(), row -> found.add((UUID) row.getObject(1)));
        return found;
    }

    private void askIds(Map<Integer, PredictionId> questions) throws SQLException {
        Duck.run(connection, "CREATE OR REPLACE TEMP TABLE ids (n INTEGER, stamp BIGINT, request UUID, row_index INTEGER)");
        try (RowAppender rows = new RowAppender(connection, "ids")) {
            for (Map.Entry<Integer, PredictionId> question : questions.entrySet()) {
                UUID request = question.getValue().request();
                rows.begin();
                rows.add(question.getKey().intValue()).add(request.getMostSignificantBits()).add(request);
                rows.add(question.getValue().row());
                rows.end();
            }
        }
    }

    /** The label in force for each prediction that has one. */
    Map<Integer, Fact.Label> inForce(Map<Integer, PredictionId> questions) throws SQLException {
        Map<Integer, Fact.Label> found = new HashMap<>();
        if (!questions.isEmpty()) {
            askIds(questions);
            TreeMap<Long, Integer> stamps = new TreeMap<>();
            questions.forEach((n, id) -> stamps.put(id.request().getMostSignificantBits(), n));
            Duck.query(connection, """
                    SELECT ids.n, l.* FROM %s AS l JOIN ids
                    ON l.stamp = ids.stamp AND l.request = ids.request AND l.row_index = ids.row_index
                    WHERE l.stamp BETWEEN ? AND ? ORDER BY l.received_at, l.position"""
                    .formatted(Sources.all(holdings, Kind.LABELS)), List.of(stamps.firstKey(), stamps.lastKey()),
                    row -> found.put(row.getInt("n"), label(row)));
        }
        return found;
    }

    /** The last label sent for each key of those that named no prediction. */
    Map<Integer, Fact.Label> orphans(String model, Map<Integer, Asked> questions) throws SQLException {
        Map<Integer, Fact.Label> found = new HashMap<>();
        if (!questions.isEmpty()) {
            ask(questions);
            Duck.query(connection, """
                    SELECT asked.n, l.* FROM %s AS l JOIN asked ON l.key = asked.key
                    WHERE l.model = ? AND l.request IS NULL ORDER BY l.received_at, l.position"""
                    .formatted(Sources.all(holdings, Kind.LABELS)), List.of(model),
                    row -> found.put(row.getInt("n"), label(row)));
        }
        return found;
    }

    /** @param row all columns of {@link Kind#LABELS} */
    static Fact.Label label(ResultSet row) throws SQLException {
        Optional<UUID> request = Optional.ofNullable((UUID) row.getObject("request"));
        Optional<String> key = Optional.ofNullable(row.getString("key"));
        int target = row.getInt("row_index");
        return new Fact.Label(
                (UUID) row.getObject("id"),
                row.getString("model"),
                key.isPresent() ? Optional.empty() : request.map(id -> new PredictionId(id, target)),
                key,
                row.getString("value"),
                instant(row, "happened_at").plusNanos(row.getInt("happened_nanos")),
                instant(row, "received_at"),
                row.getString("author"));
    }

    /** A TIMESTAMP column, which holds UTC. */
    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, java.time.LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }
}
