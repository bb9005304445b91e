package understudy.profiles;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import understudy.core.Problem;

/**
 * A CSV in UTF-8, with or without a byte order mark, in constant memory. Delimiter and types are found out from the first
 * megabyte. Rows with another number of cells than the header are skipped and counted, because their values stand under
 * the wrong names; if most are, the file is refused. A quote that never closes is refused at the
 * end of the file, or after 16 MiB.
 */
public final class CsvSource implements RowSource {
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final int LOOK_AHEAD = 1000;

    private final ByteFeed feed;
    private final CsvRecords records;
    private final List<SourceColumn> columns;
    private final List<CellWriter> writers = new ArrayList<>();
    private final int mostRows;
    private long skipped;

    private CsvSource(ByteFeed feed, ReadingOptions options) {
        this.feed = feed;
        feed.hold(true);
        char delimiter = options.delimiter().orElseGet(() -> delimiter(feed));
        this.columns = columns(feed, delimiter, options);
        feed.back();
        feed.hold(false);
        this.records = new CsvRecords(feed, delimiter);
        if (options.header()) {
            records.next();
        }
        this.mostRows = CellWriter.rowsFor(columns.size());
        columns.forEach(column -> writers.add(new CellWriter(column.type(), options, mostRows)));
    }

    /**
     * @param in closed with the source
     * @param name of the file, for messages: no path
     * @throws Problem (INVALID) if it is empty or no CSV, or types name a column it has not got
     */
    public static CsvSource open(InputStream in, String name, ReadingOptions options) {
        return new CsvSource(new ByteFeed(in, name), options);
    }

    /** The one by which most of the first records have as many cells as the first, and more than one. */
    private static char delimiter(ByteFeed feed) {
        char best = ',';
        long most = 0;
        for (char candidate : DELIMITERS) {
            feed.back();
            CsvRecords records = new CsvRecords(feed, candidate);
            int cells = records.next() ? records.cells() : 0;
            long alike = 0;
            for (int i = 0; i < 50 && records.next(); i++) {
                alike += records.cells() == cells ? 1 : 0;
            }
            long worth = cells < 2 ? 0 : 1_000_000 * (alike + 1) + cells;
            if (worth > most) {
                most = worth;
                best = candidate;
            }
        }
        return best;
    }

    private static List<SourceColumn> columns(ByteFeed feed, char delimiter, ReadingOptions options) {
        feed.back();
        CsvRecords records = new CsvRecords(feed, delimiter);
        if (!records.next()) {
            throw feed.refused("is empty", "Give one with rows");
        }
        List<String> names = new ArrayList<>();
        for (int cell = 0; cell < records.cells(); cell++) {
            String name = options.header() ? records.string(cell).strip() : "";
            names.add(name.isEmpty() ? "column_" + (cell + 1) : name);
        }
        check(feed, names, options);
        if (!options.header()) {
            feed.back();
            records = new CsvRecords(feed, delimiter);
        }
        List<TypeGuess> guesses = guesses(feed, records, names.size(), options);
        List<SourceColumn> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            ColumnType guess = guesses.get(i).type();
            columns.add(new SourceColumn(names.get(i), options.types().getOrDefault(names.get(i), guess)));
        }
        return List.copyOf(columns);
    }

    private static void check(ByteFeed feed, List<String> names, ReadingOptions options) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw feed.refused("has two columns '" + name + "'", "Rename one of them");
            }
        }
        for (String name : options.types().keySet()) {
            if (!seen.contains(name)) {
                throw feed.refused("has no column '" + name + "'", "It has " + names.stream().limit(20).toList());
            }
        }
        if (names.size() > DataProfile.MOST_COLUMNS) {
            throw feed.refused("has " + names.size() + " columns", "At most " + DataProfile.MOST_COLUMNS + " are read");
        }
    }

    private static List<TypeGuess> guesses(ByteFeed feed, CsvRecords records, int size, ReadingOptions options) {
        List<TypeGuess> guesses = new ArrayList<>();
        CellWriter words = new CellWriter(ColumnType.CATEGORY, options, 0);
        for (int i = 0; i < size; i++) {
            guesses.add(new TypeGuess(options));
        }
        int rows = 0;
        int ragged = 0;
        while (rows < LOOK_AHEAD && records.next()) {
            // the megabyte may end inside of this one
            boolean whole = feed.position < feed.limit || feed.isHeadWhole();
            rows++;
            if (records.cells() != size) {
                ragged += whole ? 1 : 0;
                continue;
            }
            for (int cell = 0; cell < size && whole; cell++) {
                if (!words.isMissing(records.text(), records.start(cell), records.end(cell))) {
                    guesses.get(cell).add(records.text(), records.start(cell), records.end(cell));
                }
            }
        }
        if (2 * ragged > rows) {
            throw feed.refused(
                    "has " + size + " columns in its first line but another number in " + ragged + " of the next " + rows,
                    "Name the delimiter, or give CSV with a header");
        }
        return guesses;
    }

    @Override
    public List<SourceColumn> columns() {
        return columns;
    }

    @Override
    public Optional<Batch> next() {
        writers.forEach(CellWriter::clear);
        int rows = 0;
        int text = 0;
        while (rows < mostRows && text < 16 << 20 && records.next()) {
            if (records.isUnclosed()) {
                throw feed.refused(
                        "ends inside of the quote of line " + records.line(), "Close the quote that is open there");
            }
            if (records.cells() != columns.size()) {
                skipped++;
                continue;
            }
            for (int cell = 0; cell < writers.size(); cell++) {
                writers.get(cell).add(records.text(), records.start(cell), records.end(cell));
            }
            text += records.end(writers.size() - 1);
            rows++;
        }
        return rows == 0
                ? Optional.empty()
                : Optional.of(new Batch(rows, writers.stream().map(CellWriter::cells).toList()));
    }

    @Override
    public long bytesRead() {
        return feed.bytesRead();
    }

    @Override
    public long skippedRows() {
        return skipped;
    }

    @Override
    public void close() {
        feed.close();
    }
}
