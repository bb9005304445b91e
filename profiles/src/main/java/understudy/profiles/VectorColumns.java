package understudy.profiles;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The columns an embedding's elements stand in: numbered without a gap, such as {@code f0} to {@code f383} or
 * {@code title_emb_1} to {@code title_emb_64}.
 *
 * @param stem what stands before the numbers
 * @param first 0 or 1
 * @param count of elements
 */
record VectorColumns(String stem, int first, int count) {
    /** What columns without names of their own begin with. */
    private static final String UNNAMED = "f";

    /** Tables of numbered features are wide, too: only a name that says so makes an embedding of less than 64 of them. */
    private static final Set<String> SAYING_SO =
            Set.of("emb", "embs", "embed", "embedding", "embeddings", "vec", "vector", "vectors");

    private static final Pattern NUMBERED = Pattern.compile("(.*\\D)?(0|[1-9][0-9]{0,4})", Pattern.DOTALL);
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}]+|(?<=\\p{Ll})(?=\\p{Lu})");
    private static final int MOST = 20;

    /** What an embedding is taken for, in the order of its first column. */
    static List<VectorColumns> among(List<SourceColumn> columns) {
        Map<String, TreeSet<Integer>> numbers = new LinkedHashMap<>();
        for (SourceColumn column : columns) {
            Matcher name = NUMBERED.matcher(column.name());
            if (column.type() == ColumnType.NUMBER && name.matches()) {
                String stem = Optional.ofNullable(name.group(1)).orElse("");
                numbers.computeIfAbsent(stem, fresh -> new TreeSet<>()).add(Integer.parseInt(name.group(2)));
            }
        }
        return numbers.entrySet().stream()
                .map(stem -> of(stem.getKey(), stem.getValue()))
                .filter(vector -> vector.count >= least(vector.stem))
                .limit(MOST)
                .toList();
    }

    private static int least(String stem) {
        if (stem.equals(UNNAMED)) {
            return Derivations.LEAST_ELEMENTS;
        }
        boolean says = BETWEEN_WORDS.splitAsStream(stem).anyMatch(word -> SAYING_SO.contains(word.toLowerCase(Locale.ROOT)));
        return says ? Derivations.LEAST_NAMED : Integer.MAX_VALUE;
    }

    /** Up to the first gap. */
    private static VectorColumns of(String stem, TreeSet<Integer> numbers) {
        int first = numbers.first();
        int count = 0;
        while (count < Derivations.MOST_ELEMENTS && numbers.contains(first + count)) {
            count++;
        }
        boolean begins = first == 0 || first == 1 && !stem.equals(UNNAMED);
        return new VectorColumns(stem, first, begins ? count : 0);
    }

    List<String> names() {
        return IntStream.range(first, first + count).mapToObj(i -> stem + i).toList();
    }

    /** Of all together. */
    String called() {
        return stem + first + " to " + stem + (first + count - 1);
    }

    /** Whether names of columns may hold the beginning of what is {@link #called} so. */
    static boolean mayBeCalled(String name, List<String> columns) {
        int to = name.indexOf(" to ");
        return to > 0 && columns.contains(name.substring(0, to));
    }

    boolean isUnnamed() {
        return stem.equals(UNNAMED);
    }

    static VectorColumns unnamed(int count) {
        return new VectorColumns(UNNAMED, 0, count);
    }
}
