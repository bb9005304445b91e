package understudy.drift;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The reference's most frequent categories, 19 at most, and "other" for all else, seen or unseen: however many values a
 * column has, it is watched through 21 shares. Immutable.
 */
public final class TopCategories implements ColumnReader {
    private static final int MOST = 19;
    private static final int TABLE = 128;

    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final List<Double> shares = new ArrayList<>();

    /** Open addressing over the names in UTF-8; places are −1 where there is none. */
    private final byte[][] names = new byte[TABLE][];

    private final int[] placesOfNames = new int[TABLE];

    private TopCategories() {
        Arrays.fill(names, new byte[0]);
        Arrays.fill(placesOfNames, -1);
    }

    /** @param counts rows by category; of equally frequent ones the first by name is kept */
    public static TopCategories of(Map<String, Long> counts) {
        double all = counts.values().stream().mapToLong(Long::longValue).sum();
        TopCategories top = new TopCategories();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST)
                .forEach(entry -> top.add(entry.getKey(), entry.getValue() / all));
        return top;
    }

    private void add(String category, double share) {
        byte[] name = category.getBytes(StandardCharsets.UTF_8);
        int at = slot(name, 0, name.length);
        while (placesOfNames[at] >= 0) {
            at = (at + 1) % TABLE;
        }
        names[at] = name;
        placesOfNames[at] = places.size();
        places.put(category, places.size());
        shares.add(share);
    }

    /** Index of the category's share among the scores; that of "other" if it is none of the top. */
    public int place(String category) {
        return places.getOrDefault(category, places.size());
    }

    /** The same of a text in UTF-8, without making a string of it. */
    int place(byte[] bytes, int from, int to) {
        for (int at = slot(bytes, from, to); placesOfNames[at] >= 0; at = (at + 1) % TABLE) {
            byte[] name = names[at];
            if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
                return placesOfNames[at];
            }
        }
        return places.size();
    }

    /** From the length and three bytes: nineteen names hardly ever need more. */
    private static int slot(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0) {
            return 0;
        }
        int hash = bytes[from] * 31 + bytes[from + length / 2] * 17 + bytes[to - 1] + length * 7;
        return (hash ^ hash >>> 7) & (TABLE - 1);
    }

    @Override
    public double[] means(double missing) {
        double[] means = new double[shares.size() + 2];
        double rest = 1;
        for (int place = 0; place < shares.size(); place++) {
            means[place] = shares.get(place);
            rest -= shares.get(place);
        }
        means[shares.size()] = Math.max(0, rest);
        means[shares.size() + 1] = missing;
        return means;
    }

    /** Scores of a category column: one share {@code =value} for each of the top, {@code other}, {@code missing}. */
    @Override
    public List<Score> scores(double missing) {
        List<Score> scores = new ArrayList<>();
        double rest = 1;
        int place = 0;
        for (String category : places.keySet()) {
            double share = shares.get(place++);
            rest -= share;
            scores.add(new Score("=" + category, Score.Kind.SHARE, share * (1 - share)));
        }
        double other = Math.max(0, rest);
        scores.add(new Score("other", Score.Kind.SHARE, other * (1 - other)));
        scores.add(new Score("missing", Score.Kind.SHARE, missing * (1 - missing)));
        return scores;
    }
}
