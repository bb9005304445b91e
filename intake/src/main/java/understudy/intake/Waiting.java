package understudy.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Requests whose responses have not come, and the other way round, in bounded memory and for a bounded time: what has waited
 * longest goes first. Also remembers the last pairs that met, so that a repeated half waits for nobody. Safe for many
 * threads.
 */
final class Waiting {
    /** What an entry costs beside its data, about. */
    private static final int OVERHEAD = 512;

    private static final int MET = 16_384;

    private final long mostBytes;
    private final Duration longest;
    private final Map<String, Half> halves = new LinkedHashMap<>();
    private final Map<String, Boolean> met = new LinkedHashMap<>();
    private long bytes;
    private long expired;
    private long displaced;

    /** One of the two, and when it came. */
    record Half(boolean isRequest, CloudEvent event, Instant came) {
        long bytes() {
            return OVERHEAD + event.data().length;
        }
    }

    Waiting(long mostBytes, Duration longest) {
        this.mostBytes = mostBytes;
        this.longest = longest;
    }

    synchronized boolean haveMet(String pair) {
        return met.containsKey(pair);
    }

    /** The other half, which stays until {@link #met}; empty where this one waits from now on. */
    synchronized Optional<Half> other(String pair, Half half, Instant now) {
        expire(now);
        Half there = halves.get(pair);
        if (there != null && there.isRequest() != half.isRequest()) {
            return Optional.of(there);
        }
        if (there != null) {
            bytes -= there.bytes();
        }
        halves.put(pair, half);
        bytes += half.bytes();
        for (Iterator<Half> oldest = halves.values().iterator(); bytes > mostBytes && oldest.hasNext(); ) {
            bytes -= oldest.next().bytes();
            oldest.remove();
            displaced++;
        }
        return Optional.empty();
    }

    /** Nobody waits for either half any more. */
    synchronized void met(String pair) {
        forget(pair);
        met.put(pair, true);
        if (met.size() > MET) {
            met.remove(met.keySet().iterator().next());
        }
    }

    /** The half that waits is of no use. */
    synchronized void forget(String pair) {
        Half half = halves.remove(pair);
        bytes -= half == null ? 0 : half.bytes();
    }

    private void expire(Instant now) {
        Instant since = now.minus(longest);
        Iterator<Half> oldest = halves.values().iterator();
        while (oldest.hasNext()) {
            Half half = oldest.next();
            if (!half.came().isBefore(since)) {
                return;
            }
            bytes -= half.bytes();
            oldest.remove();
            expired++;
        }
    }

    synchronized CloudEvents.Status status(Instant now, long paired, long ignored) {
        expire(now);
        return new CloudEvents.Status(halves.size(), bytes, paired, expired, displaced, ignored);
    }
}
