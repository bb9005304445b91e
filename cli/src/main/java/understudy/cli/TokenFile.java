package understudy.cli;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tokens of {@code understudy login}, one line {@code <server> <token>} for each server, in a file only its owner
 * reads. It is replaced whole: a crash leaves the old one or the new one.
 */
final class TokenFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_ONLY_DIRECTORY = PosixFilePermissions.fromString("rwx------");

    private final Path file;

    TokenFile(Path configuration) {
        this.file = configuration.resolve("tokens");
    }

    Path path() {
        return file;
    }

    /** @throws Refusal for a file that others may read */
    Optional<String> token(String server) {
        List<String> lines = lines();
        return lines.stream()
                .filter(line -> line.startsWith(server + " "))
                .map(line -> line.substring(server.length() + 1))
                .findFirst();
    }

    void keep(String server, String token) {
        List<String> lines = new ArrayList<>(lines());
        lines.removeIf(line -> line.startsWith(server + " "));
        lines.add(server + " " + token);
        write(lines);
    }

    /** Whether there was one. */
    boolean forget(String server) {
        List<String> lines = new ArrayList<>(lines());
        boolean there = lines.removeIf(line -> line.startsWith(server + " "));
        if (there) {
            write(lines);
        }
        return there;
    }

    private List<String> lines() {
        try {
            if (posix() && Files.exists(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw Refusal.failed(
                        "others may read the tokens in " + file,
                        "Make new ones if somebody could have, then run: chmod 600 " + file);
            }
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + file + ": " + e.getMessage(), "", e);
        }
    }

    private void write(List<String> lines) {
        Path directory = file.toAbsolutePath().getParent();
        Path next = file.resolveSibling("tokens.new");
        try {
            Files.createDirectories(directory, attributes(OWNER_ONLY_DIRECTORY));
            Files.deleteIfExists(next);
            Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (SeekableByteChannel channel = Files.newByteChannel(next, options, attributes(OWNER_ONLY))) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(String.join("\n", lines) + "\n");
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Refusal.failed("cannot write " + file + ": " + e.getMessage(), "", e);
        }
    }

    private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
        return posix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean posix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
