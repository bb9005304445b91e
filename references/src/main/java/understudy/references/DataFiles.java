package understudy.references;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import understudy.core.Problem;
import understudy.profiles.CsvSource;
import understudy.profiles.NdjsonSource;
import understudy.profiles.ReadingOptions;
import understudy.profiles.RowSource;

/** Opens files of rows by the ending of their name. Safe for many threads. */
@FunctionalInterface
public interface DataFiles {
    /**
     * @param file its name, without its folder, is what messages call it
     * @param options types by column where they are known; each must be there
     * @throws Problem (INVALID) for a file that is empty or not what its name says
     */
    RowSource open(Path file, ReadingOptions options);

    /** CSV, and NDJSON where the name ends in {@code .ndjson}, {@code .jsonl} or {@code .json}. */
    static DataFiles texts() {
        return (file, options) -> {
            String name = file.getFileName().toString();
            try {
                InputStream in = Files.newInputStream(file);
                return name.toLowerCase(Locale.ROOT).matches(".*\\.(ndjson|jsonl|json)")
                        ? NdjsonSource.open(in, name, options)
                        : CsvSource.open(in, name, options);
            } catch (IOException unreadable) {
                throw new Problem(
                        Problem.Code.UNAVAILABLE, "'" + name + "' could not be opened", "Look at its disk", unreadable);
            }
        };
    }
}
