package understudy.demo;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Truths that time will tell. Holds at most {@link #MOST}; beyond that the newest is forgotten and counted. Safe for
 * many threads.
 */
final class DueLabels {
    static final int MOST = 100_000;

    private final PriorityQueue<Due> waiting = new PriorityQueue<>(Comparator.comparingLong(Due::nanos));
    private long forgotten;

    private record Due(String number, String truth, long nanos) {}

    /** @param dueNanos on whatever clock {@link #take} is asked by */
    synchronized void add(String number, String truth, long dueNanos) {
        if (waiting.size() >= MOST) {
            forgotten++;
            return;
        }
        waiting.add(new Due(number, truth, dueNanos));
    }

    /** Removes those due by now, at most {@code most}: truth by application number, in the order they fell due. */
    synchronized Map<String, String> take(long nowNanos, int most) {
        Map<String, String> taken = new LinkedHashMap<>();
        for (Due next = waiting.peek(); next != null && next.nanos() <= nowNanos && taken.size() < most; next = waiting.peek()) {
            waiting.remove();
            taken.put(next.number(), next.truth());
        }
        return taken;
    }

    synchronized int size() {
        return waiting.size();
    }

    synchronized long forgotten() {
        return forgotten;
    }
}
