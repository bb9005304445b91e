package understudy.profiles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Counts of texts in bounded memory: exact for up to 1,024 different ones of 40 kB together. Beyond that the counters are
 * those of Anderson, Bevin, Lang, Liberty, Rhodes, Thaler: A high-performance algorithm for identifying frequent items in
 * data streams (2017): when there is no room the median is taken off all of them and those at zero go. Pinned texts never
 * lose counts. Texts beyond 256 bytes stand for all that begin alike. Not safe for several threads.
 */
final class CategoryCounts {
    static final int MOST = 1024;

    private static final int ROOM = 40 << 10;
    private static final int LONGEST = 256;
    private static final int SLOTS = 4 * MOST;

    private int pinned;
    private int size;
    private long takenOff;
    private byte[] bytes = new byte[256];
    private int[] ends = new int[16];
    private long[] hashes = new long[16];
    private long[] counts = new long[16];
    private short[] slots = new short[64];

    CategoryCounts(List<String> pinned) {
        if (pinned.size() > MOST / 4) {
            throw new IllegalArgumentException("pinned: " + pinned.size() + " (expected: at most " + MOST / 4 + ")");
        }
        for (String text : pinned) {
            byte[] key = text.getBytes(StandardCharsets.UTF_8);
            int end = end(key, 0, key.length);
            append(key, 0, end, TextHash.of(key, 0, end), 0);
        }
        this.pinned = size;
    }

    /** Whether it was there already, and so has been counted; if not, nothing is changed. */
    boolean increment(byte[] text, int from, int to, long hash, long times) {
        int end = end(text, from, to);
        int found = find(text, from, end, end == to ? hash : TextHash.of(text, from, end));
        if (found < 0) {
            return false;
        }
        counts[found] += times;
        return true;
    }

    boolean hasRoom(int length) {
        return size < MOST && used() + length <= ROOM && length <= LONGEST;
    }

    /** A text that is not there yet; where there is no room the rare ones go. */
    void insert(byte[] text, int from, int to, long hash, long times) {
        int end = end(text, from, to);
        long left = times;
        while (left > 0 && (size >= MOST || used() + end - from > ROOM)) {
            left -= purge(left);
        }
        if (left > 0) {
            append(text, from, end, end == to ? hash : TextHash.of(text, from, end), left);
        }
    }

    private int used() {
        return size == 0 ? 0 : ends[size - 1];
    }

    /** Where a long text is cut: before a character, since half of one would come back from a string as another. */
    private static int end(byte[] text, int from, int to) {
        int end = Math.min(to, from + LONGEST);
        for (int back = 0; back < 3 && end < to && (text[end] & 0xc0) == 0x80; back++) {
            end--;
        }
        return end;
    }

    /** @param wanted the hash of these very bytes */
    private int find(byte[] text, int from, int to, long wanted) {
        int slot = (int) wanted & slots.length - 1;
        while (slots[slot] != 0) {
            int entry = slots[slot] - 1;
            if (hashes[entry] == wanted && Arrays.equals(bytes, start(entry), ends[entry], text, from, to)) {
                return entry;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return -1;
    }

    private int start(int entry) {
        return entry == 0 ? 0 : ends[entry - 1];
    }

    private void append(byte[] text, int from, int to, long hash, long times) {
        if (size == counts.length) {
            ends = Arrays.copyOf(ends, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
            slots = new short[Math.min(SLOTS, 8 * size)];
            for (int entry = 0; entry < size; entry++) {
                place(entry);
            }
        }
        int at = used();
        if (at + to - from > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.min(ROOM, 2 * bytes.length), at + to - from));
        }
        System.arraycopy(text, from, bytes, at, to - from);
        ends[size] = at + to - from;
        hashes[size] = hash;
        counts[size] = times;
        place(size++);
    }

    private void place(int entry) {
        int slot = (int) hashes[entry] & slots.length - 1;
        while (slots[slot] != 0) {
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = (short) (entry + 1);
    }

    /** @return how much was taken off every counter */
    private long purge(long atMost) {
        long[] rest = Arrays.copyOfRange(counts, pinned, size);
        Arrays.sort(rest);
        long off = rest.length == 0 ? atMost : Math.min(Math.max(1, rest[rest.length / 2]), Math.max(atMost, rest[0]));
        takenOff += off;
        int oldSize = size;
        int[] oldEnds = ends.clone();
        Arrays.fill(slots, (short) 0);
        size = 0;
        for (int entry = 0; entry < oldSize; entry++) {
            long left = entry < pinned ? counts[entry] : counts[entry] - off;
            if (entry < pinned || left > 0) {
                int from = entry == 0 ? 0 : oldEnds[entry - 1];
                append(bytes, from, oldEnds[entry], hashes[entry], left);
            }
        }
        return off;
    }

    /** At most this much is missing from a counter that is not pinned. */
    long error() {
        return takenOff;
    }

    int size() {
        return size;
    }

    int pinned() {
        return pinned;
    }

    long count(int entry) {
        return counts[entry];
    }

    long hash(int entry) {
        return hashes[entry];
    }

    String text(int entry) {
        return new String(bytes, start(entry), ends[entry] - start(entry), StandardCharsets.UTF_8);
    }

    void shape(int entry, TextShape shape) {
        shape.add(bytes, start(entry), ends[entry], counts[entry]);
    }

    void addTo(int entry, TextSummary summary) {
        summary.add(bytes, start(entry), ends[entry], hashes[entry], counts[entry]);
    }

    void tookOff(long more) {
        takenOff += more;
    }

    List<Frequency> top(int most) {
        List<Frequency> all = new ArrayList<>();
        for (int entry = 0; entry < size; entry++) {
            if (counts[entry] > 0) {
                all.add(new Frequency(text(entry), counts[entry], entry < pinned ? 0 : takenOff));
            }
        }
        all.sort(Comparator.comparingLong(Frequency::count).reversed().thenComparing(Frequency::value));
        return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(pinned);
        out.writeInt(size);
        out.writeLong(takenOff);
        for (int entry = 0; entry < size; entry++) {
            out.writeLong(counts[entry]);
            Form.write(out, Arrays.copyOfRange(bytes, start(entry), ends[entry]));
        }
    }

    static CategoryCounts read(DataInput in) throws IOException {
        CategoryCounts counts = new CategoryCounts(List.of());
        int pinned = in.readInt();
        int size = Form.size(in.readInt(), MOST);
        counts.takenOff = Form.count(in.readLong());
        for (int entry = 0; entry < size; entry++) {
            long count = Form.count(in.readLong());
            byte[] text = Form.bytes(in);
            Form.size(text.length, LONGEST);
            counts.append(text, 0, text.length, TextHash.of(text, 0, text.length), count);
        }
        counts.pinned = Form.size(pinned, size);
        return counts;
    }
}
