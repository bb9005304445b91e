package understudy.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Problem;

/** A file of rows that came with a request, on the disk until it is closed, under the name its sender gave it. */
final class ReceivedFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReceivedFile.class);
    private static final String FOLDER = "received-";
    private static final int LONGEST_NAME = 100;
    private static final String KNOWN = ".*\\.(csv|tsv|txt|data|ndjson|jsonl|json|parquet|pq)";
    /** Left for the journal, which must go on. */
    private static final long RESERVE = 1L << 30;

    private final Path folder;
    private final Path file;

    private ReceivedFile(Path folder, Path file) {
        this.folder = folder;
        this.file = file;
    }

    /**
     * Reads all of it.
     *
     * @param name as its sender called it; a path in it means nothing, and where its ending says nothing its content does
     * @param announced how many bytes will come; 0 for unknown
     * @throws Problem STORAGE_FULL where the disk has no room for it
     */
    static ReceivedFile of(InputStream content, String name, long announced, Path temporary) throws IOException {
        FileStore disk = Files.getFileStore(temporary);
        if (announced > 0 && disk.getUsableSpace() < announced + RESERVE) {
            throw full(announced, null);
        }
        Path folder = Files.createTempDirectory(temporary, FOLDER);
        Path file = folder.resolve(harmless(name));
        try {
            Files.copy(content, file);
            return new ReceivedFile(folder, named(file));
        } catch (IOException | RuntimeException refused) {
            delete(folder);
            if (refused instanceof IOException unwritable && disk.getUsableSpace() < RESERVE) {
                throw full(announced, unwritable);
            }
            throw refused;
        }
    }

    private static Problem full(long announced, @org.jspecify.annotations.Nullable IOException cause) {
        Problem full = new Problem(
                Problem.Code.STORAGE_FULL, "the server's disk has no room for a file of " + (announced >> 20) + " MB",
                "Free some space, or send a sample of its rows");
        if (cause != null) {
            full.initCause(cause);
        }
        return full;
    }

    /** The last part of the name, without what a disk or a message could take ill. */
    static String harmless(String name) {
        String last = name.replaceAll(".*[/\\\\]", "").replaceAll("[^\\p{L}\\p{N}._ -]", "_").strip();
        String shortened = last.length() <= LONGEST_NAME ? last : last.substring(last.length() - LONGEST_NAME);
        return shortened.isEmpty() || shortened.startsWith(".") ? "data" + shortened : shortened;
    }

    /** Readers go by the ending. */
    private static Path named(Path file) throws IOException {
        String name = file.getFileName().toString();
        boolean known = name.toLowerCase(Locale.ROOT).matches(KNOWN);
        return known ? file : Files.move(file, file.resolveSibling(name + ending(file)));
    }

    private static String ending(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(1024), StandardCharsets.ISO_8859_1);
            if (head.startsWith("PAR1")) {
                return ".parquet";
            }
            return head.strip().startsWith("{") ? ".ndjson" : ".csv";
        }
    }

    Path path() {
        return file;
    }

    @Override
    public void close() {
        try {
            delete(folder);
        } catch (IOException stays) {
            LOG.warn("an upload could not be deleted: {}", stays.getMessage());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }

    /** Deletes what a server left that was killed. */
    static void forgetOld(Path temporary) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, FOLDER + "*")) {
            for (Path folder : folders) {
                delete(folder);
            }
        } catch (IOException stay) {
            LOG.warn("uploads of an earlier run could not be deleted: {}", stay.getMessage());
        }
    }
}
