package understudy.storage;

import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBConnection;
import understudy.core.Prediction;
import understudy.journal.LogReader;
import understudy.serving.Registry;

/** Predictions on their way into the tail, a table for each model. */
final class PredictionBatch implements Batch<Prediction> {
    private final PredictionRows rows;
    private final DuckDBConnection connection;
    private final Tail tail;
    private final Appenders appenders;

    PredictionBatch(DuckDBConnection connection, Tail tail, Registry registry) {
        this.rows = new PredictionRows(registry);
        this.connection = connection;
        this.tail = tail;
        this.appenders = new Appenders(connection);
    }

    @Override
    public void put(LogReader.Entry<Prediction> entry) throws SQLException {
        Prediction prediction = entry.value();
        Tail.Table table = tail.table(connection, Kind.PREDICTIONS, prediction.model());
        List<FeatureNames.Cell> cells = rows.cells(prediction);
        if (table.lacks(cells)) {
            appenders.close(table);
            Tail.widen(connection, table, cells);
        }
        long bytes = rows.append(appenders.of(table), entry.position(), prediction, cells, table);
        tail.grew(prediction.rows(), bytes);
    }

    @Override
    public void finish() {
        // nothing is held back
    }

    @Override
    public void close() throws SQLException {
        appenders.close();
    }
}
