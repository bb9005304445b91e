package understudy.comparison;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import understudy.statistics.CodedColumns;

/**
 * Features and segments of some requests in a few codes each, beside what the two versions said of them: numbers in
 * quantile bins, the most frequent words, "other", and missing. A uniform sample of all that went by, in constant memory.
 * For one thread.
 */
final class FeatureSample {
    /** Rows kept: a slice of 2 % has two thousand of them. */
    private static final int MOST = 100_000;

    /** Rows that decide what the codes are. */
    private static final int FIRST = 4_000;

    /** Wider models are looked at by their first features. */
    private static final int MOST_COLUMNS = 60;

    private static final int BINS = 6;
    private static final int WORDS = 15;
    private static final double MOSTLY = 0.95;

    private record Row(Map<String, String> features, String unit, double champion, double challenger, double disagreed) {}

    private final List<Row> first = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(20_26);
    private List<Coded> columns = List.of();
    private byte[][] codes = {};
    private final long[] units = new long[MOST];
    private final double[] champion = new double[MOST];
    private final double[] challenger = new double[MOST];
    private final double[] disagreed = new double[MOST];
    private boolean begun;
    private int kept;
    private long seen;

    /**
     * @param features asked for where the request is kept
     * @param unit repeats of it are no evidence of their own
     * @param champion its loss; NaN where the truth is not known
     * @param disagreed 1 or 0; NaN where it cannot be told
     */
    void add(Supplier<Map<String, String>> features, String unit, double champion, double challenger, double disagreed) {
        seen++;
        if (!begun) {
            first.add(new Row(Map.copyOf(features.get()), unit, champion, challenger, disagreed));
            if (first.size() == FIRST) {
                begin();
            }
            return;
        }
        long place = kept < MOST ? kept : random.nextLong(seen);
        if (place < MOST) {
            put((int) place, features.get(), unit, champion, challenger, disagreed);
            kept = Math.max(kept, (int) place + 1);
        }
    }

    private void put(
            int place, Map<String, String> features, String unit, double one, double other, double apart) {
        for (int column = 0; column < columns.size(); column++) {
            codes[column][place] = (byte) columns.get(column).code(features);
        }
        // 64 bits of a text, as good as the text for splitting rows in two
        units[place] = unit.hashCode() * 0x9E3779B97F4A7C15L + unit.length();
        champion[place] = one;
        challenger[place] = other;
        disagreed[place] = apart;
    }

    private void begin() {
        begun = true;
        Set<String> names = new LinkedHashSet<>();
        first.forEach(row -> names.addAll(new TreeSet<>(row.features.keySet())));
        columns = names.stream()
                .map(name -> Coded.of(name, first.stream().map(row -> row.features.get(name)).toList()))
                .flatMap(Optional::stream)
                .limit(MOST_COLUMNS)
                .toList();
        codes = new byte[columns.size()][MOST];
        for (Row row : first) {
            put(kept++, row.features, row.unit, row.champion, row.challenger, row.disagreed);
        }
        first.clear();
    }

    /** Requests that went by. */
    long seen() {
        return seen;
    }

    /** Rows of which both losses are known. Ends the sample. */
    Rows judged() {
        return rows(row -> !Double.isNaN(champion[row] + challenger[row]));
    }

    /** Rows of which it is known whether the two agreed. Ends the sample. */
    Rows compared() {
        return rows(row -> !Double.isNaN(disagreed[row]));
    }

    private Rows rows(IntPredicate wanted) {
        if (!begun) {
            begin();
        }
        int[] chosen = IntStream.range(0, kept).filter(wanted).toArray();
        int[][] narrowed = new int[columns.size()][chosen.length];
        for (int column = 0; column < narrowed.length; column++) {
            for (int i = 0; i < chosen.length; i++) {
                narrowed[column][i] = codes[column][chosen[i]];
            }
        }
        int[] levels = columns.stream().mapToInt(Coded::levels).toArray();
        return new Rows(
                columns, new CodedColumns(columns.stream().map(Coded::feature).toList(), levels, narrowed), pick(champion, chosen), pick(challenger, chosen),
                pick(disagreed, chosen), Arrays.stream(chosen).mapToLong(row -> units[row]).toArray());
    }

