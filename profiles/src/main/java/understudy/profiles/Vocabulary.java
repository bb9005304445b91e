package understudy.profiles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.StreamCorruptedException;

/** The most frequent words of a reference, as hashes with their counts, at most 4,096. Immutable. */
final class Vocabulary {
    static final int MOST = 4_096;

    private static final int SLOTS = 4 * MOST;

    private final long[] hashes;
    private final int[] counts;
    private final int least;

    /** Open addressing: one more than the place of a hash, 0 where there is none. */
    private final short[] slots = new short[SLOTS];

    /**
     * @param hashes different ones, at most {@link #MOST}
     * @param counts how often each was seen, at least {@code least}
     * @param least a word seen so often is kept
     */
    Vocabulary(long[] hashes, int[] counts, int least) {
        this.hashes = hashes;
        this.counts = counts;
        this.least = least;
        for (int word = 0; word < hashes.length; word++) {
            int slot = (int) hashes[word] & SLOTS - 1;
            while (slots[slot] != 0) {
                slot = slot + 1 & SLOTS - 1;
            }
            slots[slot] = (short) (word + 1);
        }
    }

    int size() {
        return hashes.length;
    }

    boolean knows(long hash) {
        return find(hash) >= 0;
    }

    /**
     * Whether the word would have been kept without a text that has it so many times: how a text of the reference itself
     * has to be asked, since its own words are all in it, and those of a text that comes later are not.
     */
    boolean knowsWithout(long hash, int own) {
        int word = find(hash);
        return word >= 0 && counts[word] - own >= least;
    }

    private int find(long hash) {
        int slot = (int) hash & SLOTS - 1;
        while (slots[slot] != 0) {
            if (hashes[slots[slot] - 1] == hash) {
                return slots[slot] - 1;
            }
            slot = slot + 1 & SLOTS - 1;
        }
        return -1;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(least);
        Form.write(out, hashes);
        for (int count : counts) {
            out.writeInt(count);
        }
    }

    static Vocabulary read(DataInput in) throws IOException {
        int least = in.readInt();
        long[] hashes = Form.longs(in);
        if (hashes.length > MOST) {
            throw new StreamCorruptedException("more words than are kept");
        }
        int[] counts = new int[hashes.length];
        for (int word = 0; word < counts.length; word++) {
            counts[word] = in.readInt();
        }
        return new Vocabulary(hashes, counts, least);
    }
}
