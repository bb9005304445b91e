package understudy.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import understudy.core.Problem;
import understudy.core.Sha256;

/** Events as lines of JSON; a line of any length costs no more than {@value #LONGEST_LINE} bytes. */
public final class NdjsonEvents implements EventSource {
    static final int LONGEST_LINE = 1 << 20;

    private static final Set<String> FIELDS = Set.of(
            "id", "key", "at", "version", "features", "rows", "inputs", "score", "outputs", "predictions", "error",
            "segments", "label", "action", "latency_ms", "trace_id");
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build()
            .reader();

    private final InputStream in;
    private final boolean lenient;
    private long number;

    /** @param in buffered; closed with this */
    public NdjsonEvents(InputStream in, boolean lenient) {
        this.in = in;
        this.lenient = lenient;
    }

    @Override
    public Optional<Item> next() {
        try {
            for (Optional<byte[]> line = line(); line.isPresent(); line = line()) {
                number++;
                if (!isBlank(line.get())) {
                    return Optional.of(item(line.get()));
                }
            }
            return Optional.empty();
        } catch (ZipException | EOFException damaged) {
            throw new Problem(
                    Problem.Code.INVALID, "line " + (number + 1) + ": the compressed data are damaged or end too soon",
                    "Send them again: what was taken already is recognised", damaged);
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }

    private Item item(byte[] line) {
        String place = "line " + number;
        try {
            if (line.length > LONGEST_LINE) {
                throw Problem.invalid("prediction", "a line of more than " + LONGEST_LINE + " bytes", "less");
            }
            JsonNode read = JSON.readTree(line);
            return new Item.Read(event(place, read, () -> Sha256.of(new String(line, UTF_8)), lenient));
        } catch (JsonProcessingException malformed) {
            return new Item.Wrong(place + ": " + malformed.getOriginalMessage().lines().findFirst().orElse("not JSON")
                    + " (expected: one JSON object)");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (Problem wrong) {
            return new Item.Wrong(place + ": " + wrong.getMessage());
        }
    }

    /** @param otherwise makes an id out of the content where there is none */
    static Event event(String place, JsonNode line, Supplier<String> otherwise, boolean lenient) {
        if (!line.isObject()) {
            throw Problem.invalid("prediction", line.getNodeType(), "an object with at, features, and score or outputs");
        }
        line.fieldNames().forEachRemaining(name -> {
            if (!lenient && !FIELDS.contains(name)) {
                throw Problem.invalid("prediction", "'" + name + "'", "fields of " + FIELDS.stream().sorted().toList());
            }
        });
        Object at = JsonCells.cell("at", line.path("at"));
        if (at == Given.MISSING) {
            throw Problem.invalid("at", "absent", "when it was received, such as 2026-05-04T10:15:30Z");
        }
        Instant moment = Moments.of("at", at);
        return new Event(
                place,
                JsonCells.text("id", line.path("id")).orElseGet(otherwise),
                JsonCells.text("key", line.path("key")),
                moment,
                version(line.path("version")),
                inputs(line),
                said(line),
                segments(line.path("segments")),
                latency(line.path("latency_ms")),
                JsonCells.text("action", line.path("action")),
                JsonCells.text("label", line.path("label")),
                JsonCells.text("trace_id", line.path("trace_id")).orElse(""),
                false);
    }

    private static Given inputs(JsonNode line) {
        one("features, rows and inputs", line, "features", "rows", "inputs");
        if (line.has("features")) {
            return new Given.Named(List.of(JsonCells.named("features", line.get("features"))));
        }
        return line.has("rows") ? JsonCells.rows("rows", line.get("rows")) : JsonCells.tensors("inputs", line.get("inputs"));
    }

    private static Said said(JsonNode line) {
        one("score, outputs, predictions and error", line, "score", "outputs", "predictions", "error");
        if (line.has("score")) {
            if (!line.get("score").isNumber()) {
                throw Problem.invalid("score", line.get("score"), "a number");
            }
            return new Said.Score(line.get("score").doubleValue());
        }
        if (line.has("error")) {
            return new Said.Failed(line.get("error").asText());
        }
        if (line.has("predictions")) {
            return new Said.Outputs(JsonCells.rows("predictions", line.get("predictions")));
        }
        JsonNode outputs = line.get("outputs");
        return new Said.Outputs(outputs.isArray()
                ? JsonCells.tensors("outputs", outputs)
                : new Given.Named(List.of(JsonCells.named("outputs", outputs))));
    }

    private static void one(String of, JsonNode line, String... names) {
        int found = 0;
        for (String name : names) {
            found += line.has(name) ? 1 : 0;
        }
        if (found != 1) {
            throw Problem.invalid("prediction", found == 0 ? "none of " + of : "several of " + of, "one of them");
        }
    }

    private static OptionalInt version(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return OptionalInt.empty();
        }
        if (!node.canConvertToInt() || !node.isIntegralNumber() || node.intValue() < 1) {
            throw Problem.invalid("version", node, "a whole number from 1");
        }
        return OptionalInt.of(node.intValue());
    }

    private static Map<String, String> segments(JsonNode node) {
        Map<String, String> segments = new HashMap<>();
        if (!node.isMissingNode() && !node.isNull()) {
            JsonCells.named("segments", node).keySet().forEach(name ->
                    JsonCells.text("segments." + name, node.get(name)).ifPresent(value -> segments.put(name, value)));
        }
        return segments;
    }

    private static Duration latency(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Duration.ZERO;
        }
        double millis = node.isNumber() ? node.doubleValue() : -1;
        if (!(millis >= 0 && millis < 1e9)) {
            throw Problem.invalid("latency_ms", node, "a number from 0");
        }
        return Duration.ofNanos(Math.round(millis * 1e6));
    }

    private static boolean isBlank(byte[] line) {
        for (byte each : line) {
            if (each != ' ' && each != '\t' && each != '\r') {
                return false;
            }
        }
        return true;
    }

    /** The next line without its end; one that is too long is cut a byte above the limit. Empty at the end. */
    private Optional<byte[]> line() throws IOException {
        int next = in.read();
        if (next < 0) {
            return Optional.empty();
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (; next >= 0 && next != '\n'; next = in.read()) {
            if (line.size() <= LONGEST_LINE) {
                line.write(next);
            }
        }
        return Optional.of(line.toByteArray());
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }
}
