package understudy.profiles;

import java.util.Arrays;

/**
 * Counts of words in 400 kB, however many different ones there are: when 16,384 are counted the median is taken off all of
 * them and those at zero go, as in {@link CategoryCounts}. Not safe for several threads.
 */
final class WordCounts {
    private static final int MOST = 16_384;
    private static final int SLOTS = 2 * MOST;

    private long[] hashes = new long[SLOTS];
    private int[] counts = new int[SLOTS];
    private int size;

    void add(long hash) {
        if (increase(hash, 1) && size >= MOST) {
            purge();
        }
    }

    /** @return whether it is a new one */
    private boolean increase(long hash, int times) {
        int slot = (int) hash & SLOTS - 1;
        while (counts[slot] != 0) {
            if (hashes[slot] == hash) {
                counts[slot] = (int) Math.min(Integer.MAX_VALUE, (long) counts[slot] + times);
                return false;
            }
            slot = slot + 1 & SLOTS - 1;
        }
        hashes[slot] = hash;
        counts[slot] = times;
        size++;
        return true;
    }

    private void purge() {
        int off = sorted()[size / 2];
        long[] oldHashes = hashes;
        int[] oldCounts = counts;
        hashes = new long[SLOTS];
        counts = new int[SLOTS];
        size = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            if (oldCounts[slot] > off) {
                increase(oldHashes[slot], oldCounts[slot] - off);
            }
        }
    }

    /** Ascending. */
    private int[] sorted() {
        int[] sorted = Arrays.stream(counts).filter(count -> count > 0).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** All that were seen often enough that no more than a vocabulary holds were seen as often. */
    Vocabulary vocabulary() {
        int[] sorted = sorted();
        int least = size <= Vocabulary.MOST ? 1 : sorted[size - 1 - Vocabulary.MOST] + 1;
        int kept = (int) Arrays.stream(sorted).filter(count -> count >= least).count();
        long[] words = new long[kept];
        int[] times = new int[kept];
        int next = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            if (counts[slot] >= least) {
                words[next] = hashes[slot];
                times[next++] = counts[slot];
            }
        }
        return new Vocabulary(words, times, least);
    }
}
