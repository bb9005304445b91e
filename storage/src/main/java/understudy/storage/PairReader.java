package understudy.storage;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import understudy.core.PredictionId;
import understudy.comparison.Pair;
import understudy.comparison.Pairs;
import understudy.serving.Lineup;

/**
 * Streams pairs day by day, sorted by request within each; a request's duplicates and the labels of a pair stand next
 * to each other and are folded as they pass, so that no more than a day's sort (which may spill to disk) is ever held.
 * For one thread at a time.
 */
final class PairReader implements AutoCloseable {
    private static final double NANOS_PER_MILLI = 1e6;

    /** The two sides of a shadow answer in the order they are read, and the same turned round. */
    private static final String STRAIGHT = """
            SELECT stamp, request, row_index, epoch_us(received_at) AS received, key, segments, position,
                answered_by AS champion, %s, %s FROM %s WHERE version = ?""".formatted(
            side("answered", "answered_latency_nanos", "c"), side("said", "latency_nanos", "o"), "%1$s");

    private static final String MIRRORED = """
            SELECT stamp, request, row_index, epoch_us(received_at) AS received, key, segments, position,
                version AS champion, %s, %s FROM %s JOIN (%s) AS reign
                ON lineup_revision = reign.revision AND version = reign.champion
            WHERE answered_by = ? AND answered_role = 'CANARY'""".formatted(
            side("said", "latency_nanos", "c"), side("answered", "answered_latency_nanos", "o"), "%1$s", "%2$s");

    private final DuckDBConnection connection;
    private final Holdings holdings;
    private final Pairs.Selection selection;
    private final long nowMicros;
    private final String reigns;
    private final Deque<LocalDate> days;
    private final Segments segments = new Segments();
    private final FeatureNames names;

    private @Nullable PreparedStatement statement;
    private @Nullable ResultSet rows;
    private @Nullable FeatureColumns features;
    private @Nullable Draft draft;

    /**
     * @param history of the model's lineups: says who was champion when a canary answered
     * @param names of the model's features
     */
    PairReader(
            DuckDBConnection connection,
            Holdings holdings,
            Pairs.Selection selection,
            List<Lineup> history,
            FeatureNames names,
            Instant now)
            throws SQLException {
        this.connection = connection;
        this.holdings = holdings;
        this.selection = selection;
        this.names = names;
        this.nowMicros = RowAppender.micros(now);
        this.reigns = history.isEmpty()
                ? "SELECT 0 AS revision, 0 AS champion WHERE false"
                : history.stream()
                        .map(lineup -> "(" + lineup.revision() + "," + lineup.champion() + ")")
                        .collect(Collectors.joining(",", "SELECT * FROM (VALUES ", ") AS v(revision, champion)"));
        TreeSet<LocalDate> there = new TreeSet<>(holdings.days(Kind.SHADOW_ANSWERS, selection.model()).keySet());
        Optional<Holdings.TailTable> tail = holdings.tail(Kind.SHADOW_ANSWERS, selection.model());
        if (tail.isPresent()) {
            Duck.query(connection, "SELECT DISTINCT day FROM " + tail.get().name(), List.of(),
                    row -> there.add(LocalDate.parse(row.getString(1))));
        }
        this.days = new ArrayDeque<>(there);
    }

    /** A pair whose labels are still passing. */
    private static final class Draft {
        private final Pair pair;
        private final long position;
        private Optional<String> label = Optional.empty();
        private Optional<String> whenMature = Optional.empty();

        Draft(Pair pair, long position) {
            this.pair = pair;
            this.position = position;
        }

        Pair finished() {
            return new Pair(
                    pair.id(), pair.receivedAt(), pair.key(), pair.segments(), pair.champion(), pair.answered(),
                    pair.said(), label, whenMature, pair.features());
        }
    }

    /** @return up to so many, or none at the end */
    List<Pair> next(int most) throws SQLException {
        List<Pair> pairs = new ArrayList<>();
        while (pairs.size() < most) {
            if (rows == null) {
                if (days.isEmpty()) {
                    return pairs;
                }
                open(days.removeFirst());
            } else if (rows.next()) {
                fold(rows, pairs);
            } else {
                if (draft != null) {
                    pairs.add(draft.finished());
                    draft = null;
                }
                closeDay();
            }
        }
        return pairs;
    }

