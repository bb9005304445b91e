package understudy.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import understudy.core.Blobs;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Privacy;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;

/**
 * Reads an inference request of the Open Inference Protocol in one pass, without a tree. Binary data, where there are
 * any, follow the JSON in the order of the inputs that announce them. For one request and one thread.
 */
final class InferParser {
    /**
     * @param id the caller's own, echoed; empty where there is none
     * @param outputs all of them where empty
     */
    record Parsed(String id, InferParameters parameters, List<NamedTensor> inputs, List<Wanted> outputs) {}

    /** @param binary as asked for this output; as asked for the whole request where empty */
    record Wanted(String name, Optional<Boolean> binary) {}

    private static final int MOST_DIMENSIONS = 16;
    private static final int MOST_NAMES = 10_000;

    private final JsonFactory factory;
    private final byte[] body;
    private final int jsonLength;
    private final Signature signature;
    private final Blobs blobs;

    private final InferParameters parameters = new InferParameters();
    private String id = "";
    private @Nullable List<NamedTensor> inputs;
    private @Nullable List<Wanted> outputs;
    private int binaryAt;

    /**
     * @param jsonLength where the JSON ends and binary data begin
     * @param blobs has the values that inputs name by digest
     */
    InferParser(JsonFactory factory, byte[] body, int jsonLength, Signature signature, Blobs blobs) {
        this.factory = factory;
        this.body = body;
        this.jsonLength = jsonLength;
        this.signature = signature;
        this.blobs = blobs;
        this.binaryAt = jsonLength;
    }

