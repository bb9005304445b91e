package understudy.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Requests whose responses have not come, and the other way round, in bounded memory and for a bounded time: what has waited
 * longest goes first. Also remembers the last pairs that met, so that a repeated half waits for nobody. With a file, those
 * that wait are there again after a restart. Safe for many threads.
 */
final class Waiting {
    /** What an entry costs beside its data, about. */
    private static final int OVERHEAD = 512;

    private static final int MET = 16_384;

    private final long mostBytes;
    private final Duration longest;
    private final Map<String, Half> halves = new LinkedHashMap<>();
    private final Map<String, Boolean> met = new LinkedHashMap<>();
    private final Optional<HalvesFile> file;
    private long bytes;
    private long expired;
    private long displaced;

    /** One of the two, and when it came. */
    record Half(boolean isRequest, CloudEvent event, Instant came) {
        long bytes() {
            return OVERHEAD + event.data().length;
        }
    }

    /** @param file where those are that waited before, and where they are kept; empty: in memory only */
    Waiting(long mostBytes, Duration longest, Optional<HalvesFile> file, Instant now) {
        this.mostBytes = mostBytes;
        this.longest = longest;
        this.file = file;
        file.ifPresent(kept -> {
            halves.putAll(kept.load());
            bytes = halves.values().stream().mapToLong(Half::bytes).sum();
            expire(now);
            kept.rewrite(halves, now);
        });
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
        file.ifPresent(kept -> kept.add(pair, half));
        Iterator<Map.Entry<String, Half>> oldest = halves.entrySet().iterator();
        while (bytes > mostBytes && oldest.hasNext()) {
            Map.Entry<String, Half> first = oldest.next();
            bytes -= first.getValue().bytes();
            file.ifPresent(kept -> kept.remove(first.getKey()));
            oldest.remove();
            displaced++;
        }
        file.filter(kept -> kept.isDue(bytes, now)).ifPresent(kept -> kept.rewrite(halves, now));
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
        if (half != null) {
            bytes -= half.bytes();
            file.ifPresent(kept -> kept.remove(pair));
        }
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
