package understudy.alerting;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How many false pages an owner still puts up with: a bucket that fills by so many a month up to twice that, and loses one
 * for each page somebody called not useful. It begins full and never owes.
 */
final class FalsePages {
    private static final double MONTH_NANOS = Duration.ofDays(365).toNanos() / 12.0;

    /** A page would have to be whole; a hair less is rounding. */
    private static final double WHOLE = 1 - 1e-9;

    private FalsePages() {}

    /** Whether one more may be risked. @param useless oldest first */
    static boolean mayRisk(double aMonth, List<Instant> useless, Instant now) {
        return left(aMonth, useless, now) >= WHOLE;
    }

    static double left(double aMonth, List<Instant> useless, Instant now) {
        double most = aMonth == 0 ? 0 : Math.max(1, 2 * aMonth);
        double level = most;
        Instant last = now;
        for (int i = 0; i < useless.size(); i++) {
            Instant at = useless.get(i);
            level = Math.max(0, (i == 0 ? level : refilled(level, aMonth, most, last, at)) - 1);
            last = at;
        }
        return refilled(level, aMonth, most, last, now);
    }

    private static double refilled(double level, double aMonth, double most, Instant from, Instant to) {
        double nanos = Math.max(0, Duration.between(from, to).toNanos());
        return Math.min(most, level + aMonth * nanos / MONTH_NANOS);
    }
}
