package understudy.storage;

import java.time.Duration;
import understudy.core.Problem;

/**
 * @param retention days older than this are deleted whole
 * @param labelHorizon labels, and those whose prediction never came, older than this are deleted; at most the retention
 * @param memoryBytes most memory DuckDB may take for all queries together, at least 64 MB
 * @param tailRows recent rows held in memory before they are written to files
 * @param tailBytes their estimated size, whichever comes first
 * @param tailAge their age, whichever comes first
 * @param rowGroup rows in a Parquet row group: the unit a query can skip
 * @param urgentBytes behind the journal by more, reading it no longer waits until nobody else wants the processor
 */
public record ArchiveSettings(
        Duration retention,
        Duration labelHorizon,
        long memoryBytes,
        int tailRows,
        long tailBytes,
        Duration tailAge,
        int rowGroup,
        long urgentBytes) {
    public ArchiveSettings {
        if (labelHorizon.compareTo(retention) > 0) {
            throw Problem.invalid("archive.label_horizon", labelHorizon, "at most archive.retention, " + retention);
        }
        if (memoryBytes < 64 << 20) {
            throw Problem.invalid("archive.memory", memoryBytes, ">= 67108864");
        }
        if (tailRows < 1 || rowGroup < 2_048) {
            throw Problem.invalid("archive.tail_rows, archive.row_group", tailRows + ", " + rowGroup, ">= 1, >= 2048");
        }
    }

    public static ArchiveSettings standard() {
        return new ArchiveSettings(
                Duration.ofDays(90), Duration.ofDays(90), 512L << 20, 100_000, 64L << 20, Duration.ofMinutes(5), 32_768,
                1L << 30);
    }
}
