package understudy.storage;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import understudy.core.Problem;

/**
 * Writes tails to files, merges small files, deletes old ones. Sealing is for whoever reads the log; merging and
 * expiring are for one thread, beside it.
 */
final class ParquetWriter {
    /** So many small files of one day are merged into one. */
    private static final int MERGED = 8;
    /** Files of this size stay as they are. */
    private static final long LARGE = 64L << 20;
    /** A row group waits in memory to be written: rows of thousands of features, or of large entries, make smaller ones. */
    private static final int GROUP_SHARE = 8;

    private final Duck duck;
    private final Shelf shelf;
    private final ArchiveFolder folder;
    private final ArchiveSettings settings;
    private final AtomicLong expiredLabels = new AtomicLong();

    ParquetWriter(Duck duck, Shelf shelf, ArchiveFolder folder, ArchiveSettings settings) {
        this.duck = duck;
        this.shelf = shelf;
        this.folder = folder;
        this.settings = settings;
    }

    long expiredLabels() {
        return expiredLabels.get();
    }

    /** Writes every table of the tail, commits the log's position, and shows the files instead of the tables. */
    void seal(ArchiveFolder.Source source, Tail tail, long to) {
        List<ParquetFile> written = new ArrayList<>();
        try {
            for (Holdings.TailTable table : tail.tables()) {
                for (LocalDate day : days(table)) {
                    String rows = "SELECT * EXCLUDE (day) FROM " + table.name() + " WHERE day = " + Duck.literal(day);
                    copy(rows + sorted(table.kind()), folder.begin(table.kind(), table.model(), day, tail.from(), to));
                    written.add(folder.finish(table.kind(), table.model(), day, tail.from(), to));
                }
            }
            folder.commit(source, to);
        } catch (IOException failure) {
            throw cannotWrite(failure);
        }
        shelf.replace(holdings -> holdings.written(written, tail.tables()), () -> drop(tail));
    }

    private List<LocalDate> days(Holdings.TailTable table) {
        List<LocalDate> days = new ArrayList<>();
        duck.use(connection -> {
            Duck.query(connection, "SELECT DISTINCT day FROM " + table.name() + " ORDER BY day", List.of(),
                    row -> days.add(LocalDate.parse(row.getString(1))));
        });
        return days;
    }

    private static String sorted(Kind kind) {
        return " ORDER BY " + kind.order();
    }

    private void copy(String rows, java.nio.file.Path to) {
        duck.use(connection -> {
            Duck.run(connection, "COPY (" + rows + ") TO " + Duck.literal(to)
                    + " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE " + settings.rowGroup()
                    + ", ROW_GROUP_SIZE_BYTES " + settings.memoryBytes() / GROUP_SHARE + ")");
        });
    }

    private void drop(Tail tail) {
        duck.use(connection -> {
            for (Holdings.TailTable table : tail.tables()) {
                Duck.run(connection, "DROP TABLE " + table.name());
            }
        });
    }

    /** Merges the small files of each day once there are enough of them. */
    void compact() {
        record Part(Kind kind, String model, LocalDate day) {}

        Map<Part, List<ParquetFile>> small = new LinkedHashMap<>();
        for (ParquetFile file : shelf.present().files()) {
            if (file.bytes() < LARGE) {
                small.computeIfAbsent(new Part(file.kind(), file.model(), file.day()), part -> new ArrayList<>())
                        .add(file);
            }
        }
        small.values().stream().filter(files -> files.size() >= MERGED).forEach(this::merge);
    }

    /**
     * Merges the smallest of them, so that a byte is rewritten about as often as the number of files has digits in base 8.
     * Those of a model are sorted already, and follow each other as the log did: to sort their entries once more took more
     * memory than there is. Labels of one day are about any day's requests, so theirs are sorted.
     */
    private void merge(List<ParquetFile> small) {
        List<ParquetFile> some = small.stream()
                .sorted(Comparator.comparingLong(ParquetFile::bytes))
                .limit(MERGED)
                .toList();
        ParquetFile first = some.getFirst();
        long from = some.stream().mapToLong(ParquetFile::from).min().orElseThrow();
        long to = some.stream().mapToLong(ParquetFile::to).max().orElseThrow();
        if (small.stream().anyMatch(file -> file.from() == from && file.to() == to)) {
            return;
        }
        List<ParquetFile> inOrder = some.stream().sorted(Comparator.comparingLong(ParquetFile::from)).toList();
        try {
            copy("SELECT * FROM " + Duck.parquet(inOrder, true) + (first.kind().byModel() ? "" : sorted(first.kind())),
                    folder.begin(first.kind(), first.model(), first.day(), from, to));
            ParquetFile planned = new ParquetFile(
                    first.kind(), first.model(), first.day(), from, to,
                    ParquetFile.path(folder.root(), first.kind(), first.model(), first.day(), from, to), 0);
            folder.noteReplaced(planned, some);
            ParquetFile merged = folder.finish(first.kind(), first.model(), first.day(), from, to);
            shelf.replace(holdings -> holdings.replaced(some, Optional.of(merged)), () -> folder.forget(merged));
        } catch (IOException failure) {
            throw cannotWrite(failure);
        }
    }

    /** Deletes days that are older than they may be. */
    void expire(Instant now) {
        LocalDate oldest = LocalDate.ofInstant(now.minus(settings.retention()), ZoneOffset.UTC);
        LocalDate oldestLabel = LocalDate.ofInstant(now.minus(settings.labelHorizon()), ZoneOffset.UTC);
        Set<ParquetFile> gone = new HashSet<>();
        for (ParquetFile file : shelf.present().files()) {
            if (file.day().isBefore(file.kind() == Kind.LABELS ? oldestLabel : oldest)) {
                gone.add(file);
                expiredLabels.addAndGet(file.kind() == Kind.LABELS ? rows(file) : 0);
            }
        }
        if (!gone.isEmpty()) {
            shelf.replace(holdings -> holdings.replaced(gone, Optional.empty()), () -> folder.delete(gone));
        }
    }

    private long rows(ParquetFile file) {
        return duck.with(connection -> {
            AtomicLong count = new AtomicLong();
            Duck.query(connection, "SELECT count(*) FROM " + Duck.parquet(List.of(file), false), List.of(),
                    row -> count.set(row.getLong(1)));
            return count.get();
        });
    }

    private static Problem cannotWrite(IOException failure) {
        return new Problem(
                Problem.Code.STORAGE_FULL, "the archive could not write a file", "Is the disk full?", failure);
    }
}
