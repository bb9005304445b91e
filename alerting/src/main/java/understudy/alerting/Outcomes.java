package understudy.alerting;

import java.time.Instant;
import java.util.Optional;

/** What came of one channel's attempts since start. Safe for many threads. */
final class Outcomes {
    private long delivered;
    private long failed;
    private long givenUp;
    private long failedInARow;
    private Optional<Instant> lastDelivered = Optional.empty();
    private Optional<String> problem = Optional.empty();
    private Optional<Instant> since = Optional.empty();

    /** @return whether it was the first after failures */
    synchronized boolean delivered(Instant now) {
        boolean again = failedInARow > 0;
        delivered++;
        failedInARow = 0;
        lastDelivered = Optional.of(now);
        problem = Optional.empty();
        since = Optional.empty();
        return again;
    }

    /** @return how many have failed in a row by now */
    synchronized long failed(Instant now, String why) {
        failed++;
        failedInARow++;
        problem(now, why);
        return failedInARow;
    }

    /** It stands still for another reason than a failed attempt. */
    synchronized void problem(Instant now, String why) {
        problem = Optional.of(why);
        since = since.or(() -> Optional.of(now));
    }

    /** What it stood still for is over; what an attempt failed for is not, until another succeeds. */
    synchronized void goesOn() {
        if (failedInARow == 0) {
            problem = Optional.empty();
            since = Optional.empty();
        }
    }

    synchronized void givenUp() {
        givenUp++;
    }

    synchronized Deliveries.Status status(AlertChannel channel, long waiting) {
        return new Deliveries.Status(
                channel.name(), channel.kind(), delivered, failed, givenUp, waiting, lastDelivered, problem, since);
    }
}
