package understudy.profiles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * A uniform sample of 16 different values: those with the least seeded hashes. The same values give the same examples in
 * whatever order and in however many parts they come. Each is kept with its first 120 bytes.
 */
final class Examples {
    private static final int MOST = 16;
    private static final int LONGEST = 120;

    private final long seed;
    private final TreeMap<Long, byte[]> kept = new TreeMap<>();
    private long limit = Long.MAX_VALUE;

    Examples(long seed) {
        this.seed = seed;
    }

    void add(byte[] bytes, int from, int to, long hash) {
        long rank = TextHash.mixed(hash + seed);
        if (rank < limit && !kept.containsKey(rank)) {
            keep(rank, Arrays.copyOfRange(bytes, from, Math.min(to, from + LONGEST)));
        }
    }

    private void keep(long rank, byte[] text) {
        kept.put(rank, text);
        if (kept.size() > MOST) {
            kept.pollLastEntry();
        }
        if (kept.size() == MOST) {
            limit = kept.lastKey();
        }
    }

    void merge(Examples other) {
        other.kept.forEach((rank, text) -> {
            if (rank <= limit) {
                keep(rank, text);
            }
        });
    }

    List<String> values() {
        return kept.values().stream()
                .map(text -> new String(text, StandardCharsets.UTF_8))
                .toList();
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(seed);
        out.writeInt(kept.size());
        for (var entry : kept.entrySet()) {
            out.writeLong(entry.getKey());
            Form.write(out, entry.getValue());
        }
    }

    static Examples read(DataInput in) throws IOException {
        Examples examples = new Examples(in.readLong());
        int size = Form.size(in.readInt(), MOST);
        for (int i = 0; i < size; i++) {
            examples.keep(in.readLong(), Form.bytes(in));
        }
        return examples;
    }
}
