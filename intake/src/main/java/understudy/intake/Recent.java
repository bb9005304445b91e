package understudy.intake;

import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/**
 * The last ids that came, in bounded memory, so that live traffic needs no look into the archive: an id that is not here
 * and whose event is younger than what is remembered is new. What is here is only probably known, for 64 bits of each id are
 * kept. Two generations of open addressing: when the younger is full the older is forgotten. Not safe for several threads.
 */
final class Recent {
    private final int most;
    private long[] younger;
    private long[] older;
    private int count;
    private Instant youngerSince;
    private Instant olderSince;

    /** @param most ids of a generation; a power of two is rounded up to */
    Recent(int most, Instant now) {
        this.most = most;
        int slots = Integer.highestOneBit(Math.max(1, most - 1)) << 2;
        this.younger = new long[slots];
        this.older = new long[slots];
        this.youngerSince = now;
        this.olderSince = now;
    }

    /** From when on every id that came is remembered. */
    Instant since() {
        return olderSince;
    }

    boolean mayHold(UUID id) {
        long key = key(id);
        return younger[slot(younger, key)] == key || older[slot(older, key)] == key;
    }

    void add(UUID id, Instant now) {
        if (count == most) {
            long[] forgotten = older;
            older = younger;
            olderSince = youngerSince;
            Arrays.fill(forgotten, 0);
            younger = forgotten;
            youngerSince = now;
            count = 0;
        }
        long key = key(id);
        int slot = slot(younger, key);
        if (younger[slot] != key) {
            younger[slot] = key;
            count++;
        }
    }

    /** Where the key is, or would go. */
    private static int slot(long[] table, long key) {
        int mask = table.length - 1;
        int slot = (int) (key ^ key >>> 29) & mask;
        while (table[slot] != 0 && table[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** Never 0, which stands for an empty slot: the variant bits of a UUID are not. */
    private static long key(UUID id) {
        return id.getLeastSignificantBits() ^ id.getMostSignificantBits() << 52;
    }
}
