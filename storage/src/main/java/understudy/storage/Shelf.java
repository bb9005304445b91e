package understudy.storage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The present {@link Holdings}, replaced whole. A query leases them, and what a replacement takes away is disposed of
 * only when no lease from before it is left: so a query never finds a file gone, and never sees a row in a file and in
 * the tail. Safe for many threads.
 */
final class Shelf {
    private record Leaving(long since, Runnable disposal) {}

    private final NavigableMap<Long, Integer> leases = new TreeMap<>();
    private final Deque<Leaving> leaving = new ArrayDeque<>();
    private Holdings present;
    private long moment;

    Shelf(Holdings present) {
        this.present = present;
    }

    synchronized Holdings present() {
        return present;
    }

    synchronized Lease lease() {
        leases.merge(moment, 1, Integer::sum);
        return new Lease(present, moment);
    }

    /** @param disposal run once nobody reads what was there before */
    void replace(UnaryOperator<Holdings> change, Runnable disposal) {
        synchronized (this) {
            present = change.apply(present);
            moment++;
            leaving.add(new Leaving(moment, disposal));
        }
        disposeOfUnread();
    }

    private void end(long leased) {
        synchronized (this) {
            leases.computeIfPresent(leased, (when, count) -> count == 1 ? null : Integer.valueOf(count - 1));
        }
        disposeOfUnread();
    }

    private void disposeOfUnread() {
        List<Runnable> disposals = new ArrayList<>();
        synchronized (this) {
            long oldest = leases.isEmpty() ? Long.MAX_VALUE : leases.firstKey();
            while (!leaving.isEmpty() && leaving.getFirst().since() <= oldest) {
                disposals.add(leaving.removeFirst().disposal());
            }
        }
        disposals.forEach(Runnable::run);
    }

    /** For one thread at a time. */
    final class Lease implements AutoCloseable {
        private final Holdings holdings;
        private final long leased;

        private Lease(Holdings holdings, long leased) {
            this.holdings = holdings;
            this.leased = leased;
        }

        Holdings holdings() {
            return holdings;
        }

        @Override
        public void close() {
            end(leased);
        }
    }
}
