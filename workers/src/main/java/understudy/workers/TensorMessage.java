package understudy.workers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Tensor;

/**
 * Tensors as messages of the Open Inference Protocol with its binary extension: a JSON head that names them, then their
 * values, little-endian as this machine's memory is; texts with a length each.
 *
 * @param field {@code inputs} or {@code outputs}
 * @param rows as the caller counts them, which tensors without a common first dimension cannot tell
 */
record TensorMessage(String field, List<NamedTensor> tensors, int rows) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String SIZE = "binary_data_size";

    /** Ours: a process that does not know it counts for itself. */
    private static final String ROWS = "rows";

    /**
     * Sends it.
     *
     * @param start the first line, and headers of its own, each with its line's end
     * @throws Problem TOO_LARGE for more than one message holds
     */
    void send(HttpChannel channel, String start) throws IOException {
        long binary = 0;
        for (NamedTensor named : tensors) {
            binary += size(named.tensor());
        }
        byte[] head = head();
        if (binary + head.length > Integer.MAX_VALUE) {
            throw new Problem(
                    Problem.Code.TOO_LARGE, field + " of " + binary + " bytes (expected: under 2 GB)",
                    "Send fewer rows at once");
        }
        channel.put((start + "Content-Type: application/octet-stream\r\nInference-Header-Content-Length: " + head.length
                        + "\r\nContent-Length: " + (head.length + binary) + "\r\n\r\n")
                .getBytes(US_ASCII));
        channel.put(head);
        for (NamedTensor named : tensors) {
            put(channel, named.tensor());
        }
        channel.flush();
    }

    /**
     * A message whose head was read.
     *
     * @throws IOException where it is none
     */
    static TensorMessage receive(HttpChannel channel, HttpChannel.Head head, String field) throws IOException {
        Document document = new Document(channel.bytes(head.json()), field);
        List<NamedTensor> tensors = new ArrayList<>(document.announced.size());
        for (Announced one : document.announced) {
            tensors.add(new NamedTensor(one.name, one.values(channel)));
        }
        if (channel.left() > 0) {
            throw new ProtocolException("a message with " + channel.left() + " bytes too many");
        }
        int rows = tensors.isEmpty() ? 1 : tensors.getFirst().tensor().rows();
        return new TensorMessage(field, tensors, document.rows < 0 ? rows : document.rows);
    }

    static long size(Tensor tensor) {
        if (tensor.type().isNumeric()) {
            return (long) tensor.size() * tensor.type().width();
        }
        long size = 0;
        for (byte[] text : tensor.bytes()) {
            size += 4L + text.length;
        }
        return size;
    }

    private byte[] head() throws IOException {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(256);
                JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (field.equals("inputs")) {
                json.writeObjectFieldStart("parameters");
                json.writeBooleanField("binary_data_output", true);
                json.writeNumberField(ROWS, rows);
                json.writeEndObject();
            } else {
                json.writeStringField("model_name", "model");
            }
            json.writeArrayFieldStart(field);
            for (NamedTensor named : tensors) {
                json.writeStartObject();
                json.writeStringField("name", named.name());
                json.writeStringField("datatype", named.tensor().type().name());
                json.writeFieldName("shape");
                json.writeArray(named.tensor().shape(), 0, named.tensor().shape().length);
                json.writeObjectFieldStart("parameters");
                json.writeNumberField(SIZE, size(named.tensor()));
                json.writeEndObject();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.flush();
            return bytes.toByteArray();
        }
    }

    private static void put(HttpChannel channel, Tensor tensor) throws IOException {
        if (tensor.type() == DataType.BYTES) {
            for (byte[] text : tensor.bytes()) {
                channel.putLittleEndianInt(text.length);
                channel.put(text);
            }
        } else {
            channel.put(memory(tensor.values()));
        }
    }

    private static MemorySegment memory(Object values) {
        return switch (values) {
            case byte[] array -> MemorySegment.ofArray(array);
            case short[] array -> MemorySegment.ofArray(array);
            case int[] array -> MemorySegment.ofArray(array);
            case long[] array -> MemorySegment.ofArray(array);
            case float[] array -> MemorySegment.ofArray(array);
            case double[] array -> MemorySegment.ofArray(array);
            default -> throw new IllegalStateException("no tensor holds " + values.getClass());
        };
    }

    private static void expect(boolean so) throws IOException {
        if (!so) {
            throw new ProtocolException("a head that is not of the protocol");
        }
    }

    /** What the JSON head says. */
    private static final class Document {
        private final List<Announced> announced = new ArrayList<>();
        private int rows = -1;

        Document(byte[] json, String field) throws IOException {
            try (JsonParser parser = JSON.createParser(json)) {
                expect(parser.nextToken() == JsonToken.START_OBJECT);
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    JsonToken value = parser.nextToken();
                    if (name.equals(field)) {
                        expect(value == JsonToken.START_ARRAY);
                        while (parser.nextToken() == JsonToken.START_OBJECT) {
                            announced.add(new Announced(parser));
                        }
                    } else if (name.equals("parameters")) {
                        rows = (int) parameter(parser, ROWS);
                    } else {
                        parser.skipChildren();
                    }
                }
            }
        }
    }

    /** A whole number among parameters; −1 where it is not there. */
    private static long parameter(JsonParser parser, String name) throws IOException {
        expect(parser.currentToken() == JsonToken.START_OBJECT);
        long found = -1;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals(name);
            parser.nextToken();
            if (wanted) {
                found = parser.getLongValue();
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    /** A tensor as the head names it. */
    private static final class Announced {
        private String name = "";
        private String type = "";
        private long[] shape = {};
        private long size = -1;

        Announced(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "name" -> name = parser.getText();
                    case "datatype" -> type = parser.getText();
                    case "shape" -> shape = shape(parser);
                    case "parameters" -> size = parameter(parser, SIZE);
                    default -> parser.skipChildren();
                }
            }
        }

        private static long[] shape(JsonParser parser) throws IOException {
            expect(parser.currentToken() == JsonToken.START_ARRAY);
            long[] shape = new long[4];
            int dimensions = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                shape = dimensions == shape.length ? Arrays.copyOf(shape, 2 * dimensions) : shape;
                shape[dimensions++] = parser.getLongValue();
            }
            return Arrays.copyOf(shape, dimensions);
        }

        /** Nothing is allocated before it is known that the message has as many bytes. */
        Tensor values(HttpChannel channel) throws IOException {
            try {
                DataType known = DataType.of("datatype", type);
                int count = Tensor.size("shape", shape);
                long least = known == DataType.BYTES ? 4L * count : (long) count * known.width();
                expect(least <= channel.left() && (known == DataType.BYTES || size == least));
                if (known == DataType.BYTES) {
                    return Tensor.of(known, shape, texts(channel, count));
                }
                Object values = array(known, count);
                channel.numbers(memory(values));
                return Tensor.of(known, shape, values);
            } catch (Problem wrong) {
                throw (IOException) new ProtocolException(wrong.fact()).initCause(wrong);
            }
        }

        private static byte[][] texts(HttpChannel channel, int count) throws IOException {
            byte[][] texts = new byte[count][];
            for (int i = 0; i < count; i++) {
                texts[i] = channel.bytes(channel.littleEndianInt());
            }
            return texts;
        }

        private static Object array(DataType type, int size) {
            return switch (type) {
                case BOOL, INT8, UINT8 -> new byte[size];
                case INT16, UINT16, FP16 -> new short[size];
                case INT32, UINT32 -> new int[size];
                case INT64, UINT64 -> new long[size];
                case FP32 -> new float[size];
                case FP64 -> new double[size];
                case BYTES -> throw new IllegalStateException("texts are read one by one");
            };
        }
    }
}
