package understudy.demo;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes an ONNX file, field by field as onnx.proto3 of ONNX 1.12 numbers them (IR version 8, opset 17, ai.onnx.ml 3).
 * Tensors have rows as their first, free dimension.
 */
final class OnnxWriter {
    static final int FLOAT = 1;
    static final int INT64 = 7;
    static final int STRING = 8;

    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;
    private static final int ML_OPSET = 3;

    private final Message graph = new Message();
    private int nodes;

    /** Starts a graph of that name. */
    OnnxWriter(String name) {
        graph.text(2, name);
    }

    OnnxWriter input(String name, int type, int width) {
        graph.message(11, value -> value.text(1, name).message(2, tensorType(type, width)));
        return this;
    }

    OnnxWriter output(String name, int type, int width) {
        graph.message(12, value -> value.text(1, name).message(2, tensorType(type, width)));
        return this;
    }

    /** An output that is a map from the class's name to its probability for each row, as ZipMap makes it. */
    OnnxWriter mapOutput(String name) {
        Consumer<Message> scalar = type -> type.message(1, tensor -> tensor.number(1, FLOAT).message(2, shape -> {}));
        Consumer<Message> map = type -> type.message(5, entry -> entry.number(1, STRING).message(2, scalar));
        Consumer<Message> sequence = type -> type.message(4, each -> each.message(1, map));
        graph.message(12, value -> value.text(1, name).message(2, sequence));
        return this;
    }

    OnnxWriter constant(String name, float[] values, long... dimensions) {
        graph.message(5, tensor -> tensor.longs(1, dimensions)
                .number(2, FLOAT)
                .text(8, name)
                .bytes(9, littleEndian(values)));
        return this;
    }

    OnnxWriter constant(String name, long[] values) {
        ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        graph.message(
                5, tensor -> tensor.longs(1, values.length).number(2, INT64).text(8, name).bytes(9, raw.array()));
        return this;
    }

    /** An operator of the standard domain. */
    OnnxWriter node(String operator, List<String> inputs, List<String> outputs, Attribute... attributes) {
        return node("", operator, inputs, outputs, attributes);
    }

    /** An operator of {@code ai.onnx.ml}. */
    OnnxWriter learned(String operator, List<String> inputs, List<String> outputs, Attribute... attributes) {
        return node("ai.onnx.ml", operator, inputs, outputs, attributes);
    }

    byte[] write() {
        return new Message()
                .number(1, IR_VERSION)
                .text(2, "understudy-demo")
                .text(3, "1")
                .number(5, 1)
                .message(7, graph)
                .message(8, opset -> opset.text(1, "").number(2, OPSET))
                .message(8, opset -> opset.text(1, "ai.onnx.ml").number(2, ML_OPSET))
                .toByteArray();
    }

    private OnnxWriter node(
            String domain, String operator, List<String> inputs, List<String> outputs, Attribute... attributes) {
        graph.message(1, node -> {
            inputs.forEach(input -> node.text(1, input));
            outputs.forEach(output -> node.text(2, output));
            node.text(3, operator + "_" + nodes++).text(4, operator);
            for (Attribute attribute : attributes) {
                node.message(5, attribute.message);
            }
            node.text(7, domain);
        });
        return this;
    }

    private static Consumer<Message> tensorType(int type, int width) {
        return value -> value.message(1, tensor -> tensor.number(1, type)
                .message(2, shape -> {
                    shape.message(1, rows -> rows.text(2, "N"));
                    if (width > 0) {
                        shape.message(1, columns -> columns.number(1, width));
                    }
                }));
    }

    private static byte[] littleEndian(float[] values) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return raw.array();
    }

    /** A named attribute of a node. */
    record Attribute(Message message) {
        static Attribute integer(String name, long value) {
            return new Attribute(new Message().text(1, name).number(3, value).number(20, 2));
        }

        static Attribute real(String name, float value) {
            return new Attribute(new Message().text(1, name).real(2, value).number(20, 1));
        }

        static Attribute text(String name, String value) {
            return new Attribute(new Message().text(1, name).text(4, value).number(20, 3));
        }

        static Attribute floats(String name, float... values) {
            return new Attribute(new Message().text(1, name).floats(7, values).number(20, 6));
        }

        static Attribute integers(String name, long... values) {
            return new Attribute(new Message().text(1, name).longs(8, values).number(20, 7));
        }

        static Attribute texts(String name, List<String> values) {
            Message message = new Message().text(1, name);
            values.forEach(value -> message.text(9, value));
            return new Attribute(message.number(20, 8));
        }
    }

    /** A protobuf message on its way to bytes. */
    static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Message number(int field, long value) {
            return put(out -> out.writeInt64(field, value));
        }

        Message real(int field, float value) {
            return put(out -> out.writeFloat(field, value));
        }

        Message text(int field, String value) {
            return put(out -> out.writeString(field, value));
        }

        Message bytes(int field, byte[] value) {
            return put(out -> out.writeByteArray(field, value));
        }

        /** Packed, as proto3 does by default. */
        Message longs(int field, long... values) {
            return packed(field, out -> {
                for (long value : values) {
                    out.writeInt64NoTag(value);
                }
            });
        }

        /** Packed, as proto3 does by default. */
        Message floats(int field, float... values) {
            return packed(field, out -> {
                for (float value : values) {
                    out.writeFloatNoTag(value);
                }
            });
        }

        Message message(int field, Consumer<Message> content) {
            Message inner = new Message();
            content.accept(inner);
            return message(field, inner);
        }

        Message message(int field, Message inner) {
            return put(out -> out.writeBytes(field, ByteString.copyFrom(inner.toByteArray())));
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }

        private Message packed(int field, Writing writing) {
            Message inner = new Message().put(writing);
            return message(field, inner);
        }

        private Message put(Writing writing) {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            try {
                writing.to(out);
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("a stream in memory failed", e);
            }
            return this;
        }
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }
}
