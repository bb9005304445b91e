package understudy.trees;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import understudy.trees.Tree.Rule;

/**
 * Where a row's values go before the trees see them: a slot for each feature and rule that some split uses, sorted by
 * rule. What is missing becomes −∞ where the rule sends it left and +∞ where it sends it right, so that inside a tree a
 * decision is one comparison. Features no split uses are not even read. Safe for many threads.
 */
final class Slots {
    /** LightGBM takes anything this near to zero for zero; a 32-bit constant there. */
    private static final double ZERO = 1e-35f;

    private record Slot(Rule rule, int feature) {}

    private final int[] feature;
    private final Map<Rule, Span> spans = new EnumMap<>(Rule.class);
    private final Span nanLeft;
    private final Span nanRight;
    private final Span nanIsZero;
    private final Span zeroLeft;
    private final Span zeroRight;
    private final int untreated;
    private final boolean infiniteThresholds;

    /** Slots {@code start} to {@code end} (exclusive). */
    record Span(int start, int end) {}

    Slots(List<Tree> trees) {
        Set<Slot> used = new LinkedHashSet<>();
        for (Tree tree : trees) {
            for (int split = 0; split < tree.splits(); split++) {
                used.add(new Slot(tree.rule()[split], tree.feature()[split]));
            }
            tree.slopes().stream()
                    .flatMapToInt(slopes -> Arrays.stream(slopes.feature()).flatMapToInt(Arrays::stream))
                    .forEach(column -> used.add(new Slot(Rule.UNTREATED, column)));
        }
        List<Slot> sorted = used.stream()
                .sorted(Comparator.comparing(Slot::rule).thenComparingInt(Slot::feature))
                .toList();
        this.feature = sorted.stream().mapToInt(Slot::feature).toArray();
        int next = 0;
        for (Rule rule : Rule.values()) {
            int start = next;
            while (next < sorted.size() && sorted.get(next).rule() == rule) {
                next++;
            }
            spans.put(rule, new Span(start, next));
        }
        this.nanLeft = span(Rule.NAN_LEFT);
        this.nanRight = span(Rule.NAN_RIGHT);
        this.nanIsZero = span(Rule.NAN_IS_ZERO);
        this.zeroLeft = span(Rule.ZERO_LEFT);
        this.zeroRight = span(Rule.ZERO_RIGHT);
        this.untreated = span(Rule.UNTREATED).start;
        this.infiniteThresholds =
                trees.stream().anyMatch(tree -> Arrays.stream(tree.threshold()).anyMatch(Double::isInfinite));
    }

    int count() {
        return feature.length;
    }

    long bytes() {
        return ArrayBytes.of(feature);
    }

    int of(Rule rule, int column) {
        Span span = span(rule);
        return Arrays.binarySearch(feature, span.start, span.end, column);
    }

    Span span(Rule rule) {
        return Objects.requireNonNull(spans.get(rule), "every rule has a span");
    }

    void fill(double[] matrix, int from, double[] slots, int to) {
        for (int i = 0; i < feature.length; i++) {
            slots[to + i] = matrix[from + feature[i]];
        }
        treat(slots, to);
    }

    void fill(float[] matrix, int from, double[] slots, int to) {
        for (int i = 0; i < feature.length; i++) {
            slots[to + i] = matrix[from + feature[i]];
        }
        treat(slots, to);
    }

    /** The threshold to compare slots with: infinity belongs to what is missing. */
    static double finite(double value) {
        return Math.clamp(value, -Double.MAX_VALUE, Double.MAX_VALUE);
    }

    private void treat(double[] slots, int at) {
        if (infiniteThresholds) {
            for (int i = at; i < at + untreated; i++) {
                slots[i] = finite(slots[i]);
            }
        }
        nan(slots, at, nanLeft, Double.NEGATIVE_INFINITY);
        nan(slots, at, nanRight, Double.POSITIVE_INFINITY);
        nan(slots, at, nanIsZero, 0);
        zero(slots, at, zeroLeft, Double.NEGATIVE_INFINITY);
        zero(slots, at, zeroRight, Double.POSITIVE_INFINITY);
    }

    private static void nan(double[] slots, int at, Span span, double instead) {
        for (int i = at + span.start; i < at + span.end; i++) {
            double value = slots[i];
            slots[i] = Double.isNaN(value) ? instead : value;
        }
    }

    private static void zero(double[] slots, int at, Span span, double instead) {
        for (int i = at + span.start; i < at + span.end; i++) {
            double value = slots[i];
            slots[i] = Math.abs(value) > ZERO ? value : instead;
        }
    }
}
