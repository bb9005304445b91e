package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.TreeMap;
import understudy.profiles.AnsweredRows.Volume;

/**
 * Notices that history is being brought: rows of days long over, by the dozen. A model is not looked at while they come,
 * since half of a history looks like a model that nobody asks any more, and then all windows they fell into are made again.
 * What is remembered is lost with the process, and the next one looks for itself. Not safe for several threads.
 */
final class Arrivals {
    /** Deliveries of one history follow each other faster than this. */
    private static final Duration SETTLED = Duration.ofSeconds(20);

    /** Callers who bring old rows all day are not waited for. */
    private static final Duration LONGEST = Duration.ofHours(6);

    private static final long MANY = 30;

    private TreeMap<Instant, Long> days = new TreeMap<>();
    private Optional<Instant> until = Optional.empty();
    private Optional<Instant> began = Optional.empty();
    private Instant latest = Instant.MIN;
    private boolean unseen = true;

    /** Counts again. @return whether history is still coming in */
    boolean areUnderWay(Watched watched) {
        Instant over = watched.now().truncatedTo(ChronoUnit.DAYS).minus(1, ChronoUnit.DAYS);
        Instant from = watched.earliest().truncatedTo(ChronoUnit.DAYS);
        TreeMap<Instant, Long> counted = new TreeMap<>();
        if (from.isBefore(over)) {
            for (Volume volume : watched.rows().volumes(watched.name(), from, over, Duration.ofDays(1))) {
                counted.merge(volume.from(), volume.rows(), Long::sum);
            }
        }
        if (until.isPresent() && grownBy(counted, until.get()) >= MANY) {
            latest = watched.now();
            began = began.or(() -> Optional.of(watched.now()));
            unseen = true;
        } else if (!watched.now().isBefore(latest.plus(SETTLED))) {
            began = Optional.empty();
        }
        days = counted;
        until = Optional.of(over);
        return began.isPresent() && watched.now().isBefore(began.get().plus(LONGEST));
    }

    private long grownBy(TreeMap<Instant, Long> counted, Instant before) {
        return counted.headMap(before).entrySet().stream()
                .mapToLong(day -> Math.max(0, day.getValue() - days.getOrDefault(day.getKey(), 0L)))
                .sum();
    }

    /** Whether sealed windows may lack rows that came since they were last compared with the archive; true once. */
    boolean mayBeMissing() {
        boolean asked = unseen;
        unseen = false;
        return asked;
    }
}
