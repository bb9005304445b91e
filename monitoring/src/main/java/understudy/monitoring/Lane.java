package understudy.monitoring;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.drift.ColumnReader;
import understudy.drift.ReferenceBins;
import understudy.drift.WatchedColumn;
import understudy.drift.WindowScores;
import understudy.drift.WindowTally;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.ColumnType;
import understudy.profiles.SourceColumn;

/**
 * Adds up the scores of some rows of a window: of all, or of one segment. A column that the rows no longer have, or have in
 * another kind, gets no rows, so that what was learnt of it stays valid. Not safe for several threads.
 */
final class Lane {
    private static final int REMEMBERED = 256;

    private final WindowTally tally = new WindowTally();
    private final List<Feed> feeds = new ArrayList<>();

    /** @param source −1 where there are no such cells */
    @SuppressWarnings("ArrayRecordComponent") // a table of texts seen lately, filled in place
    private record Feed(
            int column, int source, ColumnType type, ColumnReader reader, boolean derived, String[] texts, long[] hashes) {}

    Lane(Basis basis, MonitorPlan plan, List<SourceColumn> columns) {
        basis.columns().forEach((name, known) -> known.reader()
                .filter(reader -> isWatched(name, basis, plan)).ifPresent(reader -> {
            boolean derived = basis.derivations().isDerived(name);
            int column = tally.add(name, reader, derived ? 0 : known.missingShare());
            ColumnType type = known.reference().type();
            int source = indexOf(columns, name, type);
            feeds.add(new Feed(column, source, type, reader, derived, texts(), new long[REMEMBERED]));
        }));
    }

    /** Who leaves a text out leaves out what is derived of it. */
    static boolean isWatched(String name, Basis basis, MonitorPlan plan) {
        return plan.watches(name) && plan.watches(basis.derivations().origin(name));
    }

    private static String[] texts() {
        String[] none = new String[REMEMBERED];
        Arrays.fill(none, "");
        return none;
    }

    private static int indexOf(List<SourceColumn> columns, String name, ColumnType wanted) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return Kinds.areAlike(columns.get(i).type(), wanted) ? i : -1;
            }
        }
        return -1;
    }

    boolean isEmpty() {
        return feeds.isEmpty();
    }

    List<WatchedColumn> columns() {
        return tally.columns();
    }

    /** @param rows of the batch that belong to it, the first {@code count} of them */
    void add(Batch batch, int[] rows, int count) {
        for (Feed feed : feeds) {
            if (feed.source >= 0) {
                add(feed, batch.columns().get(feed.source), rows, count);
            }
        }
    }

    private void add(Feed feed, Cells cells, int[] rows, int count) {
        byte[] states = cells.states();
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (states[row] != Cells.PRESENT) {
                if (!feed.derived) { // a text that is missing is one column's matter, not six
                    tally.missing(feed.column);
                }
            } else {
                switch (cells) {
                    case Cells.Numbers numbers -> number(feed, numbers.values()[row]);
                    case Cells.Integers integers -> number(feed, integers.values()[row]);
                    case Cells.Texts texts -> text(feed, texts, row);
                }
            }
        }
    }

    private void number(Feed feed, double value) {
        if (feed.reader instanceof ReferenceBins) {
            tally.number(feed.column, value);
        } else if (Double.isNaN(value)) {
            tally.missing(feed.column);
        } else {
            tally.category(feed.column, Words.plain(value));
        }
    }

    private void text(Feed feed, Cells.Texts texts, int row) {
        if (feed.type == ColumnType.TEXT) {
            tally.category(feed.column, "");
        } else {
            tally.category(feed.column, remembered(feed, texts, row));
        }
    }

    /** Frequent categories are made a String of once, not for each of a million rows. */
    private static String remembered(Feed feed, Cells.Texts texts, int row) {
        int from = texts.offsets()[row];
        int to = texts.offsets()[row + 1];
        long hash = to - from;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + texts.bytes()[i];
        }
        int slot = (int) (hash ^ hash >>> 32) & REMEMBERED - 1;
        String known = feed.texts[slot];
        if (feed.hashes[slot] == hash && equal(known, texts.bytes(), from, to)) {
            return known;
        }
        String text = new String(texts.bytes(), from, to - from, StandardCharsets.UTF_8);
        feed.texts[slot] = text;
        feed.hashes[slot] = hash;
        return text;
    }

    /** Only of plain ASCII, which needs no decoding; others are made anew. */
    private static boolean equal(String known, byte[] bytes, int from, int to) {
        if (known.length() != to - from) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (known.charAt(i - from) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    WindowScores seal(long ordinal) {
        return tally.seal(ordinal);
    }
}
