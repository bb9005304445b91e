package understudy.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Problem;

/**
 * A folder with a folder for each model, {@code credit} or {@code credit@2}, into which files of predictions are dropped. A
 * file is read when two looks in a row find it with the same size and time; then it is moved to {@code done}, or, where it
 * was refused, to {@code refused} with the reason beside it. It may be read twice, where something ends in between, and
 * counts once, for ids follow from what is in it. One thread looks; the rest is safe for many.
 */
public final class WatchedFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFolder.class);
    private static final String BY = "folder";
    /** Names that one look keeps of one model: the rest comes when these have gone. */
    private static final int MOST = 10_000;

    private final Path root;
    private final Intake intake;
    private final TableFiles tables;
    private final InstantSource clock;
    private final Duration again;
    private final LongAdder done = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private Map<Path, Drop> seen = new HashMap<>();
    private final Map<Path, Settled> settled = new HashMap<>();
    private final Map<Path, Instant> notBefore = new HashMap<>();
    private volatile Map<String, String> troubles = Map.of();
    private volatile boolean closed;

    /** What was read, and only has to be moved. */
    private record Settled(Drop drop, String folder, String reason) {}

    /** One model's folder, for one look. */
    private record Place(Path folder, String model, OptionalInt version) {
        static Place of(Path folder) {
            String name = folder.getFileName().toString();
            int at = name.lastIndexOf('@');
            if (at > 0 && name.substring(at + 1).matches("[1-9][0-9]{0,8}")) {
                return new Place(folder, name.substring(0, at), OptionalInt.of(Integer.parseInt(name.substring(at + 1))));
            }
            return new Place(folder, name, OptionalInt.empty());
        }

        String called(Path file) {
            return folder.getFileName() + "/" + file.getFileName();
        }
    }

    /**
     * @param done files that were taken in since start
     * @param refused files that were refused since start
     * @param troubles by what they are about: what keeps files from being read or moved, now
     */
    public record Status(long done, long refused, Map<String, String> troubles) {}

    /** @param again how long a file rests whose reading failed by no fault of its own */
    public WatchedFolder(Path root, Intake intake, TableFiles tables, InstantSource clock, Duration again) {
        this.root = root;
        this.intake = intake;
        this.tables = tables;
        this.clock = clock;
        this.again = again;
    }

    /** What would keep files from being read or moved; for a person who looks before a server runs. */
    public static List<String> faults(Path root) {
        List<String> faults = new ArrayList<>();
        try {
            for (Path folder : listed(root)) {
                if (Drop.isMeant(folder) && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    fault(folder).ifPresent(why -> faults.add(folder.getFileName() + ": " + why));
                }
            }
        } catch (IOException unreadable) {
            faults.add(reason(unreadable));
        }
        return faults;
    }

    private static Optional<String> fault(Path folder) {
        if (!Files.isReadable(folder) || !Files.isWritable(folder)) {
            return Optional.of(reason(new AccessDeniedException("")));
        }
        try {
            FolderOptions.of(folder);
            return Optional.empty();
        } catch (IOException | Problem wrong) {
            return Optional.of(reason(wrong));
        }
    }

    public Status status() {
        return new Status(done.sum(), refused.sum(), troubles);
    }

    /** Reads what has come to rest since the last look. What fails is said and tried again; nothing is thrown. */
    public void look() {
        Map<String, String> now = new TreeMap<>();
        Map<Path, Drop> found = new HashMap<>();
        try {
            for (Path folder : listed(root)) {
                if (!closed && Drop.isMeant(folder) && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    look(Place.of(folder), found, now);
                }
            }
        } catch (IOException unreadable) {
            now.put("intake.folder", reason(unreadable));
        }
        seen = found;
        settled.keySet().retainAll(found.keySet());
        notBefore.keySet().retainAll(found.keySet());
        tell(now);
    }

    private void tell(Map<String, String> now) {
        now.forEach((what, why) -> {
            if (!why.equals(troubles.get(what))) {
                LOG.warn("watched folder: {}: {}", what, why);
            }
        });
        troubles.keySet().stream()
                .filter(what -> !now.containsKey(what))
                .forEach(what -> LOG.info("watched folder: {}: well again", what));
        troubles = Map.copyOf(now);
    }

    private void look(Place place, Map<Path, Drop> found, Map<String, String> now) {
        try {
            List<Drop> drops = drops(place, found);
            if (drops.isEmpty()) {
                return;
            }
            FolderOptions options = FolderOptions.of(place.folder());
            for (Drop drop : drops) {
                if (!closed) {
                    look(place, drop, options).ifPresent(why -> now.put(place.called(drop.file()), why));
                }
            }
        } catch (IOException unreadable) {
            now.put(place.folder().getFileName().toString(), reason(unreadable));
        } catch (Problem wrong) {
            now.put(place.folder().getFileName().toString(), wrong.getMessage());
        }
    }

    /** What came to rest, the oldest first. */
    private List<Drop> drops(Place place, Map<Path, Drop> found) throws IOException {
        List<Drop> drops = new ArrayList<>();
        for (Path file : listed(place.folder())) {
            Optional<Drop> drop = Drop.isMeant(file) ? Drop.at(file) : Optional.empty();
            drop.ifPresent(one -> {
                found.put(file, one);
                if (one.equals(seen.get(file))) {
                    drops.add(one);
                }
            });
        }
        drops.sort(Comparator.comparing(Drop::changed).thenComparing(Drop::file));
        return drops;
    }

    private static List<Path> listed(Path folder) throws IOException {
        List<Path> names = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path path : all) {
                if (names.size() == MOST) {
                    break;
                }
                names.add(path);
            }
        } catch (DirectoryIteratorException cut) {
            throw cut.getCause();
        }
        return names;
    }

    /** @return what kept it from being done with */
    private Optional<String> look(Place place, Drop drop, FolderOptions options) {
        Instant wait = notBefore.getOrDefault(drop.file(), Instant.MIN);
        if (clock.instant().isBefore(wait)) {
            return Optional.ofNullable(troubles.get(place.called(drop.file())));
        }
        try {
            Settled result = settled.get(drop.file());
            if (result == null || !result.drop().equals(drop)) {
                result = read(place, drop, options);
                settled.put(drop.file(), result);
            }
            if (drop.isUnchanged()) {
                drop.move(result.folder(), result.reason());
                (result.folder().equals(Drop.DONE) ? done : refused).increment();
                LOG.info("watched folder: {} is {}", place.called(drop.file()), result.folder());
            }
            settled.remove(drop.file());
            notBefore.remove(drop.file());
            return Optional.empty();
        } catch (NoSuchFileException taken) {
            return Optional.empty();
        } catch (IOException | RuntimeException failed) {
            notBefore.put(drop.file(), clock.instant().plus(again));
            return Optional.of(reason(failed));
        }
    }

    private Settled read(Place place, Drop drop, FolderOptions options) throws IOException {
        // no fault of the file: it waits until there is such a model
        intake.served(place.model());
        try {
            FileFormat format = FileFormat.of(drop.file().getFileName().toString()).orElseThrow(() -> Problem.invalid(
                    "name", drop.file().getFileName(), "one that ends in .ndjson, .csv or .parquet, or these with .gz"));
            try (EventSource source = format.open(drop.file(), options.naming(), options.lenient(), tables)) {
                Intake.Manner manner = options.each() ? Intake.Manner.EACH : Intake.Manner.WHOLE;
                Receipt receipt = Delivery.take(
                        intake, place.model(), of(place, source), manner, options.lenient(), BY);
                return new Settled(drop, Drop.DONE, told(receipt));
            }
        } catch (Problem wrong) {
            if (wrong.code() != Problem.Code.INVALID) {
                throw wrong;
            }
            return new Settled(drop, Drop.REFUSED, wrong.getMessage());
        }
    }

    /** Of a file that was taken but for some rows: nothing where there are none. */
    private static String told(Receipt receipt) {
        return receipt.refused() == 0
                ? ""
                : receipt.accepted() + " rows were taken, " + receipt.repeated() + " were there already, "
                        + receipt.refused() + " were refused:\n" + String.join("\n", receipt.refusedExamples());
    }

    private EventSource of(Place place, EventSource source) {
        return new EventSource() {
            @Override
            public Optional<Item> next() {
                if (closed) {
                    throw new Problem(
                            Problem.Code.UNAVAILABLE, "the server is stopping", "The file is read at the next start");
                }
                return source.next().map(item -> switch (item) {
                    case Item.Read(Event event) -> new Item.Read(event.answeredBy(place.version()));
                    case Item.Wrong wrong -> wrong;
                });
            }

            @Override
            public void close() {
                source.close();
            }
        };
    }

    /** In words that hold no path of this machine. */
    private static String reason(Exception failed) {
        return switch (failed) {
            case Problem problem -> problem.getMessage();
            case UncheckedIOException wrapped ->
                wrapped.getCause() instanceof IOException cause ? reason(cause) : "it cannot be read. It is tried again";
            case AccessDeniedException denied ->
                "this server may not read or move it. Give its user the right to read and write the folder";
            case NoSuchFileException missing -> "there is no such folder. Make it, or name another";
            case NotDirectoryException file -> "it is no folder. Name another";
            case FileSystemException refused -> Optional.ofNullable(refused.getReason()).orElse("it cannot be read or moved")
                    + ". It is tried again";
            default -> failed.getMessage() + ". It is tried again";
        };
    }

    /** The look that is under way ends at the next row. */
    @Override
    public void close() {
        closed = true;
    }
}
