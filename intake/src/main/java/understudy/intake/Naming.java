package understudy.intake;

import java.util.Map;

/**
 * What a table's columns are called. Columns named {@code segment.NAME} and {@code output.NAME} are segments and outputs;
 * any other is a feature of its own name.
 *
 * @param features by column, where a feature is called otherwise
 */
public record Naming(
        String id, String key, String at, String version, String score, String label, String action, String latency,
        String error, Map<String, String> features) {
    public static final Naming STANDARD =
            new Naming("id", "key", "at", "version", "score", "label", "action", "latency_ms", "error", Map.of());

    public Naming {
        features = Map.copyOf(features);
    }
}
