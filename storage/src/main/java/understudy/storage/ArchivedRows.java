package understudy.storage;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duckdb.DuckDBConnection;
import understudy.core.Model;
import understudy.core.Problem;
import understudy.profiles.AnsweredRows;
import understudy.profiles.RowSource;
import understudy.serving.Registry;

/**
 * {@link AnsweredRows} of the archive. A source works on the thread that opens and reads it. One that is not closed keeps the
 * files and tables on disk and in memory that were replaced since; the archive goes on all the same.
 */
final class ArchivedRows implements AnsweredRows {
    private static final Duration LEAST_STEP = Duration.ofSeconds(1);

    private final DuckArchive archive;
    private final Duck duck;
    private final Registry registry;
    private final InstantSource clock;

    ArchivedRows(DuckArchive archive, Duck duck, Registry registry, InstantSource clock) {
        this.archive = archive;
        this.duck = duck;
        this.registry = registry;
        this.clock = clock;
    }

    @Override
    public RowSource open(Stretch stretch, Labels labels) {
        Model model = model(stretch.model());
        Shelf.Lease lease = archive.lease();
        Optional<DuckDBConnection> connection = Optional.empty();
        try {
            connection = Optional.of(duck.connect());
            return new AnsweredReader(connection.get(), lease, stretch, labels, model, clock.instant());
        } catch (SQLException | RuntimeException failure) {
            try (Shelf.Lease ended = lease) {
                if (connection.isPresent()) {
                    connection.get().close();
                }
            } catch (SQLException second) {
                failure.addSuppressed(second);
            }
            throw failure instanceof SQLException refused ? Duck.problem(refused) : (RuntimeException) failure;
        }
    }

    private Model model(String name) {
        return registry.model(name).orElseThrow(() -> Problem.notFound(
                "there is no model '" + name + "'", "See 'understudy model list' for what there is"));
    }

    @Override
    public List<Volume> volumes(String model, Instant from, Instant to, Duration step) {
        if (step.compareTo(LEAST_STEP) < 0) {
            throw Problem.invalid("step", step, "at least " + LEAST_STEP);
        }
        Stretch stretch = Stretch.of(model(model).name(), from, to);
        long micros = step.toNanos() / 1_000;
        return archive.read((connection, holdings) -> {
            AnsweredQuery query = new AnsweredQuery(connection, holdings, stretch);
            Map<Place, Volume> volumes = new HashMap<>();
            for (LocalDate day : query.days()) {
                volumes(connection, holdings, query, day, stretch, micros).forEach(volume ->
                        volumes.merge(new Place(volume.from(), volume.version()), volume, ArchivedRows::sum));
            }
            return volumes.values().stream()
                    .sorted(Comparator.comparing(Volume::from).thenComparing(Volume::version))
                    .toList();
        });
    }

    private record Place(Instant from, int version) {}

    private static List<Volume> volumes(
            DuckDBConnection connection, Holdings holdings, AnsweredQuery query, LocalDate day, Stretch stretch, long step)
            throws SQLException {
        List<Volume> volumes = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        String source = Sources.of(
                Kind.PREDICTIONS, holdings.tail(Kind.PREDICTIONS, stretch.model()),
                holdings.files(Kind.PREDICTIONS, stretch.model(), day));
        String sql = """
                SELECT epoch_us(p.received_at) // %1$d * %1$d AS step, p.version, count(*), count(p.error), count(l.at),
                    epoch_us(max(l.at))
                FROM (SELECT * FROM %2$s WHERE %3$s AND %4$s) AS p
                LEFT JOIN (SELECT request, row_index, max(received_at) AS at FROM %5$s WHERE %3$s
                    GROUP BY request, row_index) AS l
                ON p.request = l.request AND p.row_index = l.row_index
                GROUP BY step, p.version"""
                .formatted(
                        step, source, AnsweredQuery.between(day), query.asked(parameters),
                        Sources.all(holdings, Kind.LABELS));
        Duck.query(connection, sql, parameters, row -> {
            long labelled = row.getLong(5);
            volumes.add(new Volume(
                    RowAppender.instant(row.getLong(1)), row.getInt(2), row.getLong(3), row.getLong(4), labelled,
                    labelled == 0 ? Optional.empty() : Optional.of(RowAppender.instant(row.getLong(6)))));
        });
        return volumes;
    }

    private static Volume sum(Volume one, Volume other) {
        Optional<Instant> through = one.labelsThrough().isPresent() && other.labelsThrough().isPresent()
                ? Optional.of(later(one.labelsThrough().get(), other.labelsThrough().get()))
                : one.labelsThrough().or(other::labelsThrough);
        return new Volume(
                one.from(), one.version(), one.rows() + other.rows(), one.errors() + other.errors(),
                one.labelled() + other.labelled(), through);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public Instant keptSince() {
        return archive.keptSince();
    }
}
