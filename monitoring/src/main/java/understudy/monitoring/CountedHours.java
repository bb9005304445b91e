package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;
import understudy.profiles.AnsweredRows.Volume;

/**
 * Rows by version of the windows that one look seals. While it catches up they are counted ten days at once, since a question
 * to the archive costs about as much for a week as for an hour. Not safe for several threads.
 */
final class CountedHours {
    private static final Duration AT_ONCE = Duration.ofDays(10);

    private final Watched watched;
    private final TreeMap<Instant, TreeMap<Integer, Long>> hours = new TreeMap<>();
    private Instant from = Instant.EPOCH;
    private Instant to = Instant.EPOCH;

    CountedHours(Watched watched) {
        this.watched = watched;
    }

    TreeMap<Integer, Long> versions(Instant begin, Instant end) {
        boolean behind = Duration.between(begin, watched.now()).compareTo(Duration.ofDays(1)) > 0;
        boolean fits = Duration.between(begin, end).compareTo(AT_ONCE) <= 0;
        if (!isHour(begin) || !isHour(end) || !behind || !fits) {
            return watched.versions(begin, end);
        }
        if (!holds(begin, end)) {
            count(begin);
        }
        TreeMap<Integer, Long> versions = new TreeMap<>();
        hours.subMap(begin, end).values()
                .forEach(hour -> hour.forEach((version, rows) -> versions.merge(version, rows, Long::sum)));
        return versions;
    }

    /**
     * How far one may read from the beginning of a window in one go: whole hours that have been counted.
     *
     * @return the window's end, or a later moment within a day of its beginning before which there are {@code most} rows or less
     */
    Instant reach(Instant begin, Instant end, long most) {
        if (!isHour(begin) || !isHour(end) || !holds(begin, end)) {
            return end;
        }
        Instant furthest = begin.plus(1, ChronoUnit.DAYS).isBefore(to) ? begin.plus(1, ChronoUnit.DAYS) : to;
        long rows = rows(begin, end);
        Instant reached = end;
        while (reached.isBefore(furthest)) {
            Instant next = reached.plus(1, ChronoUnit.HOURS);
            rows += rows(reached, next);
            if (rows > most) {
                return reached;
            }
            reached = next;
        }
        return reached;
    }

    private long rows(Instant begin, Instant end) {
        return hours.subMap(begin, end).values().stream()
                .flatMap(hour -> hour.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    private static boolean isHour(Instant at) {
        return at.equals(at.truncatedTo(ChronoUnit.HOURS));
    }

    private boolean holds(Instant begin, Instant end) {
        return !begin.isBefore(from) && !end.isAfter(to);
    }

    private void count(Instant begin) {
        from = begin;
        to = begin.plus(AT_ONCE);
        hours.clear();
        for (Volume volume : watched.rows().volumes(watched.name(), from, to, Duration.ofHours(1))) {
            hours.computeIfAbsent(volume.from(), hour -> new TreeMap<>()).merge(volume.version(), volume.rows(), Long::sum);
        }
    }
}
