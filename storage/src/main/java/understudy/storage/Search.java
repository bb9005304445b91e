package understudy.storage;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import understudy.core.Archive;
import understudy.core.DataType;
import understudy.core.Fact;
import understudy.core.PredictionId;
import understudy.core.Problem;
import understudy.core.Role;
import understudy.core.Signature;
import understudy.serving.Registry;

/**
 * Finds the newest predictions that match. Picks them by few columns first, from the newest day back in portions of 1,
 * 2, 4, … days until nothing older can be among them; only then reads the other columns of those picked. For one
 * connection and thread.
 */
final class Search {
    private static final double NANOS_PER_MILLI = 1e6;
    /** An id's time and the time of receipt are not quite the same. */
    private static final Duration SLACK = Duration.ofDays(1);


    private final DuckDBConnection connection;
    private final Holdings holdings;
    private final Registry registry;
    private final Archive.Query query;
    private final Segments segments = new Segments();

    Search(DuckDBConnection connection, Holdings holdings, Registry registry, Archive.Query query) {
        this.connection = connection;
        this.holdings = holdings;
        this.registry = registry;
        this.query = query;
        Filter.check(query);
    }

    /** A prediction that matches. Newest first. */
    private record Picked(String model, long stamp, UUID request, int row, boolean inTail) {
        private static final Comparator<Picked> NEWEST_FIRST = Comparator.comparingLong(Picked::stamp)
                .thenComparing(Picked::request)
                .reversed()
                .thenComparingInt(Picked::row);

        PredictionId id() {
            return new PredictionId(request, row);
        }
    }

    List<Archive.Row> run() throws SQLException {
        List<Picked> picked = new ArrayList<>();
        for (String model : query.model().map(List::of).orElseGet(() -> List.copyOf(holdings.models()))) {
            pick(model, picked);
        }
        Map<PredictionId, Archive.Row> rows = new HashMap<>();
        for (List<Picked> some : picked.stream().collect(Collectors.groupingBy(Picked::model)).values()) {
            fetch(some, rows);
        }
        return picked.stream().map(each -> rows.get(each.id())).filter(row -> row != null).toList();
    }

    private void pick(String model, List<Picked> picked) throws SQLException {
        FeatureNames names = registry.model(model)
                .map(known -> new FeatureNames(known.signature()))
                .orElse(FeatureNames.NONE);
        boolean known = checkFeatures(model, names);
        Optional<Holdings.TailTable> tail = holdings.tail(Kind.PREDICTIONS, model);
        if (tail.isPresent() && known) {
            String labels = Sources.all(holdings, Kind.LABELS);
            String answers = Sources.of(
                    Kind.SHADOW_ANSWERS, holdings.tail(Kind.SHADOW_ANSWERS, model), holdings.all(Kind.SHADOW_ANSWERS, model));
            pickFrom(model, tail.get().name(), true, names, answers, labels, picked);
        }
        LocalDate from = query.from().map(time -> day(time.minus(SLACK))).orElse(LocalDate.EPOCH);
        LocalDate to = query.to().map(time -> day(time.plus(SLACK))).orElse(LocalDate.of(9999, 12, 31));
        for (Holdings.Portion portion : holdings.newestFirst(Kind.PREDICTIONS, model, from, to)) {
            long first = stamp(portion.first());
            long after = stamp(portion.last().plusDays(1));
            if (!known || picked.size() == query.limit() && picked.getLast().stamp() >= after) {
                return;
            }
            String between = " WHERE stamp >= " + first + " AND stamp < " + after + ")";
            String labels = "(SELECT * FROM " + Sources.all(holdings, Kind.LABELS) + between;
            String answers = "(SELECT * FROM " + Sources.of(
                    Kind.SHADOW_ANSWERS, holdings.tail(Kind.SHADOW_ANSWERS, model),
                    holdings.days(Kind.SHADOW_ANSWERS, model).subMap(portion.first(), true, portion.last(), true)
                            .values().stream().flatMap(List::stream).toList()) + between;
            String source = Duck.parquet(portion.files(), Filter.namesFeatures(query));
            pickFrom(model, source, false, names, answers, labels, picked);
        }
    }

    /** Refuses a feature the model asked for does not have; of models not asked for, such simply do not match. */
    private boolean checkFeatures(String model, FeatureNames names) {
        for (Archive.Condition condition : query.where()) {
            if (condition.field().startsWith("feature.")) {
                String name = condition.field().substring("feature.".length());
                if (names.ending(name).isEmpty()) {
                    if (query.model().isPresent() && registry.model(model).isPresent()) {
                        throw Problem.invalid("where", condition.field(), "a feature of " + model + ": " + names.names());
                    }
                    return false;
                }
            }
        }
        return true;
    }

