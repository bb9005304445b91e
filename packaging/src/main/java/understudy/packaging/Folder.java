package understudy.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import understudy.core.Problem;
import understudy.serving.Artifact;

/**
 * An unpacked package, of which only what lies inside can be reached: links, absolute paths and {@code ..} lead nowhere.
 * What it lists is bounded in number and depth; names are relative, with {@code /}, in alphabetical order.
 */
final class Folder {
    /** As many entries as an archive may have. */
    private static final int MOST_FILES = 10_000;

    private static final int DEEPEST = 6;
    private static final Set<String> LEFT_OUT = Set.of("__macosx", "__pycache__");

    private final Path root;
    private final Artifact artifact;

    private Folder(Path root, Artifact artifact) {
        this.root = root;
        this.artifact = artifact;
    }

    static Optional<Folder> of(Artifact artifact) {
        return Files.isDirectory(artifact.path(), LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(new Folder(artifact.path(), artifact))
                : Optional.empty();
    }

    /** This folder or one right below it that has the file; several below are all given. */
    List<Folder> having(String file) {
        if (file(file).isPresent()) {
            return List.of(this);
        }
        return folders().stream()
                .flatMap(name -> folder(name).stream())
                .filter(folder -> folder.file(file).isPresent())
                .toList();
    }

    /** The name people know it by: as uploaded. */
    String name() {
        return artifact.fileName();
    }

    Optional<Path> file(String relative) {
        return inside(relative).filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS));
    }

    Optional<Folder> folder(String relative) {
        return inside(relative)
                .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                .map(path -> new Folder(path, artifact));
    }

    private Optional<Path> inside(String relative) {
        Path at = root;
        try {
            Path way = Path.of(relative);
            if (way.isAbsolute()) {
                return Optional.empty();
            }
            for (Path step : way) {
                if (step.toString().equals("..")) {
                    return Optional.empty();
                }
                at = at.resolve(step).normalize();
                if (Files.isSymbolicLink(at)) {
                    return Optional.empty();
                }
            }
        } catch (InvalidPathException unknown) {
            return Optional.empty();
        }
        return Optional.of(at);
    }

    /** @throws Problem UNPROCESSABLE, naming who asks for a file that is not there */
    Path required(String relative, String wantedBy) {
        return file(relative).orElseThrow(() -> missing(relative, wantedBy));
    }

    Problem missing(String relative, String wantedBy) {
        return refused(
                wantedBy + " names '" + shortened(relative) + "', which is not in the package",
                "Pack the whole folder, without links");
    }

    /** The folders right below. */
    List<String> folders() {
        return listed(1, path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS));
    }

    /** The files right below. */
    List<String> filesHere() {
        return listed(1, path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS));
    }

    /** All files, also those in folders. */
    List<String> files() {
        return listed(DEEPEST, path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS));
    }

    /** Nothing where it cannot be listed: then it is not one of ours. */
    private List<String> listed(int depth, Predicate<Path> wanted) {
        try (Stream<Path> paths = Files.walk(root, depth)) {
            List<String> names = new ArrayList<>();
            paths.skip(1)
                    .limit(MOST_FILES)
                    .filter(wanted)
                    .map(path -> root.relativize(path).toString().replace('\\', '/'))
                    .filter(Folder::isShown)
                    .forEach(names::add);
            names.sort(null);
            return names;
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }

    private static boolean isShown(String name) {
        for (String step : name.split("/", -1)) {
            if (step.startsWith(".") || LEFT_OUT.contains(step.toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return true;
    }

    /** The first bytes of a file, fewer where it is shorter; none where it cannot be read. */
    byte[] head(Path file, int bytes) {
        try (var content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return content.readNBytes(bytes);
        } catch (IOException unreadable) {
            return new byte[0];
        }
    }

    /** @throws Problem UNPROCESSABLE for a file that is too large, or no UTF-8 text */
    String text(Path file, int mostBytes) {
        try {
            if (Files.size(file) > mostBytes) {
                throw refused(file.getFileName() + " is larger than " + (mostBytes >> 10) + " KB", "Shorten it");
            }
            return Files.readString(file);
        } catch (MalformedInputException binary) {
            throw refused(file.getFileName() + " is not UTF-8 text", "Save it as UTF-8");
        } catch (IOException unreadable) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, "'" + name() + "': " + file.getFileName() + " cannot be read",
                    "Upload it again", unreadable);
        }
    }

    /** The package as it came, or the folder in it that this is. */
    Artifact whole() {
        return root.equals(artifact.path()) ? artifact : part(root);
    }

    /** @param path inside this folder */
    Artifact part(Path path) {
        return new Artifact(path, path.getFileName().toString(), artifact.digest());
    }

    /** One sentence that begins with the package's name, and what to do. */
    Problem refused(String why, String remedy) {
        return new Problem(Problem.Code.UNPROCESSABLE, "'" + name() + "': " + why, remedy);
    }

    static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= 100 ? line : line.substring(0, 99) + "…";
    }
}
