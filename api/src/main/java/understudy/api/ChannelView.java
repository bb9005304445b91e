package understudy.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One way people are told of verdicts and rollbacks, and how it is doing. Counts are since the server's start.
 *
 * @param kind {@code webhook}, {@code slack}, {@code mail}, {@code file}, {@code pagerduty} or {@code opentelemetry}
 * @param delivered notices its receiver took
 * @param failed attempts it did not take
 * @param givenUp notices that were a day old and still not taken
 * @param waiting notices behind a failed one, with that one
 * @param problem why the last attempt failed; absent while all goes well
 * @param since when the first of these failures was
 */
public record ChannelView(
        String name,
        String kind,
        long delivered,
        long failed,
        long givenUp,
        long waiting,
        Optional<Instant> lastDelivered,
        Optional<String> problem,
        Optional<Instant> since) {
    public record Page(List<ChannelView> channels) {}

    /**
     * A test notice is on its way.
     *
     * @param notice its id, which every message holds
     * @param channels names of those that will bring it
     */
    public record Test(String notice, List<String> channels) {}
}
