package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;
import understudy.api.SignatureView;

/**
 * Which columns of a file go where: features as the model's signature types them, the caller's key, segments. Safe for
 * many threads.
 */
final class InputColumns {
    private enum Kind {
        NUMBER,
        TRUTH,
        TEXT
    }

    /** What a row is asked with beside its features. */
    record Context(Optional<String> key, Map<String, String> segments) {}

    private final Map<String, Kind> features;
    private final Optional<String> key;
    private final List<String> segments;
    private final NavigableSet<String> leftOut = new ConcurrentSkipListSet<>();

    private InputColumns(Map<String, Kind> features, Optional<String> key, List<String> segments) {
        this.features = features;
        this.key = key;
        this.segments = segments;
    }

    static InputColumns of(SignatureView signature, Optional<String> key, List<String> segments) {
        Map<String, Kind> features = new LinkedHashMap<>();
        for (SignatureView.Input input : signature.inputs()) {
            Kind kind = kind(input.datatype());
            if (input.features().isEmpty()) {
                features.put(input.name(), kind);
            }
            input.features().forEach(feature -> features.put(feature.name(), kind));
        }
        return new InputColumns(features, key, List.copyOf(segments));
    }

    private static Kind kind(String datatype) {
        return switch (datatype.toUpperCase(Locale.ROOT)) {
            case "BYTES" -> Kind.TEXT;
            case "BOOL" -> Kind.TRUTH;
            default -> Kind.NUMBER;
        };
    }

    /** Columns of the file nobody asked for, so far. */
    NavigableSet<String> leftOut() {
        return leftOut;
    }

    Optional<String> key() {
        return key;
    }

    /** The row's features, as the server expects them. @throws Refusal where there is not one */
    ObjectNode features(Rows.Row row) {
        ObjectNode taken = Json.object();
        row.values().properties().forEach(entry -> {
            Kind kind = features.get(entry.getKey());
            if (kind != null) {
                taken.set(entry.getKey(), typed(entry.getValue(), kind));
            } else if (!key.equals(Optional.of(entry.getKey())) && !segments.contains(entry.getKey())) {
                leftOut.add(entry.getKey());
            }
        });
        if (taken.isEmpty()) {
            throw Refusal.failed(
                    "line " + row.line() + ": none of its columns " + names(row) + " is a feature of the model",
                    "The model's features are: " + String.join(", ", features.keySet()));
        }
        return taken;
    }

    /** @throws Refusal for a key or segment column that is not there */
    Context context(Rows.Row row) {
        Map<String, String> values = new LinkedHashMap<>();
        segments.forEach(segment -> text(row, segment, "--segment").ifPresent(value -> values.put(segment, value)));
        return new Context(key.flatMap(column -> text(row, column, "--key")), values);
    }

    private static Optional<String> text(Rows.Row row, String column, String option) {
        JsonNode value = row.values().path(column);
        if (value.isMissingNode()) {
            throw Refusal.failed(
                    "line " + row.line() + " has no column " + column + " (" + option + ")",
                    "Its columns are: " + names(row));
        }
        return value.isNull() ? Optional.empty() : Optional.of(value.asText());
    }

    private static String names(Rows.Row row) {
        return String.join(", ", row.values().properties().stream().map(Map.Entry::getKey).toList());
    }

    /** A text that is no number goes as it is: the server says best what it expected. */
    private static JsonNode typed(JsonNode value, Kind kind) {
        if (!value.isTextual() || kind == Kind.TEXT) {
            return value;
        }
        String text = value.asText().strip();
        if (kind == Kind.TRUTH) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "1" -> BooleanNode.TRUE;
                case "false", "0" -> BooleanNode.FALSE;
                default -> value;
            };
        }
        try {
            return DecimalNode.valueOf(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return value;
        }
    }
}
