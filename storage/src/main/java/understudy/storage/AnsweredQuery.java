package understudy.storage;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.duckdb.DuckDBConnection;
import understudy.profiles.AnsweredRows;
import understudy.profiles.AnsweredRows.Labels;
import understudy.profiles.AnsweredRows.Stretch;

/**
 * Asks for the rows of a stretch: day by day, and each day in portions of ids that follow each other, so that sorting wide
 * rows needs little memory and no disk. For one thread.
 */
final class AnsweredQuery {
    /** So many are sorted at once, about: 32 MB of numbers. */
    private static final long PORTION_CELLS = 4L << 20;

    private static final long LEAST_ROWS = 8_192;
    /** A stamp's upper bits: 4 seconds (the lower 16 are no time). */
    private static final int BUCKET = 28;
    /** Maturity ages beyond this are never reached. */
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int MOST_SEGMENTS = 50;

    private final DuckDBConnection connection;
    private final Holdings holdings;
    private final Stretch stretch;

    AnsweredQuery(DuckDBConnection connection, Holdings holdings, Stretch stretch) {
        this.connection = connection;
        this.holdings = holdings;
        this.stretch = stretch;
    }

    /** A day's predictions. @param there names of the columns they have */
    record Day(LocalDate day, String source, Set<String> there) {}

    /** @param from least stamp, inclusive @param to exclusive */
    record Portion(Day day, long from, long to, long rows) {}

