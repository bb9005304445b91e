package understudy.alerting;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Cursors;
import understudy.core.Fact;
import understudy.core.Problem;
import understudy.journal.Log;
import understudy.journal.LogReader;

/**
 * Follows the notices for one channel and sends each until it is taken or too old, in order. Runs on a thread of its own.
 * Where it stands is kept after each notice, so a crash between the two sends one notice twice and loses none.
 */
final class Delivery implements Runnable {
    /** A notice older than this is given up after one more attempt. */
    static final Duration TOO_OLD = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    /** While there are no notices, the place is kept now and then, so that a restart need not look through all facts. */
    private static final long KEEP_EVERY_NANOS = 60_000_000_000L;

    private final AlertChannel channel;
    private final Addressing addressing;
    private final Log<Fact.Notice> notices;
    private final Cursors cursors;
    private final InstantSource clock;
    private final Waiting waiting;
    private final Backoff backoff;
    private final Backlog backlog;
    private final Outcomes outcomes = new Outcomes();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Optional<LogReader<Fact.Notice>> reading = Optional.empty();
    /** Everything before it is dealt with. Only this object's thread writes it once running. */
    private long position;
    private long keptAt = System.nanoTime();

    /** Stands where it stood when it was last closed; at the end where it was never there. */
    Delivery(
            AlertChannel channel,
            Addressing addressing,
            Log<Fact.Notice> notices,
            Cursors cursors,
            InstantSource clock,
            Waiting waiting,
            Backoff backoff) {
        this.channel = channel;
        this.addressing = addressing;
        this.notices = notices;
        this.cursors = cursors;
        this.clock = clock;
        this.waiting = waiting;
        this.backoff = backoff;
        this.backlog = new Backlog(notices, notice -> addressing.takes(channel.name(), notice));
        this.position = begin();
    }

    private String reader() {
        return "channel/" + channel.name();
    }

    private long begin() {
        OptionalLong kept = cursors.find(reader());
        if (kept.isEmpty()) {
            long now = notices.end();
            cursors.save(reader(), now);
            return now;
        }
        // a journal that ends before it is another journal: nothing of it was delivered
        return kept.getAsLong() > notices.end() ? notices.start() : kept.getAsLong();
    }

    AlertChannel channel() {
        return channel;
    }

    Deliveries.Status status() {
        return outcomes.status(channel, backlog.count());
    }

    /** Returns at once; an attempt under way ends by itself. */
    void stop() {
        stopped.countDown();
        reading.ifPresent(LogReader::close);
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    @Override
    public void run() {
        try {
            while (!isStopped()) {
                follow();
                // only a failure of ours comes here before the end
                waiting.pause(TRY_AGAIN, stopped);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            backlog.end();
            if (!isStopped()) {
                outcomes.problem(clock.instant(), "its thread has died; see the server's log, and start the server anew");
            }
        }
    }

    private void follow() throws InterruptedException {
        try (LogReader<Fact.Notice> reader = notices.read(position)) {
            reading = Optional.of(reader);
            keep();
            outcomes.goesOn();
            while (!isStopped()) {
                Optional<LogReader.Entry<Fact.Notice>> entry = reader.next(WAIT);
                reader.overtaken().ifPresent(this::overtaken);
                if (entry.isPresent()) {
                    deliver(entry.get());
                } else {
                    position = Math.max(position, reader.position());
                }
                if (System.nanoTime() - keptAt > KEEP_EVERY_NANOS) {
                    keep();
                }
            }
            keep();
        } catch (Problem known) {
            outcomes.problem(clock.instant(), known.fact());
            LOG.warn("notices by {} stand still: {}", channel.name(), known.fact());
        } catch (RuntimeException unexpected) {
            outcomes.problem(clock.instant(), "stopped by a fault, tries again; see the server's log");
            LOG.error("notices by {} stopped", channel.name(), unexpected);
        } finally {
            reading = Optional.empty();
        }
    }

    private void overtaken(long wanted) {
        LOG.warn("retention overtook notices by {} at position {}: those that were there are not delivered",
                channel.name(), wanted);
        backlog.end();
    }

    private void keep() {
        cursors.save(reader(), position);
        keptAt = System.nanoTime();
    }

    private void deliver(LogReader.Entry<Fact.Notice> entry) throws InterruptedException {
        position = entry.position();
        if (!addressing.takes(channel.name(), entry.value())) {
            position = entry.next();
            return;
        }
        while (!isStopped()) {
            Optional<Undelivered> failure = attempt(entry.value());
            if (failure.isEmpty()) {
                if (outcomes.delivered(clock.instant())) {
                    LOG.info("notices by {} arrive again", channel.name());
                }
                finished(entry);
                return;
            }
            backlog.begin(entry);
            boolean tooOld = isTooOld(entry.value());
            Duration pause = failed(failure.get());
            if (tooOld) {
                outcomes.givenUp();
                LOG.warn("notice {} ({}) is given up by {} after {}: {}", entry.value().id(), entry.value().kind(),
                        channel.name(), TOO_OLD, failure.get().why());
                finished(entry);
            }
            waiting.pause(pause, stopped);
            if (tooOld) {
                return;
            }
        }
    }

    private Optional<Undelivered> attempt(Fact.Notice notice) {
        try {
            channel.send(notice);
            return Optional.empty();
        } catch (Undelivered untaken) {
            return Optional.of(untaken);
        } catch (RuntimeException fault) {
            // its message may hold what a channel must not say
            StackTraceElement[] where = fault.getStackTrace();
            LOG.error("channel {} failed with {} at {}", channel.name(), fault.getClass().getName(),
                    where.length == 0 ? "an unknown place" : where[0]);
            return Optional.of(Undelivered.forNow("a fault of the channel; see the server's log"));
        }
    }

    /** @return how long to wait */
    private Duration failed(Undelivered failure) {
        Instant now = clock.instant();
        long inARow = outcomes.failed(now, failure.why());
        if (inARow == 1) {
            LOG.warn("notices by {} do not arrive: {}", channel.name(), failure.why());
        }
        return backoff.after(inARow, failure.isRefused());
    }

    private boolean isTooOld(Fact.Notice notice) {
        return notice.at().plus(TOO_OLD).isBefore(clock.instant());
    }

    private void finished(LogReader.Entry<Fact.Notice> entry) {
        position = entry.next();
        backlog.oneLess();
        keep();
    }
}
