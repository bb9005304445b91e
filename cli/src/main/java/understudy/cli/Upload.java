package understudy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * An artifact on its way to the server as {@code multipart/form-data} (RFC 7578), read from its file while it travels.
 * A directory travels as a zip archive that is the same for the same contents, whenever it is made.
 */
final class Upload implements AutoCloseable {
    private static final String BOUNDARY = "understudy-4f1d7c0a9b36e582";
    /** 1980-01-01T12:00:00Z: zip cannot say less. */
    private static final FileTime NO_TIME = FileTime.fromMillis(315_576_000_000L);

    private final Path file;
    private final String fileName;
    private final boolean temporary;

    private Upload(Path file, String fileName, boolean temporary) {
        this.file = file;
        this.fileName = fileName;
        this.temporary = temporary;
    }

    /** @throws Refusal for a path that is neither file nor directory */
    static Upload of(Path path) {
        return of(path, path.toAbsolutePath().normalize().getFileName().toString());
    }

    /** @param name the file's; that of a directory's archive without its ending */
    static Upload of(Path path, String name) {
        if (Files.isRegularFile(path)) {
            return new Upload(path, name, false);
        }
        if (!Files.isDirectory(path)) {
            throw Refusal.failed("there is no file " + path, "Give the path of a model file or its directory");
        }
        try {
            return new Upload(zipped(path), name + ".zip", true);
        } catch (IOException | UncheckedIOException e) {
            throw Refusal.failed("cannot read " + path + ": " + e.getMessage(), "", e);
        }
    }

    long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + file + ": " + e.getMessage(), "", e);
        }
    }

    static String type() {
        return "multipart/form-data; boundary=" + BOUNDARY;
    }

    /** @param metadata JSON that goes before the artifact, so that the server knows what it will read */
    BodyPublisher body(byte[] metadata, Progress progress) {
        byte[] head = bytes("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n"
                + "Content-Type: application/json\r\n\r\n");
        byte[] middle = bytes("\r\n--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\""
                + fileName.replaceAll("[\\p{Cntrl}\"\\\\]", "_") + "\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n");
        byte[] tail = bytes("\r\n--" + BOUNDARY + "--\r\n");
        BodyPublisher whole = BodyPublishers.concat(
                BodyPublishers.ofByteArrays(List.of(head, metadata, middle)),
                BodyPublishers.ofInputStream(() -> new CountedStream(open(), read -> progress.at(read, ""))),
                BodyPublishers.ofByteArray(tail));
        long length = size() + head.length + metadata.length + middle.length + tail.length;
        return BodyPublishers.fromPublisher(whole, length);
    }

    /** The metadata alone, for a version whose artifact is elsewhere. */
    static BodyPublisher withoutArtifact(byte[] metadata) {
        byte[] head = bytes("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n"
                + "Content-Type: application/json\r\n\r\n");
        return BodyPublishers.ofByteArrays(List.of(head, metadata, bytes("\r\n--" + BOUNDARY + "--\r\n")));
    }

    private InputStream open() {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Path zipped(Path directory) throws IOException {
        Path zip = Files.createTempFile("understudy-", ".zip");
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream out = new ZipOutputStream(file);
                Stream<Path> found = Files.walk(directory)) {
            for (Path path : found.filter(Files::isRegularFile).sorted().toList()) {
                String name = directory.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
                out.putNextEntry(new ZipEntry(name).setLastModifiedTime(NO_TIME));
                Files.copy(path, out);
                out.closeEntry();
            }
        } catch (IOException | UncheckedIOException e) {
            Files.deleteIfExists(zip);
            throw e;
        }
        return zip;
    }

    @Override
    public void close() {
        try {
            if (temporary) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw Refusal.failed("cannot delete the temporary " + file + ": " + e.getMessage(), "Delete it", e);
        }
    }
}
