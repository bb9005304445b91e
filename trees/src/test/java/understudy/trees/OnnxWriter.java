package understudy.trees;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes the protobuf of small ONNX graphs, so that a test can state one in a few lines. */
final class OnnxWriter {
    private final ByteArrayOutputStream graph = new ByteArrayOutputStream();

    /** Columns −1: of any number. */
    OnnxWriter input(String name, int type, int columns) {
        bytes(graph, 11, value(name, type, columns));
        return this;
    }

    OnnxWriter output(String name, int type, int columns) {
        bytes(graph, 12, value(name, type, columns));
        return this;
    }

    /** An output that is a sequence of maps from INT64 to FLOAT. */
    OnnxWriter maps(String name) {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        number(element, 1, 1);
        ByteArrayOutputStream map = new ByteArrayOutputStream();
        number(map, 1, OnnxGraph.INT64);
        bytes(map, 2, wrapped(1, element));
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        bytes(value, 1, name.getBytes(UTF_8));
        bytes(value, 2, wrapped(4, wrapped(1, wrapped(5, map))));
        bytes(graph, 12, value);
        return this;
    }

    OnnxWriter node(Node node) {
        bytes(graph, 1, node.finished());
        return this;
    }

    byte[] model() {
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        number(model, 1, 8);
        bytes(model, 7, graph);
        bytes(model, 8, opset("", 15));
        bytes(model, 8, opset("ai.onnx.ml", 3));
        return model.toByteArray();
    }

    private static ByteArrayOutputStream opset(String domain, int version) {
        ByteArrayOutputStream opset = new ByteArrayOutputStream();
        bytes(opset, 1, domain.getBytes(UTF_8));
        number(opset, 2, version);
        return opset;
    }

    private static ByteArrayOutputStream value(String name, int type, int columns) {
        ByteArrayOutputStream shape = new ByteArrayOutputStream();
        bytes(shape, 1, new ByteArrayOutputStream());
        if (columns != 0) {
            ByteArrayOutputStream dimension = new ByteArrayOutputStream();
            if (columns > 0) {
                number(dimension, 1, columns);
            }
            bytes(shape, 1, dimension);
        }
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        number(tensor, 1, type);
        bytes(tensor, 2, shape);
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        bytes(value, 1, name.getBytes(UTF_8));
        bytes(value, 2, wrapped(1, tensor));
        return value;
    }

    private static ByteArrayOutputStream wrapped(int field, ByteArrayOutputStream inner) {
        ByteArrayOutputStream outer = new ByteArrayOutputStream();
        bytes(outer, field, inner);
        return outer;
    }

    private static void number(ByteArrayOutputStream to, int field, long value) {
        varint(to, (long) field << 3);
        varint(to, value);
    }

    private static void bytes(ByteArrayOutputStream to, int field, ByteArrayOutputStream content) {
        bytes(to, field, content.toByteArray());
    }

    private static void bytes(ByteArrayOutputStream to, int field, byte[] content) {
        varint(to, ((long) field << 3) | 2);
        varint(to, content.length);
        to.writeBytes(content);
    }

    private static void varint(ByteArrayOutputStream to, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            to.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        to.write((int) rest);
    }

    /** A node under construction. */
    static final class Node {
        private final ByteArrayOutputStream node = new ByteArrayOutputStream();

        Node(String domain, String operator, String[] inputs, String... outputs) {
            for (String input : inputs) {
                bytes(node, 1, input.getBytes(UTF_8));
            }
            for (String output : outputs) {
                bytes(node, 2, output.getBytes(UTF_8));
            }
            bytes(node, 4, operator.getBytes(UTF_8));
            bytes(node, 7, domain.getBytes(UTF_8));
        }

        Node whole(String name, long value) {
            ByteArrayOutputStream attribute = attribute(name, 2);
            number(attribute, 3, value);
            return add(attribute);
        }

        Node text(String name, String value) {
            ByteArrayOutputStream attribute = attribute(name, 3);
            bytes(attribute, 4, value.getBytes(UTF_8));
            return add(attribute);
        }

        Node reals(String name, double... values) {
            ByteArrayOutputStream attribute = attribute(name, 6);
            for (double value : values) {
                varint(attribute, (7 << 3) | 5);
                attribute.writeBytes(ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat((float) value)
                        .array());
            }
            return add(attribute);
        }

        Node wholes(String name, long... values) {
            ByteArrayOutputStream attribute = attribute(name, 7);
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            for (long value : values) {
                varint(packed, value);
            }
            bytes(attribute, 8, packed);
            return add(attribute);
        }

        Node texts(String name, String... values) {
            ByteArrayOutputStream attribute = attribute(name, 8);
            for (String value : values) {
                bytes(attribute, 9, value.getBytes(UTF_8));
            }
            return add(attribute);
        }

        private static ByteArrayOutputStream attribute(String name, int type) {
            ByteArrayOutputStream attribute = new ByteArrayOutputStream();
            bytes(attribute, 1, name.getBytes(UTF_8));
            number(attribute, 20, type);
            return attribute;
        }

        private Node add(ByteArrayOutputStream attribute) {
            bytes(node, 5, attribute);
            return this;
        }

        ByteArrayOutputStream finished() {
            return node;
        }
    }
}
