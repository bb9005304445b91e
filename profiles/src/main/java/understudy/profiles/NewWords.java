package understudy.profiles;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Words of texts that their reference has not, the most frequent of each column in 50 kB. Not safe for several threads. */
final class NewWords {
    private static final int LONGEST = 64;

    private final Map<String, CategoryCounts> byColumn = new HashMap<>();

    void add(String column, byte[] bytes, int from, int to) {
        if (to - from > LONGEST) {
            return;
        }
        CategoryCounts counts = byColumn.computeIfAbsent(column, name -> new CategoryCounts(List.of()));
        long hash = TextHash.of(bytes, from, to);
        if (!counts.increment(bytes, from, to, hash, 1)) {
            counts.insert(bytes, from, to, hash, 1);
        }
    }

    List<String> most(String column, int most) {
        CategoryCounts counts = byColumn.get(column);
        return counts == null ? List.of() : counts.top(most).stream().map(Frequency::value).toList();
    }
}