    private void pickFrom(
            String model, String source, boolean inTail, FeatureNames names, String answers, String labels,
            List<Picked> picked)
            throws SQLException {
        Set<String> columns = Filter.namesFeatures(query) ? Sources.columns(connection, source) : Set.of();
        Optional<Filter> filter = Filter.of(query, columns, names, answers, labels);
        if (filter.isEmpty()) {
            return;
        }
        String sql = "SELECT stamp, request, row_index FROM " + source + " WHERE " + filter.get().sql()
                + " ORDER BY stamp DESC, row_index LIMIT " + query.limit();
        Duck.query(connection, sql, filter.get().parameters(), row -> picked.add(new Picked(
                model, row.getLong(1), (UUID) row.getObject(2), row.getInt(3), inTail)));
        picked.sort(Picked.NEWEST_FIRST);
        if (picked.size() > query.limit()) {
            picked.subList(query.limit(), picked.size()).clear();
        }
    }

    private void fetch(List<Picked> some, Map<PredictionId, Archive.Row> into) throws SQLException {
        String model = some.getFirst().model();
        FeatureNames names = registry.model(model)
                .map(known -> new FeatureNames(known.signature()))
                .orElse(FeatureNames.NONE);
        Map<PredictionId, String> labels = labels(some);
        List<Picked> inTail = some.stream().filter(Picked::inTail).toList();
        if (!inTail.isEmpty()) {
            fetch(inTail, holdings.tail(Kind.PREDICTIONS, model).orElseThrow().name(), names, labels, into);
        }
        List<Picked> inFiles = some.stream().filter(each -> !each.inTail()).toList();
        if (!inFiles.isEmpty()) {
            List<ParquetFile> files = inFiles.stream()
                    .map(each -> PredictionRows.day(each.request()))
                    .distinct()
                    .flatMap(day -> holdings.files(Kind.PREDICTIONS, model, day).stream())
                    .toList();
            fetch(inFiles, Duck.parquet(files, true), names, labels, into);
        }
    }

    private void fetch(
            List<Picked> some, String source, FeatureNames names, Map<PredictionId, String> labels,
            Map<PredictionId, Archive.Row> into)
            throws SQLException {
        String model = some.getFirst().model();
        String stamps = some.stream().map(each -> Long.toString(each.stamp())).distinct().collect(Collectors.joining(","));
        long least = some.stream().mapToLong(Picked::stamp).min().orElseThrow();
        long most = some.stream().mapToLong(Picked::stamp).max().orElseThrow();
        String sql = "SELECT * EXCLUDE (entry) FROM " + source + " WHERE stamp BETWEEN " + least + " AND " + most
                + " AND stamp IN (" + stamps + ")";
        Duck.query(connection, sql, List.of(), row -> {
            PredictionId id = new PredictionId((UUID) row.getObject("request"), row.getInt("row_index"));
            into.put(id, row(id, model, row, names, Optional.ofNullable(labels.get(id))));
        });
    }

    private Map<PredictionId, String> labels(List<Picked> some) throws SQLException {
        Map<Integer, PredictionId> questions = new HashMap<>();
        some.forEach(each -> questions.put(questions.size(), each.id()));
        Map<Integer, Fact.Label> found = new LabelTargets(connection, holdings).inForce(questions);
        Map<PredictionId, String> labels = new HashMap<>();
        found.forEach((n, label) -> {
            PredictionId id = questions.get(n);
            if (id != null) {
                labels.put(id, label.value());
            }
        });
        return labels;
    }

    private Archive.Row row(
            PredictionId id, String model, ResultSet row, FeatureNames names, Optional<String> label)
            throws SQLException {
        return new Archive.Row(
                id,
                LabelTargets.instant(row, "received_at"),
                model,
                row.getInt("version"),
                Role.valueOf(row.getString("role")),
                Optional.ofNullable(row.getString("key")),
                segments.parse(row.getString("segments")),
                Optional.ofNullable((Double) row.getObject("score")),
                Optional.ofNullable(row.getString("predicted")),
                Optional.ofNullable(row.getString("action")),
                label,
                Optional.ofNullable(row.getString("error")),
                row.getLong("latency_nanos") / NANOS_PER_MILLI,
                FeatureColumns.of(row, names).read(row));
    }

    static LocalDate day(Instant time) {
        return LocalDate.ofInstant(RowAppender.instant(RowAppender.micros(time)), ZoneOffset.UTC);
    }

    /** The least stamp an id of that day can have. */
    static long stamp(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() << 16;
    }
}
