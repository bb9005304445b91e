package understudy.storage;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Segments as a column: a JSON object, names sorted. A file has few different ones, so Parquet keeps each once and
 * they are parsed once. For one thread.
 */
final class Segments {
    private static final int REMEMBERED = 1_000;

    private final Map<String, Map<String, String>> parsed = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, String>> eldest) {
            return size() > REMEMBERED;
        }
    };

    static String text(Map<String, String> segments) {
        return segments.isEmpty() ? "{}" : Documents.text(segments);
    }

    /** A JSON pointer (RFC 6901) to one segment's value. */
    static String pointer(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }

    Map<String, String> parse(String text) {
        return parsed.computeIfAbsent(text, Documents::details);
    }
}
