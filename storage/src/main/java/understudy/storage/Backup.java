package understudy.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import understudy.core.Problem;
import understudy.core.Sha256;

/**
 * Copies a data directory while it is in use, and puts a copy back. Whatever was answered, registered or labelled before
 * a backup began is in it. It holds the keys too: keep it as you keep the data directory.
 *
 * <p>What names something is copied before what it names, so that nothing in a backup points past its end: metadata
 * (which has readers' positions), then the archive as of one moment, then the journal, then artifacts and large values,
 * which are never changed. {@value #MANIFEST} is written last, in the form of {@code sha256sum}; a backup without it is
 * not whole.
 */
public final class Backup {
    public static final String MANIFEST = "MANIFEST.sha256";

    private static final int DIGEST_LENGTH = 64;
    private static final int CHUNK = 1 << 16;
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final DataDirectory data;
    private final Database database;
    private final DuckArchive archive;

    public Backup(DataDirectory data, Database database, DuckArchive archive) {
        this.data = data;
        this.database = database;
        this.archive = archive;
    }

    public record Written(long files, long bytes) {}

    /**
     * @param folder made; must be empty if it is there
     * @throws Problem CONFLICT for a folder with something in it, STORAGE_FULL where it cannot be written
     */
    public Written write(Path folder) {
        requireEmpty(folder);
        try {
            Files.createDirectories(folder);
            if (DurableFiles.isPosix(folder)) {
                Files.setPosixFilePermissions(folder, OWNER);
            }
            Copy copy = new Copy(data.root(), folder);
            DataDirectory target = new DataDirectory(folder);
            database.copyTo(target.database());
            copy.note(target.database());
            archive.copyTo(copy::file, copy::text);
            copy.tree(data.journal());
            copy.tree(data.artifacts());
            copy.tree(data.blobs());
            copy.file(data.secret());
            return copy.finish();
        } catch (IOException failure) {
            throw new Problem(
                    Problem.Code.STORAGE_FULL, "the backup could not be written",
                    "Is there space, and may the server write there?", failure);
        }
    }

    /**
     * Checks every file of a backup against its manifest and copies it. The folder appears whole or not at all.
     *
     * @param data the new data directory; must be empty if it is there
     * @throws Problem INVALID for a backup that is not whole, CONFLICT for a folder with something in it
     */
    public static Written restore(Path backup, Path data) {
        requireEmpty(data);
        Path unfinished = data.toAbsolutePath().resolveSibling(data.getFileName() + ".restoring");
        try {
            DurableFiles.deleteTree(unfinished);
            Files.createDirectories(unfinished);
            Copy copy = new Copy(backup, unfinished);
            for (Map.Entry<String, String> entry : manifest(backup).entrySet()) {
                Path file = backup.resolve(entry.getKey()).normalize();
                if (!file.startsWith(backup.normalize()) || !copy.file(file).equals(entry.getValue())) {
                    throw Problem.invalid("backup", entry.getKey(), "the file its manifest tells of: it is damaged");
                }
            }
            Written written = copy.written();
            Files.deleteIfExists(data);
            DurableFiles.rename(unfinished, data);
            return written;
        } catch (IOException failure) {
            throw new Problem(
                    Problem.Code.STORAGE_FULL, "the backup could not be restored", "Is there space?", failure);
        }
    }

    /** Digest by path. */
    private static Map<String, String> manifest(Path backup) throws IOException {
        try {
            Map<String, String> digests = new TreeMap<>();
            for (String line : Files.readAllLines(backup.resolve(MANIFEST))) {
                if (line.length() < DIGEST_LENGTH + 3) {
                    throw Problem.invalid("backup", line, "a digest and a path on each line of " + MANIFEST);
                }
                digests.put(line.substring(DIGEST_LENGTH + 2), line.substring(0, DIGEST_LENGTH));
            }
            return digests;
        } catch (NoSuchFileException notWhole) {
            throw new Problem(
                    Problem.Code.INVALID, "there is no " + MANIFEST + " in the backup",
                    "It was interrupted, or is no backup: use another.", notWhole);
        }
    }

    private static void requireEmpty(Path folder) {
        try (Stream<Path> there = Files.list(folder)) {
            if (there.findAny().isPresent()) {
                throw new Problem(
                        Problem.Code.CONFLICT, "the folder '" + folder.getFileName() + "' is not empty",
                        "Name one that is empty or not there.");
            }
        } catch (NoSuchFileException fine) {
            return;
        } catch (IOException failure) {
            throw new Problem(
                    Problem.Code.CONFLICT, "'" + folder.getFileName() + "' is no folder that can be used",
                    "Name one that is empty or not there.", failure);
        }
    }

    /** Copies files under one folder to the same places under another, and notes their digests. */
    private static final class Copy {
        private final Path from;
        private final Path to;
        private final Map<String, String> digests = new TreeMap<>();
        private long bytes;

        Copy(Path from, Path to) {
            this.from = from.normalize();
            this.to = to.normalize();
        }

        /** @return its digest; the empty text for a file that retention has taken away meanwhile */
        String file(Path file) throws IOException {
            Path target = to.resolve(from.relativize(file.normalize()));
            Files.createDirectories(target.resolveSibling("."));
            MessageDigest digest = Sha256.digest();
            try (InputStream in = Files.newInputStream(file);
                    OutputStream out = new DigestOutputStream(
                            Files.newOutputStream(target, StandardOpenOption.CREATE_NEW), digest)) {
                byte[] chunk = new byte[CHUNK];
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    out.write(chunk, 0, read);
                    bytes += read;
                }
                FileTime modified = Files.getLastModifiedTime(file);
                Files.setLastModifiedTime(target, modified);
            } catch (NoSuchFileException gone) {
                Files.deleteIfExists(target);
                return "";
            }
            if (DurableFiles.isPosix(file)) {
                Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
            }
            return noted(target, HexFormat.of().formatHex(digest.digest()));
        }

        /** A file that stands for one of the same name, with other content. */
        void text(Path file, String content) throws IOException {
            Path target = to.resolve(from.relativize(file.normalize()));
            Files.createDirectories(target.resolveSibling("."));
            Files.writeString(target, content);
            note(target);
        }

        /** Notes a file that is there already. */
        void note(Path target) throws IOException {
            byte[] content = Files.readAllBytes(target);
            bytes += content.length;
            noted(target, Sha256.of(content));
        }

        private String noted(Path target, String digest) throws IOException {
            DurableFiles.flush(target);
            digests.put(to.relativize(target.normalize()).toString().replace('\\', '/'), digest);
            return digest;
        }

        void tree(Path folder) throws IOException {
            if (!Files.isDirectory(folder)) {
                return;
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Iterator<Path> each = files.filter(Copy::isKept).iterator(); each.hasNext(); ) {
                    file(each.next());
                }
            }
        }

        /** Not what is being written, nor the lock of the process that writes it. */
        private static boolean isKept(Path path) {
            String name = String.valueOf(path.getFileName());
            return Files.isRegularFile(path)
                    && !name.endsWith(DurableFiles.UNFINISHED) && !name.endsWith(".new") && !name.equals("lock");
        }

        Written finish() throws IOException {
            StringBuilder lines = new StringBuilder();
            digests.forEach((path, digest) -> lines.append(digest).append("  ").append(path).append('\n'));
            Path unfinished = DurableFiles.unfinished(to.resolve(MANIFEST));
            Files.write(unfinished, lines.toString().getBytes(UTF_8));
            DurableFiles.flush(unfinished);
            Files.move(unfinished, to.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.flush(to);
            return written();
        }

        Written written() {
            return new Written(digests.size(), bytes);
        }
    }
}
