package understudy.alerting;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;
import understudy.core.Cursors;
import understudy.core.Fact;
import understudy.core.Problem;
import understudy.journal.Log;

/**
 * Brings notices from the journal to the channels. Each channel has a thread, a reader and a cursor of its own, so one
 * that is slow or dead delays no other.
 *
 * <p>In order, and at least once: a notice counts as delivered when its receiver has taken it, and the cursor is kept
 * after that; a crash in between sends that one notice again, with the same id. A notice that is not taken is tried again
 * after 1 s, 2 s, … 5 min (a refusal: after 1 min … 1 h), and the ones behind it wait. It is given up only when it is
 * older than a day and has just failed once more; that is counted and logged. Retention of the journal bounds it all.
 *
 * <p>A channel that was never there begins with what is told from then on. One that was away for a while begins where it
 * stood, so it brings what it missed. Safe for many threads.
 */
public final class Deliveries implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(2);

    /**
     * @param delivered notices its receiver took, since start
     * @param failed attempts it did not take, since start
     * @param givenUp notices never delivered, since start
     * @param waiting notices told and not delivered, as far as there was a failure; zero while all goes well
     * @param problem why the last attempt failed; empty once one succeeds
     * @param since when the first of these failures was
     */
    public record Status(
            String name,
            String kind,
            long delivered,
            long failed,
            long givenUp,
            long waiting,
            Optional<Instant> lastDelivered,
            Optional<String> problem,
            Optional<Instant> since) {}

    private final List<Delivery> deliveries;
    private final ThreadFactory threads;
    private final List<Thread> running = new ArrayList<>();

    /**
     * Every channel has its place on return: what is told from here on reaches it.
     *
     * @param channels closed with this object
     * @param addressing which of them take which notices
     * @param random must be safe for many threads
     * @param threads makes daemon threads, one for each channel
     * @throws Problem CONFLICT for two channels of one name
     */
    public Deliveries(
            List<AlertChannel> channels,
            Addressing addressing,
            Log<Fact.Notice> notices,
            Cursors cursors,
            InstantSource clock,
            Waiting waiting,
            RandomGenerator random,
            ThreadFactory threads) {
        Set<String> names = new HashSet<>();
        for (AlertChannel channel : channels) {
            if (!names.add(channel.name())) {
                throw new Problem(Problem.Code.CONFLICT, "two channels are named " + channel.name(), "Rename one of them");
            }
        }
        this.deliveries = channels.stream()
                .map(channel -> new Delivery(channel, addressing, notices, cursors, clock, waiting, new Backoff(random)))
                .toList();
        this.threads = threads;
    }

    public synchronized void start() {
        for (Delivery delivery : deliveries) {
            Thread thread = threads.newThread(delivery);
            running.add(thread);
            thread.start();
        }
    }

    /** Of every channel, in the order they were given. */
    public List<Status> statuses() {
        return deliveries.stream().map(Delivery::status).toList();
    }

    /** Lets attempts under way finish for a moment, then gives them up; those are made again at the next start. */
    @Override
    public synchronized void close() {
        deliveries.forEach(Delivery::stop);
        join();
        deliveries.forEach(delivery -> delivery.channel().close());
        join();
        running.clear();
    }

    private void join() {
        long began = System.nanoTime();
        try {
            for (Thread thread : running) {
                Duration patience = CLOSING.minusNanos(System.nanoTime() - began);
                if (patience.isPositive()) {
                    thread.join(patience);
                }
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
