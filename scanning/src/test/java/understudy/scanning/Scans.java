package understudy.scanning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Bytes as a file on disk, and a look at it. */
final class Scans {
    private Scans() {}

    static ScanReport of(byte[] bytes, String name) {
        return of(bytes, name, Limits.ORDINARY);
    }

    static ScanReport of(byte[] bytes, String name, Limits limits) {
        try {
            Path file = Files.createTempFile("scanned", ".tmp");
            try {
                Files.write(file, bytes);
                return ArtifactScan.of(file, name, limits);
            } finally {
                Files.delete(file);
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    static List<String> dangerous(byte[] bytes, String name) {
        return of(bytes, name).dangerous().stream().map(Finding::what).toList();
    }
}
