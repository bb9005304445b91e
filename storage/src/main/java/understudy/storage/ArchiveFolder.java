package understudy.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import understudy.core.Problem;

/**
 * The archive's files. What was read from a log is committed by replacing that log's position file, after every file of
 * the range was renamed into place: files beyond that position are leftovers of a stop in between and are deleted at
 * start, so that the range is read again and no row is there twice. A file that replaces others says so in a note
 * beside it until they are gone.
 */
final class ArchiveFolder {
    private static final String NOTE = ".replaces";
    private static final Set<PosixFilePermission> PERMISSIONS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    /** The two logs, and the kinds of rows that come from each. */
    enum Source {
        PREDICTIONS(EnumSet.of(Kind.PREDICTIONS)),
        FACTS(EnumSet.of(Kind.SHADOW_ANSWERS, Kind.LABELS, Kind.OVERRIDES, Kind.GAPS));

        private final Set<Kind> kinds;

        Source(Set<Kind> kinds) {
            this.kinds = kinds;
        }
    }

    private final Path root;

    ArchiveFolder(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** Where the log is to be read on from; empty for a new archive. */
    OptionalLong position(Source source) {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(positionFile(source)).strip()));
        } catch (NoSuchFileException fresh) {
            return OptionalLong.empty();
        } catch (IOException failure) {
            throw unusable(failure);
        }
    }

    void commit(Source source, long position) throws IOException {
        DurableFiles.write(positionFile(source), Long.toString(position).getBytes(UTF_8), PERMISSIONS);
    }

    Path positionFile(Source source) {
        return root.resolve(source.name().toLowerCase(Locale.ROOT) + ".position");
    }

    /** Deletes what was not committed, and lists the rest. */
    List<ParquetFile> recover() {
        List<ParquetFile> whole = new ArrayList<>();
        try {
            Files.createDirectories(root);
            for (Source source : Source.values()) {
                long committed = position(source).orElse(0);
                for (Kind kind : source.kinds) {
                    for (Path path : paths(kind)) {
                        if (path.toString().endsWith(DurableFiles.UNFINISHED)) {
                            Files.delete(path);
                        }
                    }
                    for (Path path : paths(kind)) {
                        if (path.toString().endsWith(NOTE)) {
                            settle(path);
                        }
                    }
                    for (Path path : paths(kind)) {
                        Optional<ParquetFile> file = ParquetFile.of(kind, path, Files.size(path));
                        if (file.isPresent() && file.get().to() > committed) {
                            Files.delete(path);
                        } else {
                            file.ifPresent(whole::add);
                        }
                    }
                }
            }
        } catch (IOException failure) {
            throw unusable(failure);
        }
        return whole;
    }

    private List<Path> paths(Kind kind) throws IOException {
        try (Stream<Path> walk = Files.walk(root.resolve(kind.folder()))) {
            return walk.filter(Files::isRegularFile).toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    /** A replacement that came into place has its predecessors deleted; one that did not is forgotten. */
    private static void settle(Path note) throws IOException {
        String name = String.valueOf(note.getFileName());
        Path replacement = note.resolveSibling(name.substring(0, name.length() - NOTE.length()));
        if (Files.exists(replacement)) {
            for (String replaced : Files.readAllLines(note)) {
                Files.deleteIfExists(note.resolveSibling(replaced));
            }
        }
        Files.delete(note);
    }

    /** Where a file of this range is to be written before {@link #finish} gives it its name. */
    Path begin(Kind kind, String model, LocalDate day, long from, long to) throws IOException {
        Path file = ParquetFile.path(root, kind, model, day, from, to);
        Files.createDirectories(ParquetFile.folder(root, kind, model, day));
        return DurableFiles.unfinished(file);
    }

    ParquetFile finish(Kind kind, String model, LocalDate day, long from, long to) throws IOException {
        Path file = ParquetFile.path(root, kind, model, day, from, to);
        DurableFiles.finish(DurableFiles.unfinished(file), file);
        return new ParquetFile(kind, model, day, from, to, file, Files.size(file));
    }

    void noteReplaced(ParquetFile merged, Collection<ParquetFile> replaced) throws IOException {
        String names = replaced.stream()
                .map(file -> String.valueOf(file.path().getFileName()))
                .collect(Collectors.joining("\n"));
        DurableFiles.write(note(merged.path()), names.getBytes(UTF_8), PERMISSIONS);
    }

    /** Deletes the replaced files, then the note. */
    void forget(ParquetFile merged) {
        try {
            settle(note(merged.path()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void delete(Collection<ParquetFile> files) {
        try {
            for (ParquetFile file : files) {
                Files.deleteIfExists(file.path());
                Path folder = file.path().getParent();
                if (folder != null) {
                    try (Stream<Path> left = Files.list(folder)) {
                        if (left.findAny().isEmpty()) {
                            Files.deleteIfExists(folder);
                        }
                    } catch (NoSuchFileException gone) {
                        continue;
                    }
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path note(Path file) {
        return file.resolveSibling(file.getFileName() + NOTE);
    }

    private static Problem unusable(IOException failure) {
        return new Problem(
                Problem.Code.UNAVAILABLE, "the archive folder cannot be used", "May the server write there?", failure);
    }
}