    /** Ids are given when requests come, so that the day of either may be the next one at most. */
    NavigableSet<LocalDate> days() throws SQLException {
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

    Day open(LocalDate day) throws SQLException {
        String source = Sources.whole(
                        holdings.tail(Kind.PREDICTIONS, stretch.model()),
                        holdings.files(Kind.PREDICTIONS, stretch.model(), day))
                .orElseThrow();
        return new Day(day, source, Sources.columns(connection, source));
    }

    /** Names of segments among the rows, in order. */
    List<String> segments() throws SQLException {
        Set<String> names = new TreeSet<>();
        for (LocalDate day : days()) {
            List<Object> parameters = new ArrayList<>();
            String source = Sources.of(
                    Kind.PREDICTIONS, holdings.tail(Kind.PREDICTIONS, stretch.model()),
                    holdings.files(Kind.PREDICTIONS, stretch.model(), day));
            String seen = "SELECT DISTINCT segments FROM " + source + " WHERE " + between(day) + " AND " + asked(parameters);
            Duck.query(connection,
                    "SELECT DISTINCT unnest(json_keys(segments)) AS name FROM (" + seen + ") ORDER BY name LIMIT " + MOST_SEGMENTS,
                    parameters, row -> names.add(row.getString(1)));
        }
        return names.stream().filter(name -> !name.isBlank()).limit(MOST_SEGMENTS).toList();
    }

    Deque<Portion> portions(Day day, AnsweredColumns columns) throws SQLException {
        long most = Math.max(LEAST_ROWS, PORTION_CELLS / columns.all().size());
        long begin = Search.stamp(day.day());
        Deque<Portion> portions = new ArrayDeque<>();
        List<Object> parameters = new ArrayList<>();
        String sql = "SELECT stamp >> " + BUCKET + " AS bucket, count(*) FROM "
                + rows(day, begin, Search.stamp(day.day().plusDays(1)), columns, parameters)
                + " GROUP BY bucket ORDER BY bucket";
        Duck.query(connection, sql, parameters, row -> {
            long from = Math.max(begin, row.getLong(1) << BUCKET);
            long to = Math.min(Search.stamp(day.day().plusDays(1)), row.getLong(1) + 1 << BUCKET);
            long rows = row.getLong(2);
            if (!portions.isEmpty() && portions.getLast().rows() + rows <= most) {
                Portion grown = portions.removeLast();
                portions.add(new Portion(day, grown.from(), to, grown.rows() + rows));
            } else {
                portions.add(new Portion(day, from, to, rows));
            }
        });
        return portions;
    }

    Chunks read(Portion portion, AnsweredColumns columns, Labels labels, Duration maturity, Instant now)
            throws SQLException {
        List<String> selected = new ArrayList<>();
        columns.plain().forEach(column -> selected.add(column.sql(portion.day().there())));
        if (columns.label().isPresent()) {
            selected.add("l.value");
        }
        if (!columns.segments().isEmpty()) {
            selected.add("p.segments");
        }
        if (!columns.classes().isEmpty()) {
            selected.addAll(List.of(
                    "CASE WHEN p.row_index = 0 THEN to_base64(p.entry) END", "CAST(p.row_index AS BIGINT)",
                    "CAST(p.wanted AS BIGINT)"));
        }
        List<Object> parameters = new ArrayList<>();
        String sql = "SELECT " + String.join(", ", selected)
                + " FROM " + rows(portion.day(), portion.from(), portion.to(), columns, parameters) + " AS p"
                + labels(portion, labels, maturity, now)
                + " LEFT JOIN (SELECT request, row_index, arg_max({'action': action, 'reason': reason}, position) AS said FROM "
                + Sources.all(holdings, Kind.OVERRIDES) + " WHERE " + between(portion.from(), portion.to())
                + " GROUP BY request, row_index) AS o ON p.request = o.request AND p.row_index = o.row_index"
                + " ORDER BY p.stamp, p.request, p.row_index";
        return new Chunks(connection, sql, parameters, portion.rows());
    }

    /** Of the labels of a row the last to have come, of those that had come in time. */
    private String labels(Portion portion, Labels labels, Duration maturity, Instant now) {
        String between = between(portion.from(), portion.to());
        String source = "(SELECT * FROM " + Sources.all(holdings, Kind.LABELS) + " WHERE " + between + ") AS known";
        long age = (maturity.compareTo(LONGEST) > 0 ? LONGEST : maturity).toNanos() / 1_000;
        String inTime = " JOIN (SELECT request, row_index, epoch_us(received_at) + " + age + " AS mature FROM "
                + portion.day().source() + " WHERE " + between + ") AS asked"
                + " ON known.request = asked.request AND known.row_index = asked.row_index"
                + " WHERE epoch_us(known.received_at) <= asked.mature AND asked.mature <= " + RowAppender.micros(now);
        return switch (labels) {
            case NONE -> "";
            case NOW, MATURE -> " LEFT JOIN (SELECT known.request, known.row_index, arg_max(known.value,"
                    + " {'t': known.received_at, 'i': known.position}) AS value, max(known.received_at) AS received_at FROM "
                    + source + (labels == Labels.MATURE ? inTime : "")
                    + " GROUP BY known.request, known.row_index) AS l ON p.request = l.request AND p.row_index = l.row_index";
        };
    }

    /** The rows of some ids as a subquery. Row 0 comes with those of a slice where it has what they need. */
    private String rows(Day day, long from, long to, AnsweredColumns columns, List<Object> parameters) {
        String wanted = stretch.slice()
                .map(slice -> "coalesce(" + columns.condition(slice, day.there(), parameters) + ", false)")
                .orElse("true");
        return "(SELECT * FROM (SELECT *, " + wanted + " AS wanted FROM " + day.source() + " WHERE "
                + between(from, to) + " AND " + asked(parameters) + ") WHERE wanted"
                + (columns.classes().isEmpty() ? "" : " OR row_index = 0") + ")";
    }

    /** Those that callers were answered, whichever day's. */
    String asked(List<Object> parameters) {
        parameters.add(RowAppender.micros(stretch.from()));
        parameters.add(RowAppender.micros(stretch.to()));
        stretch.version().ifPresent(parameters::add);
        return "role IN ('CHAMPION', 'CANARY') AND received_at >= make_timestamp(?) AND received_at < make_timestamp(?)"
                + (stretch.version().isPresent() ? " AND version = ?" : "");
    }

    static String between(LocalDate day) {
        return between(Search.stamp(day), Search.stamp(day.plusDays(1)));
    }

    private static String between(long from, long to) {
        return "stamp >= " + from + " AND stamp < " + to;
    }
}
