package understudy.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import understudy.api.Wire;
import understudy.core.Problem;

/** Reading and writing JSON, and saying what is wrong with it. Safe for many threads. */
final class Json {
    private static final Pattern PROPERTY = Pattern.compile("property '([^']+)'");

    private final JsonMapper mapper = Wire.json();
    private final JsonFactory factory = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER, StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    /** For streams of tokens, with fast floating-point reading and writing. */
    JsonFactory factory() {
        return factory;
    }

    ObjectReader tolerant() {
        return mapper.reader();
    }

    ObjectReader strict() {
        return mapper.reader()
                .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    }

    /** @throws Problem (INVALID) */
    JsonNode tree(byte[] body) throws java.io.IOException {
        try {
            JsonNode tree = strict().readTree(body);
            if (!tree.isMissingNode()) {
                return tree;
            }
        } catch (JsonProcessingException malformed) {
            throw problem("body", malformed);
        }
        throw Problem.invalid("body", "''", "JSON");
    }

    byte[] bytes(Object view) throws JsonProcessingException {
        return mapper.writeValueAsBytes(view);
    }

    JsonMapper mapper() {
        return mapper;
    }

    /** What was read. @throws Problem (INVALID) for the JSON {@code null}, which reads as nothing of any type */
    static <T> T present(String field, @Nullable T read) {
        if (read == null) {
            throw Problem.invalid(field, "null", "a JSON object");
        }
        return read;
    }

    /** What is wrong, in the words of the document rather than of the classes behind it. */
    static Problem problem(String field, JsonProcessingException malformed) {
        if (malformed instanceof UnrecognizedPropertyException unknown) {
            Collection<Object> known = unknown.getKnownPropertyIds();
            return Problem.invalid(path(field, unknown), "unknown field", "one of " + (known == null ? "" : known));
        }
        if (malformed instanceof MismatchedInputException mismatch) {
            Matcher missing = PROPERTY.matcher(String.valueOf(mismatch.getOriginalMessage()));
            if (missing.find() && (mismatch.getPath().isEmpty() || String.valueOf(mismatch.getOriginalMessage()).contains("reator property"))) {
                return Problem.invalid(missing.group(1), "absent", "a value");
            }
            return Problem.invalid(path(field, mismatch), "does not fit", expected(mismatch.getTargetType()));
        }
        if (malformed instanceof JsonMappingException mapping) {
            return Problem.invalid(path(field, mapping), "does not fit", "what the interface describes");
        }
        String where = malformed.getLocation() == null
                ? ""
                : " at line " + malformed.getLocation().getLineNr() + ", column " + malformed.getLocation().getColumnNr();
        boolean cut = malformed instanceof com.fasterxml.jackson.core.io.JsonEOFException;
        String what = cut ? "ends too early" : malformed instanceof JsonParseException ? "not JSON" : "refused";
        return Problem.invalid(field, what + where, "one JSON document in UTF-8");
    }

    private static String path(String field, JsonMappingException mapping) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : mapping.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.isEmpty() ? field : path.toString();
    }

    private static String expected(@org.jspecify.annotations.Nullable Class<?> type) {
        if (type == null) {
            return "what the interface describes";
        }
        if (type == Instant.class) {
            return "a time such as 2026-05-01T00:00:00Z";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return type == boolean.class ? "true or false" : "a number";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return Map.class.isAssignableFrom(type) || type.isRecord() ? "an object" : "what the interface describes";
    }
}
