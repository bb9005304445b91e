package understudy.alerting;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import understudy.core.Fact;
import understudy.journal.Log;
import understudy.journal.LogReader;

/**
 * Counts what waits behind a notice that is not taken, each time only what is new; while all goes well it reads nothing.
 * Safe for many threads.
 */
final class Backlog {
    private final Log<Fact.Notice> notices;
    private final Predicate<Fact.Notice> counts;
    private Optional<LogReader<Fact.Notice>> ahead = Optional.empty();
    private long waiting;

    /** @param counts which of them wait at all */
    Backlog(Log<Fact.Notice> notices, Predicate<Fact.Notice> counts) {
        this.notices = notices;
        this.counts = counts;
    }

    /** This one was not taken; it counts, with those behind it. Does nothing while one before it still counts. */
    synchronized void begin(LogReader.Entry<Fact.Notice> stuck) {
        if (ahead.isEmpty()) {
            ahead = Optional.of(notices.read(stuck.next()));
            waiting = 1;
        }
    }

    /** The first of them need no longer wait. */
    synchronized void oneLess() {
        if (count() <= 1) {
            end();
        } else {
            waiting--;
        }
    }

    /** Zero while nothing has failed. */
    synchronized long count() {
        ahead.ifPresent(reader -> {
            Optional<LogReader.Entry<Fact.Notice>> entry = reader.next(Duration.ZERO);
            while (entry.isPresent()) {
                waiting += counts.test(entry.get().value()) ? 1 : 0;
                entry = reader.next(Duration.ZERO);
            }
        });
        return waiting;
    }

    synchronized void end() {
        ahead.ifPresent(LogReader::close);
        ahead = Optional.empty();
        waiting = 0;
    }
}
