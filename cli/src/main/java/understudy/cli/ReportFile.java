package understudy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A page of the server, kept as a file. */
final class ReportFile {
    private ReportFile() {}

    /** Replaces what is there. @throws Refusal where it cannot be written */
    static void write(Connection connection, RemoteServer server, String path, Path file) {
        try (InputStream page = server.stream(path)) {
            Files.copy(page, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Refusal.failed(
                    "the report could not be written to " + file + ": " + e.getMessage(), "Name another file", e);
        }
        connection.remark("written to " + file + ": open it in a browser, or print it");
    }
}
