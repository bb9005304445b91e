package understudy.drift;

import java.util.List;

/**
 * A column as the detector sees it: its scores in their order.
 *
 * @param name unique in a detector
 * @param labelled whether it is a performance measured with labels, whose pages are never held back
 * @param scores one or more
 */
public record WatchedColumn(String name, boolean labelled, List<Score> scores) {
    public WatchedColumn {
        scores = List.copyOf(scores);
        if (scores.isEmpty()) {
            throw new IllegalArgumentException("scores: none of " + name + " (expected: one or more)");
        }
    }

    /** Whether its second score is the spread of a number, whose level is the first. */
    boolean hasSpread() {
        return scores.size() > 1 && scores.get(1).kind() == Score.Kind.SPREAD;
    }
}
