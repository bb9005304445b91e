package understudy.alerting;

import understudy.core.Fact;

/**
 * One way of telling people. One file is one channel; a library it needs is its module's.
 *
 * <p>A channel sends and forgets: when to try, how often, and in which order is {@link Deliveries}' business. It is used
 * by one thread at a time, except for {@link #close()}.
 */
public interface AlertChannel extends AutoCloseable {
    /**
     * Unique among the channels of a server and the same over restarts: how far a channel has come is kept under it.
     *
     * @return lower-case letters, digits and dashes, e.g. {@code webhook}
     */
    String name();

    /** What it speaks: webhook, slack, mail, file, pagerduty or opentelemetry. */
    String kind();

    /**
     * Hands the notice over; on return the receiver has taken it. The message holds the notice's id: the same notice may
     * be sent again, after a crash for instance.
     *
     * @throws Undelivered where the receiver doesn't take it. A channel has limits of time of its own and never hangs
     */
    void send(Fact.Notice notice) throws Undelivered;

    /** Gives up what is under way. */
    @Override
    default void close() {}
}