    /** @throws Problem (INVALID) saying where and why */
    Parsed parse() throws IOException {
        try (JsonParser parser = factory.createParser(body, 0, jsonLength)) {
            expect(parser.nextToken(), JsonToken.START_OBJECT, "body", "an object with inputs");
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                field(parser, name);
            }
            expect(parser.currentToken(), JsonToken.END_OBJECT, "body", "an object with inputs");
            if (parser.nextToken() != null) {
                throw Problem.invalid("body", "something after its end", "one JSON object");
            }
        } catch (JsonProcessingException malformed) {
            throw Json.problem("body", malformed);
        }
        if (inputs == null) {
            throw Problem.invalid("inputs", "absent", "a list of tensors");
        }
        if (binaryAt != body.length) {
            throw Problem.invalid("binary data", body.length - binaryAt + " bytes too many", "as the inputs announce");
        }
        return new Parsed(id, parameters, inputs, outputs == null ? List.of() : outputs);
    }

    private void field(JsonParser parser, String name) throws IOException {
        switch (name) {
            case "id" -> {
                if (!parser.currentToken().isScalarValue()) {
                    throw Problem.invalid("id", parser.currentToken(), "a text");
                }
                id = parser.getText();
            }
            case "parameters" -> parameters(parser);
            case "inputs" -> {
                once(inputs, "inputs");
                inputs = inputs(parser);
            }
            case "outputs" -> {
                once(outputs, "outputs");
                outputs = outputs(parser);
            }
            default -> parser.skipChildren();
        }
    }

    private void parameters(JsonParser parser) throws IOException {
        expect(parser.currentToken(), JsonToken.START_OBJECT, "parameters", "an object");
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT && name.equals("segments")) {
                for (String segment = parser.nextFieldName(); segment != null; segment = parser.nextFieldName()) {
                    parser.nextToken();
                    Optional<Object> value = scalar(parser);
                    if (value.isPresent()) {
                        parameters.segment(segment, value.get());
                    }
                }
            } else if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                parser.skipChildren();
            } else {
                Optional<Object> value = scalar(parser);
                if (value.isPresent()) {
                    parameters.put(name, value.get());
                }
            }
        }
    }

    private List<NamedTensor> inputs(JsonParser parser) throws IOException {
        expect(parser.currentToken(), JsonToken.START_ARRAY, "inputs", "a list of tensors");
        List<NamedTensor> read = new ArrayList<>(signature.inputs().size());
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            expect(token, JsonToken.START_OBJECT, "inputs[" + read.size() + "]", "an object");
            if (read.size() >= MOST_NAMES) {
                throw Problem.invalid("inputs", "more than " + MOST_NAMES, "at most " + MOST_NAMES);
            }
            read.add(input(parser, read.size()));
        }
        return read;
    }

    private NamedTensor input(JsonParser parser, int index) throws IOException {
        String field = "inputs[" + index + "]";
        String name = null;
        DataType type = null;
        long[] shape = null;
        Tensor tensor = null;
        long dataAt = -1;
        Elsewhere elsewhere = new Elsewhere(-1, Optional.empty());
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (key) {
                case "name" -> {
                    once(name, field + ".name");
                    name = text(parser, token, field + ".name");
                }
                case "datatype" -> {
                    once(type, field + ".datatype");
                    type = DataType.of(field + ".datatype", text(parser, token, field + ".datatype"));
                }
                case "shape" -> {
                    once(shape, field + ".shape");
                    shape = shape(parser, field + ".shape");
                }
                case "parameters" -> elsewhere = elsewhere(parser, field);
                case "data" -> {
                    if (tensor != null || dataAt >= 0) {
                        once(key, field + ".data");
                    }
                    if (name != null && type != null && shape != null) {
                        tensor = new JsonTensor(field, type, shape, features(name), jsonLength).read(parser);
                    } else {
                        dataAt = parser.currentTokenLocation().getByteOffset();
                        parser.skipChildren();
                    }
                }
                default -> parser.skipChildren();
            }
        }
        if (name == null || type == null || shape == null) {
            throw Problem.invalid(field, name == null ? "no name" : type == null ? "no datatype" : "no shape", "name, datatype, shape and data");
        }
        if (elsewhere.isSaid()) {
            if (tensor != null || dataAt >= 0 || (elsewhere.size() >= 0 && elsewhere.blob().isPresent())) {
                throw Problem.invalid(field, "data in two places", "one of data, binary_data_size and blob");
            }
            return new NamedTensor(name, elsewhere.blob().isPresent()
                    ? blob(field, type, shape, name, elsewhere.blob().get())
                    : binary(field, type, shape, elsewhere.size()));
        }
        if (tensor == null) {
            tensor = late(field, type, shape, name, dataAt);
        }
        return new NamedTensor(name, tensor);
    }

    /** Data that stood before what tells how to read them. */
    private Tensor late(String field, DataType type, long[] shape, String name, long dataAt) throws IOException {
        if (dataAt < 0) {
            throw Problem.invalid(field, "no data", "name, datatype, shape and data");
        }
        try (JsonParser again = factory.createParser(body, (int) dataAt, jsonLength - (int) dataAt)) {
            again.nextToken();
            return new JsonTensor(field, type, shape, features(name), jsonLength).read(again);
        }
    }

    private Tensor binary(String field, DataType type, long[] shape, long size) {
        if (size > body.length - binaryAt) {
            throw Problem.invalid(
                    field + ".parameters.binary_data_size", size, "at most the " + (body.length - binaryAt) + " bytes left");
        }
        Tensor tensor = RawTensors.read(field, type, shape, ByteBuffer.wrap(body, binaryAt, (int) size));
        binaryAt += (int) size;
        return tensor;
    }

    /** A value that was brought before: a tensor's raw bytes, or for a single text or file the thing itself. */
    private Tensor blob(String field, DataType type, long[] shape, String name, String digest) {
        String where = field + ".parameters.blob";
        List<Signature.Feature> features = features(name);
        if (features != null && features.stream().anyMatch(feature -> feature.privacy() != Privacy.KEEP)) {
            throw Problem.invalid(where, digest, "no blob for an input that must not be kept as it is");
        }
        byte[] content = blobs.get(digest).orElseThrow(() -> Problem.invalid(
                where, digest, "the digest of a blob that is there; bring it with POST /api/v1/blobs"));
        if (type == DataType.BYTES && Tensor.size(field + ".shape", shape) == 1) {
            return Tensor.of(type, shape, new byte[][] {content});
        }
        return RawTensors.read(where, type, shape, ByteBuffer.wrap(content));
    }

    /** @param size of the binary data that follow the JSON; −1 where there are none */
    private record Elsewhere(long size, Optional<String> blob) {
        boolean isSaid() {
            return size >= 0 || blob.isPresent();
        }
    }

    private static Elsewhere elsewhere(JsonParser parser, String field) throws IOException {
        expect(parser.currentToken(), JsonToken.START_OBJECT, field + ".parameters", "an object");
        long size = -1;
        Optional<String> blob = Optional.empty();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (name.equals("binary_data_size")) {
                size = InferParameters.whole(field + ".parameters." + name, scalar(parser).orElse("null"));
            } else if (name.equals("blob")) {
                blob = Optional.of(text(parser, parser.currentToken(), field + ".parameters.blob"));
            } else {
                parser.skipChildren();
            }
        }
        return new Elsewhere(size, blob);
    }

    private List<Wanted> outputs(JsonParser parser) throws IOException {
        expect(parser.currentToken(), JsonToken.START_ARRAY, "outputs", "a list of objects with a name");
        List<Wanted> read = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            String field = "outputs[" + read.size() + "]";
            expect(token, JsonToken.START_OBJECT, field, "an object with a name");
            Wanted wanted = output(parser, field);
            if (!seen.add(wanted.name())) {
                throw Problem.invalid(field + ".name", wanted.name(), "each output once");
            }
            checkOutput(signature, field, wanted.name());
            read.add(wanted);
        }
        return read;
    }

    private static Wanted output(JsonParser parser, String field) throws IOException {
        String name = null;
        Optional<Boolean> binary = Optional.empty();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (key.equals("name")) {
                name = text(parser, token, field + ".name");
            } else if (key.equals("parameters") && token == JsonToken.START_OBJECT) {
                for (String each = parser.nextFieldName(); each != null; each = parser.nextFieldName()) {
                    parser.nextToken();
                    if (each.equals("binary_data")) {
                        binary = Optional.of(InferParameters.bool(field + ".parameters.binary_data", scalar(parser).orElse("null")));
                    } else {
                        parser.skipChildren();
                    }
                }
            } else {
                parser.skipChildren();
            }
        }
        if (name == null) {
            throw Problem.invalid(field, "no name", "an object with a name");
        }
        return new Wanted(name, binary);
    }

    /** @throws Problem (INVALID) for an output that the signature does not have */
    static void checkOutput(Signature signature, String field, String name) {
        for (Signature.Output output : signature.outputs()) {
            if (output.name().equals(name)) {
                return;
            }
        }
        throw Problem.invalid(
                field + ".name", name, "one of " + signature.outputs().stream().map(Signature.Output::name).toList());
    }

    private long[] shape(JsonParser parser, String field) throws IOException {
        expect(parser.currentToken(), JsonToken.START_ARRAY, field, "a list of whole numbers");
        long[] shape = new long[MOST_DIMENSIONS];
        int count = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            expect(token, JsonToken.VALUE_NUMBER_INT, field, "a list of whole numbers");
            if (count == MOST_DIMENSIONS) {
                throw Problem.invalid(field, "more than " + count + " dimensions", "at most " + MOST_DIMENSIONS);
            }
            shape[count++] = parser.getLongValue();
        }
        return Arrays.copyOf(shape, count);
    }

    private @Nullable List<Signature.Feature> features(String name) {
        for (Signature.Input input : signature.inputs()) {
            if (input.name().equals(name)) {
                return input.features();
            }
        }
        // A lone input may bear any name.
        return signature.inputs().size() == 1 ? signature.inputs().getFirst().features() : null;
    }

    /** The present value where it is a scalar; empty for null. */
    private static Optional<Object> scalar(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> Optional.of(parser.getText());
            case VALUE_TRUE -> Optional.of(true);
            case VALUE_FALSE -> Optional.of(false);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Optional.of(parser.getNumberValue());
            case VALUE_NULL -> Optional.empty();
            default -> throw Problem.invalid(String.valueOf(parser.currentName()), parser.currentToken(), "a scalar");
        };
    }

    private static String text(JsonParser parser, @Nullable JsonToken token, String field) throws IOException {
        expect(token, JsonToken.VALUE_STRING, field, "a text");
        return parser.getText();
    }

    private static void once(@Nullable Object before, String field) {
        if (before != null) {
            throw Problem.invalid(field, "twice", "once");
        }
    }

    private static void expect(@Nullable JsonToken token, JsonToken expected, String field, String words) {
        if (token != expected) {
            throw Problem.invalid(field, token == null ? "nothing" : token.isScalarValue() ? "a scalar" : token, words);
        }
    }
}
