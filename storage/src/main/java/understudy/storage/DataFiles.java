package understudy.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import understudy.core.Problem;
import understudy.profiles.CsvSource;
import understudy.profiles.NdjsonSource;
import understudy.profiles.ReadingOptions;
import understudy.profiles.RowSource;

/** Tables in files, whatever they are called: what they are is seen from how they begin. */
public final class DataFiles {
    private static final byte[] PARQUET = {'P', 'A', 'R', '1'};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final int HEAD = 4_096;

    private DataFiles() {}

    /**
     * A file of Parquet, NDJSON or CSV.
     *
     * @param name for messages: no path
     * @throws Problem (NOT_FOUND) if there is none, (INVALID) if it is none of these or damaged, or types name a column it
     *     has not got, (UNAVAILABLE) if it can't be read
     */
    public static RowSource open(Path file, String name, ReadingOptions options) {
        if (!Files.isRegularFile(file)) {
            throw Problem.notFound("there is no file '" + name + "'", "Give one that can be read");
        }
        byte[] head = head(file, name);
        if (begins(head, PARQUET)) {
            return ParquetSource.open(file, name, options);
        }
        InputStream in = stream(file, name);
        try {
            return isObject(head) ? NdjsonSource.open(in, name, options) : CsvSource.open(in, name, options);
        } catch (RuntimeException refused) {
            try {
                in.close();
            } catch (IOException second) {
                refused.addSuppressed(second);
            }
            throw refused;
        }
    }

    private static boolean isObject(byte[] head) {
        int at = begins(head, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
        while (at < head.length && head[at] <= ' ' && head[at] >= 0) {
            at++;
        }
        return at < head.length && head[at] == '{';
    }

    private static boolean begins(byte[] head, byte[] bytes) {
        return head.length >= bytes.length
                && Arrays.equals(head, 0, bytes.length, bytes, 0, bytes.length);
    }

    private static byte[] head(Path file, String name) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEAD);
        } catch (IOException failure) {
            throw unreadable(name, failure);
        }
    }

    private static InputStream stream(Path file, String name) {
        try {
            return Files.newInputStream(file);
        } catch (IOException failure) {
            throw unreadable(name, failure);
        }
    }

    private static Problem unreadable(String name, IOException failure) {
        return new Problem(
                Problem.Code.UNAVAILABLE, "'" + name + "' could not be read", "Look at its rights and its disk", failure);
    }
}
