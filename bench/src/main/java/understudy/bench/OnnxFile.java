package understudy.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;

/** Writes an ONNX file, field by field as onnx.proto3 numbers them (IR version 8, opset 17, ai.onnx.ml 3). */
final class OnnxFile {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    private final Message graph = new Message().text(2, "bench");

    OnnxFile input(String name, int width) {
        graph.message(11, value -> value.text(1, name).message(2, tensor(FLOAT, width)));
        return this;
    }

    OnnxFile scores(String name, int width) {
        graph.message(12, value -> value.text(1, name).message(2, tensor(FLOAT, width)));
        return this;
    }

    OnnxFile labels(String name) {
        graph.message(12, value -> value.text(1, name).message(2, tensor(INT64, 0)));
        return this;
    }

    OnnxFile constant(String name, float[] values, long... dimensions) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        graph.message(5, tensor -> {
            for (long dimension : dimensions) {
                tensor.number(1, dimension);
            }
            tensor.number(2, FLOAT).text(8, name).put(out -> out.writeByteArray(9, raw.array()));
        });
        return this;
    }

    /** @param attributes each writes one AttributeProto */
    OnnxFile node(
            String domain, String operator, List<String> inputs, List<String> outputs, List<Consumer<Message>> attributes) {
        graph.message(1, node -> {
            inputs.forEach(input -> node.text(1, input));
            outputs.forEach(output -> node.text(2, output));
            node.text(4, operator);
            attributes.forEach(attribute -> node.message(5, attribute));
            node.text(7, domain);
        });
        return this;
    }

    byte[] bytes() {
        return new Message()
                .number(1, 8)
                .message(7, graph)
                .message(8, opset -> opset.text(1, "").number(2, 17))
                .message(8, opset -> opset.text(1, "ai.onnx.ml").number(2, 3))
                .bytes();
    }

    static Consumer<Message> text(String name, String value) {
        return message -> message.text(1, name).text(4, value).number(20, 3);
    }

    static Consumer<Message> floats(String name, List<Float> values) {
        return message -> {
            message.text(1, name).number(20, 6);
            values.forEach(value -> message.put(out -> out.writeFloat(7, value)));
        };
    }

    static Consumer<Message> integers(String name, List<Long> values) {
        return message -> {
            message.text(1, name).number(20, 7);
            values.forEach(value -> message.number(8, value));
        };
    }

    static Consumer<Message> texts(String name, List<String> values) {
        return message -> {
            message.text(1, name).number(20, 8);
            values.forEach(value -> message.text(9, value));
        };
    }

    /** Rows are the first, free dimension; a width of 0 leaves it the only one. */
    private static Consumer<Message> tensor(int type, int width) {
        return value -> value.message(1, tensor -> tensor.number(1, type).message(2, shape -> {
            shape.message(1, rows -> rows.text(2, "N"));
            if (width > 0) {
                shape.message(1, columns -> columns.number(1, width));
            }
        }));
    }

    /** A protobuf message on its way to bytes. */
    static final class Message {
        private interface Writing {
            void to(CodedOutputStream out) throws IOException;
        }

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Message number(int field, long value) {
            return put(out -> out.writeInt64(field, value));
        }

        Message text(int field, String value) {
            return put(out -> out.writeString(field, value));
        }

        Message message(int field, Consumer<Message> content) {
            Message inner = new Message();
            content.accept(inner);
            return message(field, inner);
        }

        Message message(int field, Message inner) {
            return put(out -> out.writeBytes(field, ByteString.copyFrom(inner.bytes())));
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }

        private Message put(Writing writing) {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            try {
                writing.to(out);
                out.flush();
            } catch (IOException failed) {
                throw new UncheckedIOException("a stream in memory failed", failed);
            }
            return this;
        }
    }
}
