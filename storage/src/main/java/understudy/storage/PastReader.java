package understudy.storage;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import understudy.core.Prediction;
import understudy.journal.PredictionCodec;
import understudy.rollout.Past;

/**
 * Streams what champions answered, with the labels of each row, day by day and sorted by request within each: no more
 * than a day's sort (which may spill to disk) is ever held. For one thread.
 */
final class PastReader {
    private final DuckDBConnection connection;
    private final Holdings holdings;
    private final Past.Stretch stretch;
    private final Duration maturity;
    private final long nowMicros;
    private final PredictionCodec codec = new PredictionCodec();

    private @Nullable Draft draft;

    PastReader(
            DuckDBConnection connection, Holdings holdings, Past.Stretch stretch, Duration maturity, Instant now) {
        this.connection = connection;
        this.holdings = holdings;
        this.stretch = stretch;
        this.maturity = maturity;
        this.nowMicros = RowAppender.micros(now);
    }

    /** A request whose labels are still passing. */
    private static final class Draft {
        private final UUID request;
        private final Prediction prediction;
        private final Past.Truth[] truths;

        Draft(UUID request, Prediction prediction) {
            this.request = request;
            this.prediction = prediction;
            this.truths = new Past.Truth[prediction.rows()];
            Arrays.fill(truths, Past.Truth.UNKNOWN);
        }

        Past.Answered finished() {
            return new Past.Answered(prediction, List.of(truths));
        }
    }

    Map<Integer, Long> counts() throws SQLException {
        Map<Integer, Long> counts = new HashMap<>();
        for (LocalDate day : days()) {
            List<Object> parameters = new ArrayList<>();
            Duck.query(connection,
                    "SELECT version, count(*) FROM " + source(day) + " WHERE" + asked(day, parameters) + " GROUP BY version",
                    parameters, row -> counts.merge(row.getInt(1), row.getLong(2), Long::sum));
        }
        return counts;
    }

    void read(Predicate<Past.Answered> reader) throws SQLException {
        for (LocalDate day : days()) {
            if (!read(day, reader)) {
                return;
            }
        }
    }

    private boolean read(LocalDate day, Predicate<Past.Answered> reader) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        String sql = "SELECT p.request, p.entry, l.row_index AS labelled, l.value AS label, "
                + "epoch_us(p.received_at) AS received, epoch_us(l.received_at) AS label_received FROM (SELECT * FROM "
                + source(day) + " WHERE" + asked(day, parameters) + ") AS p LEFT JOIN (SELECT * FROM "
                + Sources.all(holdings, Kind.LABELS) + " WHERE" + between(day) + ") AS l ON p.request = l.request"
                + " ORDER BY p.stamp, p.request, l.row_index, l.received_at, l.position";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (!fold(rows, reader)) {
                        return false;
                    }
                }
            }
        }
        Draft last = draft;
        draft = null;
        return last == null || reader.test(last.finished());
    }

    /** Labels of a row come in the order they were received: a later one corrects those before. */
    private boolean fold(ResultSet row, Predicate<Past.Answered> reader) throws SQLException {
        UUID request = (UUID) row.getObject(1);
        Draft present = draft;
        boolean wanted = true;
        if (present == null || !present.request.equals(request)) {
            wanted = present == null || reader.test(present.finished());
            present = new Draft(request, codec.decode(row.getBytes(2)));
            draft = present;
        }
        String label = row.getString(4);
        int place = row.getInt(3);
        if (label != null && place < present.truths.length) {
            long mature = row.getLong(5) + maturity.toNanos() / 1_000;
            boolean inTime = row.getLong(6) <= mature && mature <= nowMicros;
            Optional<String> value = Optional.of(label);
            present.truths[place] = new Past.Truth(value, inTime ? value : present.truths[place].whenMature());
        }
        return wanted;
    }

    /** Ids are given when requests come, so that the day of either may be the next one at most. */
    private NavigableSet<LocalDate> days() throws SQLException {
        NavigableSet<LocalDate> days =
                new TreeSet<>(holdings.days(Kind.PREDICTIONS, stretch.model()).keySet());
        Optional<Holdings.TailTable> tail = holdings.tail(Kind.PREDICTIONS, stretch.model());
        if (tail.isPresent()) {
            Duck.query(connection, "SELECT DISTINCT day FROM " + tail.get().name(), List.of(),
                    row -> days.add(LocalDate.parse(row.getString(1))));
        }
        return days.subSet(
                Search.day(stretch.from()).minusDays(1), true, Search.day(stretch.to()).plusDays(1), true);
    }

    private String source(LocalDate day) {
        return Sources.of(
                Kind.PREDICTIONS, holdings.tail(Kind.PREDICTIONS, stretch.model()),
                holdings.files(Kind.PREDICTIONS, stretch.model(), day));
    }

    private static String between(LocalDate day) {
        return " stamp >= " + Search.stamp(day) + " AND stamp < " + Search.stamp(day.plusDays(1));
    }

    private String asked(LocalDate day, List<Object> parameters) {
        parameters.add(RowAppender.micros(stretch.from()));
        parameters.add(RowAppender.micros(stretch.to()));
        return between(day) + " AND row_index = 0 AND role = 'CHAMPION'"
                + " AND received_at >= make_timestamp(?) AND received_at < make_timestamp(?)";
    }
}
