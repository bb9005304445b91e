package understudy.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.DataType;
import understudy.core.Tensor;

class TailTest {
    @TempDir
    Path folder;

    private final Tail tail = new Tail(40, Instant.EPOCH);

    @Test
    void what_a_failed_transaction_added_can_be_added_again() throws SQLException {
        try (Duck duck = Duck.open(folder.resolve("spill"), 64 << 20);
                DuckDBConnection connection = duck.connect()) {
            connection.setAutoCommit(false);
            Tail.Table kept = tail.table(connection, Kind.PREDICTIONS, "fraud");
            Tail.widen(connection, kept, List.of(cell("f_amount")));
            tail.grew(3, 100);
            connection.commit();

            Tail.Mark before = tail.mark();
            Tail.widen(connection, kept, List.of(cell("f_age")));
            tail.table(connection, Kind.PREDICTIONS, "churn");
            tail.grew(5, 200);
            connection.rollback();
            tail.backTo(before);

            assertThat(tail.rows()).isEqualTo(3);
            assertThat(tail.bytes()).isEqualTo(100);
            assertThat(tail.tablesSince(before)).isEmpty();
            assertThat(kept.features()).containsExactly("f_amount");
            assertThat(kept.lacks(List.of(cell("f_amount")))).isFalse();
            assertThat(kept.lacks(List.of(cell("f_amount"), cell("f_age")))).isTrue();

            Tail.widen(connection, kept, List.of(cell("f_age")));
            tail.table(connection, Kind.PREDICTIONS, "churn");
            connection.commit();
            assertThat(kept.features()).containsExactly("f_amount", "f_age");
            assertThat(tail.tablesSince(before)).extracting(Holdings.TailTable::model).containsExactly("churn");
        }
    }

    private static FeatureNames.Cell cell(String column) {
        return new FeatureNames.Cell(column, true, Tensor.of(DataType.FP64, new long[] {1}, new double[] {1}), 0, 1);
    }
}
