package understudy.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A file of lines in parts that each stand alone: none ends inside of a line, nor of a quoted cell of CSV, whose header
 * begins each. A compressed file is unpacked on the way. Holds one part in memory. For one thread.
 */
final class FileParts implements AutoCloseable {
    /** Large enough that a request's own cost does not count, small enough to hold. */
    private static final int SIZE = 8 << 20;

    /** @param line of its first row, from 1 */
    record Part(byte[] content, long line) {}

    private final CountedStream raw;
    private final InputStream in;
    private final boolean csv;
    private final int size;
    private byte[] header = {};
    private long lines;

    FileParts(Path file, boolean csv) throws IOException {
        this(Files.newInputStream(file), file.toString().endsWith(".gz"), csv, SIZE);
    }

    FileParts(InputStream file, boolean packed, boolean csv, int size) throws IOException {
        this.raw = new CountedStream(file, read -> {});
        this.in = new BufferedInputStream(packed ? new GZIPInputStream(raw) : raw, 1 << 16);
        this.csv = csv;
        this.size = size;
        if (csv) {
            ByteArrayOutputStream first = new ByteArrayOutputStream();
            record(first);
            header = first.toByteArray();
        }
    }

    /** Of the file as it is on disk. */
    long bytesRead() {
        return raw.count();
    }

    Optional<Part> next() throws IOException {
        long first = lines + 1;
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        part.write(header);
        while (part.size() < size + header.length && record(part)) {
            // until it is full, or all is read
        }
        return part.size() == header.length ? Optional.empty() : Optional.of(new Part(part.toByteArray(), first));
    }

    /** @return whether there was one */
    private boolean record(ByteArrayOutputStream into) throws IOException {
        boolean quoted = false;
        boolean any = false;
        for (int next = in.read(); next >= 0; next = in.read()) {
            any = true;
            into.write(next);
            quoted ^= csv && next == '"';
            if (next == '\n') {
                lines++;
                if (!quoted) {
                    return true;
                }
            }
        }
        return any;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
