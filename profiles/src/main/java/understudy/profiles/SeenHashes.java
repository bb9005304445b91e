package understudy.profiles;

/** Which of the first million hashes came before: 16 MB at most. Not safe for several threads. */
final class SeenHashes {
    static final int MOST = 1 << 20;

    private long[] slots = new long[1 << 10];
    private int size;

    /** @return whether it was there already; what comes when there is no room any more is looked up, but not kept */
    boolean add(long hash) {
        long wanted = hash == 0 ? 1 : hash;
        int slot = (int) wanted & slots.length - 1;
        while (slots[slot] != 0) {
            if (slots[slot] == wanted) {
                return true;
            }
            slot = slot + 1 & slots.length - 1;
        }
        if (size < MOST) {
            size++;
            slots[slot] = wanted;
            if (2 * size > slots.length) {
                grow();
            }
        }
        return false;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[2 * old.length];
        for (long hash : old) {
            int slot = (int) hash & slots.length - 1;
            while (hash != 0 && slots[slot] != 0) {
                slot = slot + 1 & slots.length - 1;
            }
            if (hash != 0) {
                slots[slot] = hash;
            }
        }
    }

    boolean isFull() {
        return size == MOST;
    }
}
