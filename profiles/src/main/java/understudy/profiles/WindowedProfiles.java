package understudy.profiles;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import understudy.core.Problem;

/**
 * A profile for each window. Only so many are open at once; when there is one more, that which was not touched for longest
 * is handed over. A row that comes later still opens its window again, so a window may be handed over in several parts,
 * which its receiver merges. Rows without a time, or with one outside of 1970 to 2200, are counted and land nowhere. Not
 * safe for several threads.
 */
public final class WindowedProfiles {
    private static final long LATEST = 7_258_118_400_000L;

    private final Windows windows;
    private final int timeColumn;
    private final int mostOpen;
    private final Supplier<DataProfile> empty;
    private final BiConsumer<Window, DataProfile> receiver;
    private final LinkedHashMap<Window, DataProfile> open = new LinkedHashMap<>(16, 0.75f, true);
    private final TreeMap<Long, Long> rowsByStart = new TreeMap<>();
    private long rows;
    private long untimed;
    private long backwards;
    private long last = Long.MIN_VALUE;

    /**
     * @param timeColumn index of the column that says when a row happened; −1 for windows by count
     * @param empty a new profile for a window; give each its own seed
     * @param receiver of windows, whole or in parts
     */
    public WindowedProfiles(
            Windows windows,
            int timeColumn,
            int mostOpen,
            Supplier<DataProfile> empty,
            BiConsumer<Window, DataProfile> receiver) {
        if (mostOpen < 1) {
            throw Problem.invalid("open windows", mostOpen, "1 or more");
        }
        if (timeColumn < 0 && !(windows instanceof Windows.ByCount)) {
            throw Problem.invalid("time column", timeColumn, "one, for windows by time");
        }
        this.windows = windows;
        this.timeColumn = timeColumn;
        this.mostOpen = mostOpen;
        this.empty = empty;
        this.receiver = receiver;
    }

    public void add(Batch batch) {
        Map<Window, int[]> members = new LinkedHashMap<>();
        Map<Window, Integer> sizes = new HashMap<>();
        List<Window> current = List.of();
        for (int row = 0; row < batch.rows(); row++) {
            long at = at(batch, row);
            if (at < 0) {
                untimed++;
                continue;
            }
            if (current.size() != 1 || at < current.getFirst().from() || at >= current.getFirst().to()) {
                current = windows.of(at);
            }
            for (Window window : current) {
                int size = sizes.merge(window, 1, Integer::sum);
                int[] known = members.getOrDefault(window, new int[0]);
                int[] grown = size <= known.length ? known : Arrays.copyOf(known, Math.max(64, 2 * size));
                grown[size - 1] = row;
                members.put(window, grown);
            }
        }
        members.forEach((window, chosen) -> add(window, batch, chosen, sizes.getOrDefault(window, 0)));
    }

    /** @return −1 for none */
    private long at(Batch batch, int row) {
        if (timeColumn < 0) {
            return rows++;
        }
        Cells cells = batch.columns().get(timeColumn);
        rows++;
        if (!(cells instanceof Cells.Integers times) || times.states()[row] != Cells.PRESENT) {
            return -1;
        }
        long at = times.values()[row];
        if (at < 0 || at >= LATEST) {
            return -1;
        }
        backwards += at < last ? 1 : 0;
        last = at;
        return at;
    }

    private void add(Window window, Batch batch, int[] chosen, int size) {
        DataProfile profile = open.get(window);
        if (profile == null) {
            if (open.size() >= mostOpen) {
                var eldest = open.entrySet().iterator().next();
                open.remove(eldest.getKey());
                receiver.accept(eldest.getKey(), eldest.getValue());
            }
            profile = empty.get();
            open.put(window, profile);
        }
        profile.add(size == batch.rows() ? batch : batch.select(chosen, size));
        rowsByStart.merge(window.from(), (long) size, Long::sum);
        if (rowsByStart.size() > Windows.MOST) {
            throw new Problem(
                    Problem.Code.TOO_LARGE,
                    "windows: more than " + Windows.MOST + " with rows",
                    "Take longer windows, or look for rows whose time is wrong");
        }
    }

    /** Hands over all that are open. */
    public void finish() {
        open.forEach(receiver);
        open.clear();
    }

    /** Every window from the first that has rows to the last, with its rows; empty ones have 0. */
    public List<Volume> volumes() {
        List<Volume> volumes = new ArrayList<>();
        if (!rowsByStart.isEmpty()) {
            for (Window window : windows.between(rowsByStart.firstKey(), rowsByStart.lastKey() + 1)) {
                volumes.add(new Volume(window, rowsByStart.getOrDefault(window.from(), 0L)));
            }
        }
        return volumes;
    }

    /** How many rows a window has. */
    public record Volume(Window window, long rows) {}

    /** Rows that landed nowhere. */
    public long untimed() {
        return untimed;
    }

    /** Rows that happened before the row in front of them: late rows, or a clock that ran backwards. */
    public long backwards() {
        return backwards;
    }
}
