package understudy.intake;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import understudy.core.Problem;

/** How files of predictions are written down. */
public enum FileFormat {
    NDJSON,
    CSV,
    PARQUET;

    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    /** By a file's name; {@code .gz} behind it is passed over. Empty where nobody can tell. */
    public static Optional<FileFormat> of(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        if (plain.endsWith(".ndjson") || plain.endsWith(".jsonl")) {
            return Optional.of(NDJSON);
        }
        if (plain.endsWith(".csv")) {
            return Optional.of(CSV);
        }
        return plain.endsWith(".parquet") ? Optional.of(PARQUET) : Optional.empty();
    }

    /**
     * Whatever was compressed (gzip) shows it in its first bytes.
     *
     * @throws Problem INVALID for compressed data that are damaged
     */
    public static InputStream plain(InputStream packed) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(packed);
        buffered.mark(2);
        boolean isPacked = buffered.read() == GZIP_FIRST && buffered.read() == GZIP_SECOND;
        buffered.reset();
        if (!isPacked) {
            return buffered;
        }
        try {
            return new BufferedInputStream(new GZIPInputStream(buffered));
        } catch (ZipException | EOFException damaged) {
            throw new Problem(
                    Problem.Code.INVALID, "body: the compressed data are damaged or end too soon", "Send them again", damaged);
        }
    }

    /** @param file which may be no symbolic link */
    EventSource open(Path file, Naming naming, boolean lenient, TableFiles tables) throws IOException {
        String name = file.getFileName().toString();
        if (this == PARQUET) {
            return new TableEvents(tables.open(file, name), naming);
        }
        InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        try {
            return this == CSV ? new CsvEvents(plain(in), naming) : new NdjsonEvents(plain(in), lenient);
        } catch (IOException | RuntimeException unreadable) {
            in.close();
            throw unreadable;
        }
    }
}
