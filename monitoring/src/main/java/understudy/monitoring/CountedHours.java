package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import understudy.profiles.AnsweredRows.Volume;

/**
 * Rows by version of the windows that one look seals. While it catches up they are counted ten days at once, since a question
 * to the archive costs about as much for a week as for an hour. Not safe for several threads.
 */
final class CountedHours {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration AT_ONCE = Duration.ofDays(10);

    private final Watched watched;
    private final Map<Instant, TreeMap<Integer, Long>> hours = new HashMap<>();
    private Instant from = Instant.EPOCH;
    private Instant to = Instant.EPOCH;

    CountedHours(Watched watched) {
        this.watched = watched;
    }

    TreeMap<Integer, Long> versions(Instant begin, Instant end) {
        boolean whole = begin.toEpochMilli() % HOUR.toMillis() == 0 && Duration.between(begin, end).equals(HOUR);
        boolean behind = Duration.between(begin, watched.now()).compareTo(Duration.ofDays(1)) > 0;
        if (!whole || !behind) {
            return watched.versions(begin, end);
        }
        if (begin.isBefore(from) || end.isAfter(to)) {
            count(begin);
        }
        return hours.getOrDefault(begin, new TreeMap<>());
    }

    private void count(Instant begin) {
        from = begin;
        to = begin.plus(AT_ONCE);
        hours.clear();
        for (Volume volume : watched.rows().volumes(watched.name(), from, to, HOUR)) {
            hours.computeIfAbsent(volume.from(), hour -> new TreeMap<>()).merge(volume.version(), volume.rows(), Long::sum);
        }
    }
}
