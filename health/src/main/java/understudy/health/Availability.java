package understudy.health;

import java.util.List;
import understudy.health.HealthPart.Evidence;
import understudy.health.HealthPart.Name;
import understudy.monitoring.WindowSummary.Head;

/** How many requests got an answer. */
final class Availability {
    /** Of requests without an answer, at which nothing is left: where the server's own rule for Prometheus pages. */
    static final double WORST = 0.05;

    private Availability() {}

    /** @param heads of the last windows */
    static HealthPart of(List<Head> heads) {
        long rows = heads.stream().mapToLong(Head::rows).sum();
        long errors = heads.stream().mapToLong(Head::errors).sum();
        if (rows == 0) {
            return HealthPart.unknown(
                    Name.AVAILABILITY,
                    heads.isEmpty()
                            ? "Not known: no window of traffic is sealed yet"
                            : "Not known: no request came in the last " + Words.count(heads.size(), "window"));
        }
        double share = errors / (double) rows;
        return HealthPart.of(
                Name.AVAILABILITY, HealthPart.between(share, 0, WORST),
                Words.share(share) + " of " + Words.count(rows, "request") + " in the last "
                        + (heads.size() == 1 ? "window" : Words.count(heads.size(), "window")) + " got no answer; 0 % is 100 points, " + Words.share(WORST)
                        + " is none",
                new Evidence("requests", Long.toString(rows)), new Evidence("errors", Long.toString(errors)));
    }
}
