package understudy.workers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Problem;
import understudy.serving.Artifact;
import understudy.serving.Loading;

/** The folder of one process: its socket, its configuration, and the only place it may write to. */
final class WorkerFolder {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerFolder.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** unix(7): 108 bytes with the zero at the end. */
    private static final int LONGEST_SOCKET = 100;

    private static final FileAttribute<Set<PosixFilePermission>> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final String LONGEST_NAME = "/1234567-1234567/s";

    private final Path path;

    private WorkerFolder(Path path) {
        this.path = path;
    }

    /**
     * The place of all folders, without those of servers that are gone.
     *
     * @throws Problem UNPROCESSABLE where a socket in it would have too long a path
     */
    static Path place(Path place) {
        try {
            Files.createDirectories(place, OURS);
            Path real = place.toRealPath();
            if (real.toString().getBytes(UTF_8).length + LONGEST_NAME.length() > LONGEST_SOCKET) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE, "the folder for models' processes has too long a path for sockets",
                        "Choose one of at most " + (LONGEST_SOCKET - LONGEST_NAME.length()) + " bytes");
            }
            try (DirectoryStream<Path> left = Files.newDirectoryStream(real)) {
                for (Path folder : left) {
                    if (LeftOver.is(folder.getFileName().toString())) {
                        new WorkerFolder(folder).remove();
                    }
                }
            }
            return real;
        } catch (IOException e) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE, "the folder for models' processes cannot be made", "See the server's log", e);
        }
    }

    static WorkerFolder make(Path place, String name) throws IOException {
        Path path = place.resolve(name);
        Files.createDirectory(path, OURS);
        return new WorkerFolder(path);
    }

    Path path() {
        return path;
    }

    Path socket() {
        return path.resolve("s");
    }

    Path config() {
        return path.resolve("config.json");
    }

    void configure(String runtime, Artifact model, Loading loading, Limits limits) throws IOException {
        ObjectNode document = JSON.createObjectNode()
                .put("model", model.path().toRealPath().toString())
                .put("file_name", model.fileName())
                .put("digest", model.digest())
                .put("runtime", runtime);
        if (loading.signature().isPresent()) {
            document.set("signature", SignatureJson.write(loading.signature().get()));
        } else {
            document.putNull("signature");
        }
        ObjectNode options = document.putObject("options");
        loading.options().forEach(options::put);
        document.putObject("limits").put("memory_mb", limits.memoryMb()).put("processes", limits.processes());
        Files.write(config(), JSON.writeValueAsBytes(document));
    }

    /** With all a model wrote; links are removed, not followed. */
    void remove() {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed)
                        throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException left) {
            LOG.warn("What a model's process wrote could not be removed: {}", left.getMessage());
        }
    }
}