    private static double[] pick(double[] values, int[] rows) {
        return Arrays.stream(rows).mapToDouble(row -> values[row]).toArray();
    }

    /** Rows side by side. */
    record Rows(
            List<Coded> columns, CodedColumns codes, double[] champion, double[] challenger, double[] disagreed,
            long[] units) {}

    /**
     * One feature in codes: bins or words, then (other and) missing.
     *
     * @param edges ascending, of a number: code i lies from edge i − 1 to below edge i
     * @param words of a text, the most frequent first
     */
    record Coded(String feature, double[] edges, List<String> words) {
        static Optional<Coded> of(String feature, List<String> values) {
            List<String> there = values.stream().filter(value -> value != null).toList();
            double[] numbers = there.stream()
                    .flatMap(text -> Condition.number(text).stream())
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            long distinct = there.stream().distinct().count();
            if (there.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(numbers.length >= MOSTLY * there.size() && distinct > WORDS
                    ? new Coded(feature, edges(numbers), List.of())
                    : new Coded(feature, new double[0], words(there)));
        }

        private static double[] edges(double[] sorted) {
            double[] edges = new double[BINS - 1];
            for (int i = 0; i < edges.length; i++) {
                edges[i] = sorted[(i + 1) * sorted.length / BINS];
            }
            return Arrays.stream(edges).filter(edge -> edge > sorted[0]).distinct().toArray();
        }

        private static List<String> words(List<String> there) {
            Map<String, Integer> counts = new HashMap<>();
            there.forEach(word -> counts.merge(word, 1, Integer::sum));
            return counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry::getKey))
                    .limit(WORDS)
                    .map(Map.Entry::getKey)
                    .toList();
        }

        private int bins() {
            return words.isEmpty() ? edges.length + 1 : words.size() + 1;
        }

        int levels() {
            return bins() + 1;
        }

        int code(Map<String, String> features) {
            String text = features.get(feature);
            if (text == null) {
                return bins();
            }
            if (!words.isEmpty()) {
                int word = words.indexOf(text);
                return word < 0 ? words.size() : word;
            }
            double number = Condition.number(text).orElse(Double.NaN);
            int place = Arrays.binarySearch(edges, number);
            return Double.isNaN(number) ? bins() : place >= 0 ? place + 1 : -place - 1;
        }

        /** What a code stands for; empty for "other", which no condition can name. */
        Optional<List<Condition>> conditions(int code) {
            if (code == bins()) {
                return Optional.of(List.of(new Condition(feature, Condition.Sign.IS, Condition.MISSING)));
            }
            if (!words.isEmpty()) {
                return code == words.size()
                        ? Optional.empty()
                        : Optional.of(List.of(new Condition(feature, Condition.Sign.IS, words.get(code))));
            }
            List<Condition> range = new ArrayList<>();
            if (code > 0) {
                range.add(new Condition(feature, Condition.Sign.FROM, Double.toString(edges[code - 1])));
            }
            if (code < edges.length) {
                range.add(new Condition(feature, Condition.Sign.BELOW, Double.toString(edges[code])));
            }
            return Optional.of(range);
        }

        /** For a person: neighbouring bins of a number as one range, words side by side. */
        String name(List<Integer> some) {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < some.size(); i++) {
                int from = some.get(i);
                int to = from;
                while (words.isEmpty() && i + 1 < some.size() && some.get(i + 1) == to + 1 && to + 1 < bins()) {
                    to = some.get(++i);
                }
                parts.add(name(from, to));
            }
            return feature + " " + String.join(" or ", parts);
        }

        private String name(int from, int to) {
            if (from == bins()) {
                return "missing";
            }
            if (!words.isEmpty()) {
                return from == words.size() ? "other" : Condition.number(words.get(from)).map(Coded::number).orElse(words.get(from));
            }
            String low = from == 0 ? "" : number(edges[from - 1]);
            String high = to == edges.length ? "" : number(edges[to]);
            return low.isEmpty() && high.isEmpty()
                    ? "known"
                    : low.isEmpty() ? "below " + high : high.isEmpty() ? "from " + low : low + " to " + high;
        }

        private static String number(double edge) {
            return new BigDecimal(edge).round(new MathContext(4)).stripTrailingZeros().toPlainString();
        }
    }
}