    private void open(LocalDate day) throws SQLException {
        long first = Search.stamp(day);
        long after = Search.stamp(day.plusDays(1));
        String between = " stamp >= " + first + " AND stamp < " + after;
        String answers = "(SELECT * FROM "
                + Sources.of(
                        Kind.SHADOW_ANSWERS, holdings.tail(Kind.SHADOW_ANSWERS, selection.model()),
                        holdings.days(Kind.SHADOW_ANSWERS, selection.model()).getOrDefault(day, List.of()))
                + " WHERE" + between + ")";
        List<Object> parameters = new ArrayList<>();
        String pairs = STRAIGHT.formatted(answers) + restrictions(parameters);
        pairs += " UNION ALL " + MIRRORED.formatted(answers, reigns) + restrictions(parameters);
        Optional<String> inputs = selection.features() ? inputs(day) : Optional.empty();
        String sql = "SELECT a.*, l.value AS label, epoch_us(l.received_at) AS label_received"
                + inputs.map(source -> ", p.* EXCLUDE (request, row_index)").orElse("") + " FROM (" + pairs + ") AS a"
                + inputs.map(source -> " LEFT JOIN (SELECT request, row_index, COLUMNS('^[ft]_.*') FROM " + source
                                + " WHERE" + between + ") AS p ON a.request = p.request AND a.row_index = p.row_index")
                        .orElse("")
                + " LEFT JOIN (SELECT * FROM " + Sources.all(holdings, Kind.LABELS) + " WHERE" + between
                + ") AS l ON a.request = l.request AND a.row_index = l.row_index"
                + " ORDER BY a.stamp, a.request, a.row_index, a.position, l.received_at, l.position";
        PreparedStatement prepared = connection.prepareStatement(sql);
        statement = prepared;
        for (int i = 0; i < parameters.size(); i++) {
            prepared.setObject(i + 1, parameters.get(i));
        }
        ResultSet found = prepared.executeQuery();
        rows = found;
        features = FeatureColumns.of(found, names);
    }

    /** The predictions of a day; empty where none has a column for a feature. */
    private Optional<String> inputs(LocalDate day) throws SQLException {
        Optional<String> source = Sources.whole(
                holdings.tail(Kind.PREDICTIONS, selection.model()),
                holdings.files(Kind.PREDICTIONS, selection.model(), day));
        if (source.isEmpty()) {
            return source;
        }
        boolean any = Sources.columns(connection, source.get()).stream()
                .anyMatch(column -> column.startsWith("f_") || column.startsWith("t_"));
        return any ? source : Optional.empty();
    }

    private String restrictions(List<Object> parameters) {
        parameters.add(selection.challenger());
        parameters.add(RowAppender.micros(selection.from()));
        parameters.add(RowAppender.micros(selection.to()));
        return " AND received_at >= make_timestamp(?) AND received_at < make_timestamp(?)";
    }

    private static String side(String name, String latency, String alias) {
        return """
                len(%1$s_scores) AS %3$s_length, %1$s_scores[1] AS %3$s_first, %1$s_scores[2] AS %3$s_second,
                CASE WHEN len(%1$s_scores) > 2 THEN %1$s_scores END AS %3$s_scores, %1$s_predicted AS %3$s_predicted,
                %1$s_action AS %3$s_action, %1$s_error AS %3$s_error, %2$s AS %3$s_latency"""
                .formatted(name, latency, alias);
    }

    private void fold(ResultSet row, List<Pair> finished) throws SQLException {
        PredictionId id = new PredictionId((UUID) row.getObject("request"), row.getInt("row_index"));
        long position = row.getLong("position");
        Draft present = draft;
        if (present == null || !present.pair.id().equals(id)) {
            if (present != null) {
                finished.add(present.finished());
            }
            present = new Draft(pair(id, row), position);
            draft = present;
        } else if (present.position != position) {
            return;
        }
        String label = row.getString("label");
        if (label != null) {
            present.label = Optional.of(label);
            long mature = row.getLong("received") + selection.maturity().toNanos() / 1_000;
            if (row.getLong("label_received") <= mature && mature <= nowMicros) {
                present.whenMature = Optional.of(label);
            }
        }
    }

    private Pair pair(PredictionId id, ResultSet row) throws SQLException {
        return new Pair(
                id,
                RowAppender.instant(row.getLong("received")),
                Optional.ofNullable(row.getString("key")),
                segments.parse(row.getString("segments")),
                row.getInt("champion"),
                side(row, "c"),
                side(row, "o"),
                Optional.empty(),
                Optional.empty(),
                features == null ? Map.of() : features.read(row));
    }

    private static Pair.Side side(ResultSet row, String alias) throws SQLException {
        return new Pair.Side(
                scores(row, alias),
                Optional.ofNullable(row.getString(alias + "_predicted")),
                Optional.ofNullable(row.getString(alias + "_action")),
                Optional.ofNullable(row.getString(alias + "_error")),
                row.getLong(alias + "_latency") / NANOS_PER_MILLI);
    }

    private static double[] scores(ResultSet row, String alias) throws SQLException {
        int length = row.getInt(alias + "_length");
        if (length > 2) {
            Array list = row.getArray(alias + "_scores");
            Object[] values = (Object[]) list.getArray();
            double[] scores = new double[values.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = (Double) values[i];
            }
            return scores;
        }
        return switch (length) {
            case 0 -> new double[0];
            case 1 -> new double[] {row.getDouble(alias + "_first")};
            default -> new double[] {row.getDouble(alias + "_first"), row.getDouble(alias + "_second")};
        };
    }

    private void closeDay() throws SQLException {
        if (rows != null) {
            rows.close();
            rows = null;
            features = null;
        }
        if (statement != null) {
            statement.close();
            statement = null;
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            closeDay();
        } finally {
            connection.close();
        }
    }
}
