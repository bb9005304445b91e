package understudy.storage;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import understudy.core.Problem;
import understudy.core.Sha256;
import understudy.serving.Artifact;
import understudy.serving.Artifacts;

/**
 * Artifacts as files: {@code <first 2 of the digest>/<digest>}, and for a {@code .zip} the folder
 * {@code <digest>.unpacked} beside it. Each comes whole or not at all: it is written under {@code incoming}, flushed,
 * and renamed. Safe for many threads, and for two processes that bring the same file.
 */
public final class FileArtifacts implements Artifacts {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern UNUSUAL = Pattern.compile("[^A-Za-z0-9._ ()+@=,-]");
    private static final int LONGEST_NAME = 200;
    private static final int CHUNK = 1 << 16;
    private static final String UNPACKED = ".unpacked";

    private final Path root;
    private final Path incoming;

    /** @throws Problem UNAVAILABLE where the folder cannot be made */
    public FileArtifacts(Path root) {
        this.root = root;
        this.incoming = root.resolve("incoming");
        try {
            DurableFiles.deleteTree(incoming);
            Files.createDirectories(incoming);
        } catch (IOException failure) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE, "the artifact folder cannot be used", "May the server write there?", failure);
        }
    }

    @Override
    public Artifact put(InputStream content, String fileName, long limit) {
        String name = sanitised(fileName);
        try {
            Path temporary = Files.createTempFile(incoming, "upload", DurableFiles.UNFINISHED);
            try {
                String digest = receive(content, temporary, limit);
                Path file = file(digest);
                Files.createDirectories(folder(digest));
                if (!Files.exists(file)) {
                    if (isArchive(name)) {
                        unpack(temporary, digest, limit);
                    }
                    DurableFiles.finish(temporary, file);
                } else if (isArchive(name) && !Files.exists(unpacked(digest))) {
                    unpack(file, digest, limit);
                }
                return artifact(digest, name);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException failure) {
            throw new Problem(
                    Problem.Code.STORAGE_FULL, "the artifact '" + name + "' could not be kept", "Is the disk full?", failure);
        }
    }

    @Override
    public Artifact get(String digest, String fileName) {
        Artifact artifact = DIGEST.matcher(digest).matches() ? artifact(digest, sanitised(fileName)) : null;
        if (artifact == null || !Files.exists(artifact.path())) {
            throw Problem.notFound("there is no artifact " + digest, "Register the version again.");
        }
        return artifact;
    }

    @Override
    public void remove(String digest) {
        if (!DIGEST.matcher(digest).matches()) {
            return;
        }
        try {
            Files.deleteIfExists(file(digest));
            DurableFiles.deleteTree(unpacked(digest));
        } catch (IOException failure) {
            throw new Problem(
                    Problem.Code.INTERNAL, "the artifact " + digest + " could not be taken away",
                    "The server's log says more.", failure);
        }
    }

    private static String receive(InputStream content, Path to, long limit) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] chunk = new byte[CHUNK];
        long size = 0;
        try (OutputStream out = Files.newOutputStream(to);
                InputStream in = new BufferedInputStream(content, CHUNK)) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                size += read;
                if (size > limit) {
                    throw new Problem(
                            Problem.Code.TOO_LARGE,
                            "the artifact has more than " + limit + " bytes",
                            "Raise the upload limit, or send a smaller file.");
                }
                digest.update(chunk, 0, read);
                out.write(chunk, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void unpack(Path archive, String digest, long limit) throws IOException {
        Path temporary = Files.createTempDirectory(incoming, "unpack");
        try {
            new ZipArchive(archive, limit).unpack(temporary);
            if (!Files.exists(unpacked(digest))) {
                DurableFiles.rename(temporary, unpacked(digest));
            }
        } finally {
            DurableFiles.deleteTree(temporary);
        }
    }

    private Artifact artifact(String digest, String name) {
        return new Artifact(isArchive(name) ? unpacked(digest) : file(digest), name, digest);
    }

    private Path folder(String digest) {
        return root.resolve(digest.substring(0, 2));
    }

    private Path file(String digest) {
        return folder(digest).resolve(digest);
    }

    private Path unpacked(String digest) {
        return folder(digest).resolve(digest + UNPACKED);
    }

    private static boolean isArchive(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".zip");
    }

    /** The last part of the path, with whatever a shell, a header or a page could trip over made an underscore. */
    private static String sanitised(String fileName) {
        String last = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
        String plain = UNUSUAL.matcher(last).replaceAll("_").strip();
        String shortened = plain.substring(Math.max(0, plain.length() - LONGEST_NAME));
        return shortened.isEmpty() || shortened.chars().allMatch(letter -> letter == '.') ? "artifact" : shortened;
    }
}
