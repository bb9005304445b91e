package understudy.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.stream.Stream;

/** Files that are either whole under their name or not there at all, whenever the machine stops. */
final class DurableFiles {
    /** What a file that is not finished is called; whatever ends so may be deleted at start. */
    static final String UNFINISHED = ".tmp";

    private DurableFiles() {}

    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Makes the file with these permissions and content at once; replaces one of that name. */
    static void write(Path file, byte[] content, Set<PosixFilePermission> permissions) throws IOException {
        Path temporary = unfinished(file);
        Files.deleteIfExists(temporary);
        FileAttribute<?>[] attributes = isPosix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
        try (FileChannel channel = FileChannel.open(
                temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        rename(temporary, file);
    }

    static Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    /** Flushes the content, then gives it its name, then flushes the folder. */
    static void finish(Path temporary, Path file) throws IOException {
        flush(temporary);
        rename(temporary, file);
    }

    static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        Path folder = to.toAbsolutePath().getParent();
        if (folder != null) {
            flush(folder);
        }
    }

    static void flush(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Deletes a folder and what is in it, without following links; one that is not there is fine. */
    static void deleteTree(Path folder) throws IOException {
        Deque<Path> deepestLast = new ArrayDeque<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.forEach(deepestLast::push);
        } catch (NoSuchFileException gone) {
            return;
        }
        for (Path path : deepestLast) {
            Files.deleteIfExists(path);
        }
    }
}
