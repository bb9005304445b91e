package understudy.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is needed for a moment. */
final class TemporaryFolder {
    private TemporaryFolder() {}

    static Path make() {
        try {
            return Files.createTempDirectory("understudy-");
        } catch (IOException e) {
            throw Refusal.failed("cannot make a temporary folder: " + e.getMessage(), "Make room for one", e);
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException | UncheckedIOException e) {
            throw Refusal.failed("cannot delete the temporary " + folder + ": " + e.getMessage(), "Delete it", e);
        }
    }
}
