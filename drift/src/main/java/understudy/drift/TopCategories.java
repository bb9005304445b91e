package understudy.drift;

import java.util.ArrayList;
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

    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final List<Double> shares = new ArrayList<>();

    private TopCategories() {}

    /** @param counts rows by category; of equally frequent ones the first by name is kept */
    public static TopCategories of(Map<String, Long> counts) {
        double all = counts.values().stream().mapToLong(Long::longValue).sum();
        TopCategories top = new TopCategories();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST)
                .forEach(entry -> {
                    top.places.put(entry.getKey(), top.places.size());
                    top.shares.add(entry.getValue() / all);
                });
        return top;
    }

    /** Index of the category's share among the scores; that of "other" if it is none of the top. */
    public int place(String category) {
        return places.getOrDefault(category, places.size());
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
