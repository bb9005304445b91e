package understudy.monitoring;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.Problem;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.SourceColumn;

/**
 * Which rows of a batch belong to which value of a segment's column. Twenty values at most: those that were watched before
 * first, then those that come first. Not safe for several threads.
 */
final class SegmentRows {
    static final int MOST = 20;

    private final MonitorPlan.Segment segment;
    private final int source;
    private final Map<String, Integer> places = new LinkedHashMap<>();

    /**
     * @param known values that are watched already
     * @throws Problem (INVALID) naming the columns there are
     */
    SegmentRows(MonitorPlan.Segment segment, List<SourceColumn> columns, List<String> known) {
        this.segment = segment;
        List<String> names = columns.stream().map(SourceColumn::name).toList();
        this.source = names.indexOf(segment.column());
        if (source < 0) {
            throw Problem.invalid("segments.column", segment.column(), "one of " + names.stream().limit(20).toList());
        }
        known.stream().limit(MOST).forEach(value -> places.put(value, places.size()));
    }

    List<String> values() {
        return List.copyOf(places.keySet());
    }

    /** By row the place of its value among {@link #values}, −1 for none. */
    int[] places(Batch batch) {
        Cells cells = batch.columns().get(source);
        int[] found = new int[batch.rows()];
        for (int row = 0; row < found.length; row++) {
            found[row] = value(cells, row).map(this::place).orElse(-1);
        }
        return found;
    }

    private int place(String value) {
        Integer known = places.get(value);
        if (known != null) {
            return known;
        }
        if (places.size() >= MOST) {
            return -1;
        }
        places.put(value, places.size());
        return places.size() - 1;
    }

    private Optional<String> value(Cells cells, int row) {
        if (cells.states()[row] != Cells.PRESENT) {
            return Optional.empty();
        }
        return switch (cells) {
            case Cells.Texts texts -> Optional.of(Words.shortened(new String(
                    texts.bytes(), texts.offsets()[row], texts.offsets()[row + 1] - texts.offsets()[row],
                    StandardCharsets.UTF_8)));
            case Cells.Numbers numbers -> bucket(numbers.values()[row]);
            case Cells.Integers integers -> bucket(integers.values()[row]);
        };
    }

    private Optional<String> bucket(double value) {
        if (Double.isNaN(value)) {
            return Optional.empty();
        }
        List<Double> cuts = segment.cuts();
        if (cuts.isEmpty()) {
            return Optional.of(Words.plain(value));
        }
        for (int i = 0; i < cuts.size(); i++) {
            if (value < cuts.get(i)) {
                return Optional.of(i == 0
                        ? "under " + Words.plain(cuts.get(0))
                        : Words.plain(cuts.get(i - 1)) + " to " + Words.plain(cuts.get(i)));
            }
        }
        return Optional.of(Words.plain(cuts.getLast()) + " or more");
    }
}
