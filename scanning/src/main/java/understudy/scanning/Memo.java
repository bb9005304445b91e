package understudy.scanning;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import understudy.scanning.Symbol.Plain;

/**
 * What a pickle remembers under numbers. Beyond a limit it no longer knows what it remembers, which never makes anything
 * look more harmless: a name taken from there counts as computed. Not for several threads.
 */
final class Memo {
    /** Numbers below stand in an array, as writers count up from 0; others are rare. */
    private static final int DENSE = 16_000_000;

    private static final int SPARSE = 100_000;

    private final @Nullable Memo before;
    private final int most;
    private @Nullable Symbol[] dense = new @Nullable Symbol[64];
    private final Map<Long, Symbol> sparse = new HashMap<>();
    private long count;
    private int weighty;

    /** @param before read where this one has nothing, and never written */
    Memo(@Nullable Memo before, int most) {
        this.before = before;
        this.most = most;
        this.count = before == null ? 0 : before.count;
    }

    /** How many numbers are taken: the one that MEMOIZE gives next. */
    long count() {
        return count;
    }

    @Nullable Symbol get(long number) {
        Symbol own = number >= 0 && number < dense.length ? dense[(int) number] : sparse.get(number);
        return own == null && before != null ? before.get(number) : own;
    }

    void put(long number, Symbol value) {
        if (get(number) == null) {
            count++;
        }
        boolean light = value instanceof Plain;
        Symbol kept = light || weighty < most ? value : Plain.ANYTHING;
        weighty += light ? 0 : 1;
        if (number >= 0 && number < Math.min(DENSE, 2L * Math.max(count, 64))) {
            if (number >= dense.length) {
                dense = Arrays.copyOf(dense, (int) Math.min(DENSE, Math.max(number + 1, 2L * dense.length)));
            }
            sparse.remove(number);
            dense[(int) number] = kept;
        } else if (sparse.size() < SPARSE) {
            sparse.put(number, kept);
        }
    }
}
