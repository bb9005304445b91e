package understudy.health;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import understudy.health.HealthPart.Evidence;
import understudy.health.HealthPart.Name;
import understudy.monitoring.WindowSummary.Flag;
import understudy.monitoring.WindowSummary.Head;

/** How much of the last window's data is broken beyond what the reference had. */
final class BrokenData {
    /** Of rows, at which nothing is left: a single window so far off opens an alert (monitoring). */
    static final double WORST = 0.2;

    /** Fewer rows say nothing about shares (monitoring flags none either). */
    static final long LEAST_ROWS = 30;

    private static final String DATA = "data.";
    private static final int MOST = 5;

    private BrokenData() {}

    /** The last of these windows with rows enough. @param heads earliest first */
    static Optional<Head> last(List<Head> heads) {
        return heads.reversed().stream().filter(head -> head.rows() >= LEAST_ROWS).findFirst();
    }

    /** @param heads of the last windows, earliest first */
    static HealthPart of(List<Head> heads) {
        Optional<Head> last = last(heads);
        if (last.isEmpty()) {
            return HealthPart.unknown(
                    Name.DATA, "Not known: no sealed window has " + LEAST_ROWS + " rows or more");
        }
        if (last.get().reference().isEmpty()) {
            return HealthPart.unknown(
                    Name.DATA, "Not known: there is no reference, and not enough traffic yet to stand in for one");
        }
        List<Flag> broken = last.get().flags().stream()
                .filter(flag -> flag.monitor().startsWith(DATA))
                .sorted(Comparator.comparingDouble(Flag::size).reversed())
                .toList();
        String where = Words.count(last.get().rows(), "row") + " of window " + last.get().id();
        if (broken.isEmpty()) {
            return HealthPart.of(
                    Name.DATA, HealthPart.BEST, "Nothing missing, unseen, out of range or of a wrong type in the " + where
                            + " beyond what " + last.get().reference() + " had");
        }
        Flag worst = broken.getFirst();
        double share = Math.clamp(worst.size(), 0, 1);
        return HealthPart.of(
                Name.DATA, HealthPart.between(share, 0, WORST),
                worst.sentence() + ": " + Words.share(share) + " beyond what is expected in the " + where
                        + "; 0 % is 100 points, " + Words.share(WORST) + " is none",
                broken.stream()
                        .limit(MOST)
                        .map(flag -> new Evidence(
                                flag.column() + " " + flag.monitor().substring(DATA.length()), Words.number(flag.size())))
                        .toArray(Evidence[]::new));
    }
}
