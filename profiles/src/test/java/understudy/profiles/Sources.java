package understudy.profiles;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;

/** Small sources for tests. */
final class Sources {
    private Sources() {}

    static CsvSource csv(String text) {
        return csv(text, ReadingOptions.DEFAULT);
    }

    static CsvSource csv(String text, ReadingOptions options) {
        return CsvSource.open(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "rows.csv", options);
    }

    static CsvSource csv(Path file, ReadingOptions options) {
        try {
            return CsvSource.open(Files.newInputStream(file), file.getFileName().toString(), options);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static NdjsonSource ndjson(String text) {
        return NdjsonSource.open(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "rows.ndjson", ReadingOptions.DEFAULT);
    }

    static DataProfile profile(RowSource source) {
        return Profiling.profile(source, Roles.NONE, Map.of(), 1, bytes -> {});
    }

    static Batch rows(Batch batch, int from, int to) {
        return batch.select(IntStream.range(from, to).toArray(), to - from);
    }
}
