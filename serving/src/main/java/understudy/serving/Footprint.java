package understudy.serving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How large an artifact is on disk, which is what a copy's memory is guessed by when nothing better is known. */
final class Footprint {
    private Footprint() {}

    static long of(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read an artifact", unreadable);
        }
    }
}
