package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;
import understudy.profiles.AnsweredRows.Volume;

/**
 * Rows by version of the windows that one look seals or looks at again. They are counted many windows at once, since a
 * question to the archive costs about as much for a week as for an hour: ten days of whole hours while it catches up, an hour
 * of whole seconds where windows are short. Not safe for several threads, and for one look only.
 */
final class CountedRows {
    private final Watched watched;
    private final Stretch hours = new Stretch(ChronoUnit.HOURS, Duration.ofDays(10));
    private final Stretch seconds = new Stretch(ChronoUnit.SECONDS, Duration.ofHours(1));

    CountedRows(Watched watched) {
        this.watched = watched;
    }

    TreeMap<Integer, Long> versions(Instant begin, Instant end) {
        boolean behind = Duration.between(begin, watched.now()).compareTo(Duration.ofDays(1)) > 0;
        if (hours.fits(begin, end)) {
            return behind ? hours.versions(begin, end) : watched.versions(begin, end);
        }
        return seconds.fits(begin, end) ? seconds.versions(begin, end) : watched.versions(begin, end);
    }

    /**
     * How far one may read from the beginning of a window in one go: whole hours that have been counted.
     *
     * @return the window's end, or a later moment within a day of its beginning before which there are {@code most} rows or less
     */
    Instant reach(Instant begin, Instant end, long most) {
        if (!hours.fits(begin, end) || !hours.holds(begin, end)) {
            return end;
        }
        Instant furthest = begin.plus(1, ChronoUnit.DAYS).isBefore(hours.to) ? begin.plus(1, ChronoUnit.DAYS) : hours.to;
        long rows = hours.rows(begin, end);
        Instant reached = end;
        while (reached.isBefore(furthest)) {
            Instant next = reached.plus(1, ChronoUnit.HOURS);
            rows += hours.rows(reached, next);
            if (rows > most) {
                return reached;
            }
            reached = next;
        }
        return reached;
    }

    /** What was counted last, step by step. */
    private final class Stretch {
        private final ChronoUnit step;
        private final Duration atOnce;
        private final TreeMap<Instant, TreeMap<Integer, Long>> steps = new TreeMap<>();
        private Instant from = Instant.EPOCH;
        private Instant to = Instant.EPOCH;

        Stretch(ChronoUnit step, Duration atOnce) {
            this.step = step;
            this.atOnce = atOnce;
        }

        boolean fits(Instant begin, Instant end) {
            return isWhole(begin) && isWhole(end) && Duration.between(begin, end).compareTo(atOnce) <= 0;
        }

        private boolean isWhole(Instant at) {
            return at.equals(at.truncatedTo(step));
        }

        boolean holds(Instant begin, Instant end) {
            return !begin.isBefore(from) && !end.isAfter(to);
        }

        TreeMap<Integer, Long> versions(Instant begin, Instant end) {
            if (!holds(begin, end)) {
                count(begin);
            }
            if (!holds(begin, end)) {
                return watched.versions(begin, end);
            }
            TreeMap<Integer, Long> versions = new TreeMap<>();
            steps.subMap(begin, end).values()
                    .forEach(one -> one.forEach((version, rows) -> versions.merge(version, rows, Long::sum)));
            return versions;
        }

        long rows(Instant begin, Instant end) {
            return steps.subMap(begin, end).values().stream()
                    .flatMap(one -> one.values().stream())
                    .mapToLong(Long::longValue)
                    .sum();
        }

        private void count(Instant begin) {
            // what has not ended yet may have more rows a moment later
            Instant ended = watched.now().minus(watched.plan().delay()).truncatedTo(step);
            Instant last = begin.plus(atOnce);
            from = begin;
            to = last.isBefore(ended) ? last : ended;
            steps.clear();
            if (!to.isAfter(from)) {
                return;
            }
            for (Volume volume : watched.rows().volumes(watched.name(), from, to, step.getDuration())) {
                steps.computeIfAbsent(volume.from(), one -> new TreeMap<>()).merge(volume.version(), volume.rows(), Long::sum);
            }
        }
    }
}
