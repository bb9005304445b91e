package understudy.monitoring;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.monitoring.WindowSummary.Column;
import understudy.monitoring.WindowSummary.Flag;

/**
 * What is kept of one segment of a sealed window: as of the window, but for distinct values (0), statistics (none) and what
 * needs the order of rows.
 *
 * @param window its id
 * @param segment such as {@code region=north}
 * @param flags shown, and never alarmed by: the budget is spent on whole windows
 */
public record SegmentSummary(
        String window, String segment, Instant from, Instant to, long rows, List<Flag> flags, List<Column> columns) {
    public SegmentSummary {
        flags = List.copyOf(flags);
        columns = List.copyOf(columns);
    }

    Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }
}
