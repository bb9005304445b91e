package understudy.monitoring;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import understudy.profiles.ColumnReference;

/** Names of a reference's bins, and which of them moved. */
final class Bins {
    private Bins() {}

    /** {@code up to 12}, {@code 12 to 40}, {@code above 40}; a category; {@code all others}. */
    static String name(ColumnReference reference, int bin) {
        if (Kinds.isText(reference.type())) {
            return bin < reference.categories().size() ? Words.shortened(reference.categories().get(bin)) : "all others";
        }
        double[] edges = reference.edges();
        if (edges.length == 0) {
            return "any number";
        }
        if (bin == 0) {
            return "up to " + Words.number(edges[0]);
        }
        return bin == edges.length
                ? "above " + Words.number(edges[bin - 1])
                : Words.number(edges[bin - 1]) + " to " + Words.number(edges[bin]);
    }

    /** A bin's shares before and now. */
    record Move(String name, double was, double is) {
        double points() {
            return is - was;
        }
    }

    /** Those that moved most. @param was shares @param is counts, as many */
    static List<Move> moved(ColumnReference reference, double[] was, long[] is, int most) {
        double all = java.util.Arrays.stream(is).sum();
        List<Move> moves = new ArrayList<>();
        for (int bin = 0; bin < is.length && bin < was.length && all > 0; bin++) {
            moves.add(new Move(name(reference, bin), was[bin], is[bin] / all));
        }
        moves.sort(Comparator.comparingDouble((Move move) -> Math.abs(move.points())).reversed());
        return List.copyOf(moves.subList(0, Math.min(most, moves.size())));
    }
}
