package understudy.storage;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Appends rows to a table, value by value in the order of its columns. For one thread. */
final class RowAppender implements AutoCloseable {
    /** What a TIMESTAMP column can hold; times beyond are kept as its ends. */
    private static final Instant EARLIEST = Instant.parse("-9999-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("+99999-01-01T00:00:00Z");

    private final DuckDBAppender appender;

    RowAppender(DuckDBConnection connection, String table) throws SQLException {
        this.appender = connection.createAppender(table);
    }

    /** Since 1970, within what a TIMESTAMP column can hold. */
    static long micros(Instant time) {
        Instant within = time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
        return ChronoUnit.MICROS.between(Instant.EPOCH, within);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    void begin() throws SQLException {
        appender.beginRow();
    }

    void end() throws SQLException {
        appender.endRow();
    }

    RowAppender add(long value) throws SQLException {
        appender.append(value);
        return this;
    }

    RowAppender add(int value) throws SQLException {
        appender.append(value);
        return this;
    }

    RowAppender add(String value) throws SQLException {
        appender.append(value);
        return this;
    }

    RowAppender add(Optional<String> value) throws SQLException {
        return value.isPresent() ? add(value.get()) : nothing();
    }

    RowAppender add(UUID value) throws SQLException {
        appender.append(value);
        return this;
    }

    RowAppender add(LocalDate value) throws SQLException {
        appender.appendEpochDays(Math.toIntExact(value.toEpochDay()));
        return this;
    }

    RowAppender add(Instant value) throws SQLException {
        appender.appendEpochMicros(micros(value));
        return this;
    }

    /** NaN is kept as absent: it would sort above every number. */
    RowAppender add(double value) throws SQLException {
        if (Double.isNaN(value)) {
            return nothing();
        }
        appender.append(value);
        return this;
    }

    RowAppender add(double[] values) throws SQLException {
        if (values.length == 0) {
            return nothing();
        }
        appender.append(values);
        return this;
    }

    RowAppender add(byte[] value) throws SQLException {
        appender.append(value);
        return this;
    }

    RowAppender addTruth(Optional<Boolean> value) throws SQLException {
        if (value.isEmpty()) {
            return nothing();
        }
        appender.append(value.get().booleanValue());
        return this;
    }

    RowAppender nothing() throws SQLException {
        appender.appendNull();
        return this;
    }

    @Override
    public void close() throws SQLException {
        appender.close();
    }
}
