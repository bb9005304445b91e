package understudy.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import understudy.core.Blobs;
import understudy.core.Problem;
import understudy.core.Sha256;

/**
 * Large values as files: {@code <first 2 of the digest>/<digest>}. A file's time is when it was put last, so that it
 * can go once everything that names it has. Safe for many threads.
 */
public final class FileBlobs implements Blobs {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Path root;
    private final InstantSource clock;

    /** @throws Problem UNAVAILABLE where the folder cannot be made */
    public FileBlobs(Path root, InstantSource clock) {
        this.root = root;
        this.clock = clock;
        try {
            Files.createDirectories(root);
        } catch (IOException failure) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE, "the blob folder cannot be used", "May the server write there?", failure);
        }
    }

    @Override
    public String put(byte[] content) {
        String digest = Sha256.of(content);
        Path file = file(digest);
        try {
            if (!Files.exists(file)) {
                write(file, content);
            }
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            return digest;
        } catch (IOException failure) {
            throw new Problem(
                    Problem.Code.STORAGE_FULL, "a value of " + content.length + " bytes could not be kept",
                    "Is the disk full?", failure);
        }
    }

    private void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        Path temporary = Files.createTempFile(root, "blob", DurableFiles.UNFINISHED);
        try {
            Files.write(temporary, content, StandardOpenOption.TRUNCATE_EXISTING);
            DurableFiles.finish(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public Optional<byte[]> get(String digest) {
        if (!DIGEST.matcher(digest).matches()) {
            return Optional.empty();
        }
        try {
            byte[] content = Files.readAllBytes(file(digest));
            if (!Sha256.of(content).equals(digest)) {
                throw new Problem(
                        Problem.Code.INTERNAL, "the kept value " + digest + " is damaged", "Restore it from a backup.");
            }
            return Optional.of(content);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new Problem(
                    Problem.Code.INTERNAL, "the kept value " + digest + " could not be read",
                    "The server's log says more.", failure);
        }
    }

    /**
     * Deletes what was put last before {@code time}, and leftovers of interrupted puts as old.
     *
     * @return how many files
     */
    public long expire(Instant time) {
        long deleted = 0;
        try (Stream<Path> files = Files.walk(root, 2)) {
            for (Iterator<Path> each = files.filter(Files::isRegularFile).iterator(); each.hasNext(); ) {
                Path file = each.next();
                if (Files.getLastModifiedTime(file).toInstant().isBefore(time) && Files.deleteIfExists(file)) {
                    deleted++;
                }
            }
            return deleted;
        } catch (IOException failure) {
            throw new Problem(
                    Problem.Code.INTERNAL, "old values could not be deleted", "The server's log says more.", failure);
        }
    }

    private Path file(String digest) {
        return root.resolve(digest.substring(0, 2)).resolve(digest);
    }
}
