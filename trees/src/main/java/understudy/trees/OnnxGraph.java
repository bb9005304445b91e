package understudy.trees;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * As much of an ONNX model as graphs of tree ensembles need. Field numbers are those of {@code onnx.proto} (ONNX 1.x);
 * everything else is skipped.
 *
 * @param constants how many initializers and functions there are: an ensemble has none
 */
record OnnxGraph(List<Value> inputs, List<Value> outputs, List<Node> nodes, int constants) {
    /** Element types of TensorProto.DataType. */
    static final int FLOAT = 1;

    static final int INT32 = 6;
    static final int INT64 = 7;
    static final int DOUBLE = 11;

    /**
     * An input or output of the graph.
     *
     * @param type TensorProto.DataType, 0 where it is no tensor
     * @param shape −1 for a dimension of any length
     */
    record Value(String name, int type, List<Long> shape) {}

    /**
     * An attribute of a node; only the part of its own type is filled.
     *
     * @param number {@code f} or {@code i}
     * @param text {@code s}
     * @param numbers {@code floats} or {@code ints}
     * @param texts {@code strings}
     * @param other whether it holds a tensor or a graph
     */
    record Attribute(double number, String text, Numbers numbers, List<String> texts, boolean other) {}

    record Node(
            String operator,
            String domain,
            List<String> inputs,
            List<String> outputs,
            Map<String, Attribute> attributes) {
        private static final Attribute NONE = new Attribute(0, "", new Numbers(), List.of(), false);

        String text(String name, String otherwise) {
            return attributes.containsKey(name) ? attribute(name).text : otherwise;
        }

        long whole(String name, long otherwise) {
            return attributes.containsKey(name) ? (long) attribute(name).number : otherwise;
        }

        double[] numbers(String name) {
            return attribute(name).numbers.toArray();
        }

        List<String> texts(String name) {
            return attribute(name).texts;
        }

        private Attribute attribute(String name) {
            return attributes.getOrDefault(name, NONE);
        }
    }

    /**
     * Reads a ModelProto.
     *
     * @throws understudy.core.Problem UNPROCESSABLE where it is no protobuf, or ends early
     */
    static OnnxGraph parse(byte[] content) {
        List<Value> inputs = new ArrayList<>();
        List<Value> outputs = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        int constants = 0;
        Protobuf model = new Protobuf(ByteBuffer.wrap(content));
        while (model.next()) {
            if (model.field() == 25) {
                constants++;
            } else if (model.field() == 7) {
                Protobuf graph = model.message();
                while (graph.next()) {
                    switch (graph.field()) {
                        case 1 -> nodes.add(node(graph.message()));
                        case 5, 15 -> constants++;
                        case 11 -> inputs.add(value(graph.message()));
                        case 12 -> outputs.add(value(graph.message()));
                        default -> {}
                    }
                }
            }
        }
        return new OnnxGraph(List.copyOf(inputs), List.copyOf(outputs), List.copyOf(nodes), constants);
    }

    private static Node node(Protobuf message) {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, Attribute> attributes = new HashMap<>();
        String operator = "";
        String domain = "";
        while (message.next()) {
            switch (message.field()) {
                case 1 -> inputs.add(message.text());
                case 2 -> outputs.add(message.text());
                case 4 -> operator = message.text();
                case 5 -> attribute(message.message(), attributes);
                case 7 -> domain = message.text();
                default -> {}
            }
        }
        return new Node(operator, domain, List.copyOf(inputs), List.copyOf(outputs), Map.copyOf(attributes));
    }

    private static void attribute(Protobuf message, Map<String, Attribute> attributes) {
        String name = "";
        double number = 0;
        String text = "";
        Numbers numbers = new Numbers();
        List<String> texts = new ArrayList<>();
        boolean other = false;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> name = message.text();
                case 2 -> number = message.real();
                case 3 -> number = message.whole();
                case 4 -> text = message.text();
                case 5, 6, 10, 11, 22 -> other = true;
                case 7 -> message.reals(numbers);
                case 8 -> message.wholes(numbers);
                case 9 -> texts.add(message.text());
                default -> {}
            }
        }
        attributes.put(name, new Attribute(number, text, numbers, List.copyOf(texts), other));
    }

    private static Value value(Protobuf message) {
        String name = "";
        int type = 0;
        List<Long> shape = new ArrayList<>();
        while (message.next()) {
            if (message.field() == 1) {
                name = message.text();
            } else if (message.field() == 2) {
                Protobuf kind = message.message();
                while (kind.next()) {
                    if (kind.field() == 1) {
                        type = tensor(kind.message(), shape);
                    }
                }
            }
        }
        return new Value(name, type, List.copyOf(shape));
    }

    private static int tensor(Protobuf message, List<Long> shape) {
        int type = 0;
        while (message.next()) {
            if (message.field() == 1) {
                type = (int) message.whole();
            } else if (message.field() == 2) {
                Protobuf dimensions = message.message();
                while (dimensions.next()) {
                    if (dimensions.field() == 1) {
                        shape.add(dimension(dimensions.message()));
                    }
                }
            }
        }
        return type;
    }

    private static long dimension(Protobuf message) {
        long length = -1;
        while (message.next()) {
            if (message.field() == 1) {
                length = message.whole();
            }
        }
        return length > 0 ? length : -1;
    }
}
