package understudy.references;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import understudy.profiles.AnsweredRows;
import understudy.profiles.ColumnType;
import understudy.profiles.CsvSource;
import understudy.profiles.ReadingOptions;
import understudy.profiles.RowSource;

/** Answered rows written down as CSV; of a stretch, those whose {@code @at} and {@code @version} are in it. */
record WrittenAnswers(String header, List<String> rows) implements AnsweredRows {
    @Override
    public RowSource open(Stretch stretch, Labels labels) {
        StringBuilder text = new StringBuilder(header).append('\n');
        for (String row : rows) {
            String[] cells = row.split(",");
            Instant at = Instant.parse(cells[0]);
            boolean inside = !at.isBefore(stretch.from()) && at.isBefore(stretch.to());
            if (inside && Integer.parseInt(cells[1]) == stretch.version().orElseThrow()) {
                text.append(row).append('\n');
            }
        }
        return CsvSource.open(
                new ByteArrayInputStream(text.toString().getBytes(UTF_8)), "answers",
                ReadingOptions.DEFAULT.withTypes(Map.of(AT, ColumnType.TIME, SCORE, ColumnType.NUMBER, LABEL, ColumnType.BOOLEAN)));
    }

    @Override
    public List<Volume> volumes(String model, Instant from, Instant to, Duration step) {
        return List.of();
    }

    @Override
    public Instant keptSince() {
        return Instant.parse("2026-01-01T00:00:00Z");
    }
}
