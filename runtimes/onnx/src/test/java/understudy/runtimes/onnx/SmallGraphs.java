package understudy.runtimes.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import understudy.core.Sha256;
import understudy.serving.Artifact;

/** Graphs written by hand, small enough to compute on paper. */
final class SmallGraphs {
    static final int FLOAT = 1;
    private static final int OPSET = 13;

    private SmallGraphs() {}

    /** {@code score = sigmoid(X · weights + bias)}, X of shape [-1, weights.length] or with a fixed batch. */
    static byte[] logistic(float[] weights, float bias, long batch) {
        ProtobufMessage graph = new ProtobufMessage()
                .message(1, node("MatMul", "product", "X", "weights"))
                .message(1, node("Add", "logit", "product", "bias"))
                .message(1, node("Sigmoid", "score", "logit"))
                .text(2, "logistic")
                .message(5, constant("weights", weights, weights.length, 1))
                .message(5, constant("bias", new float[] {bias}, 1))
                .message(11, value("X", FLOAT, batch, weights.length))
                .message(12, value("score", FLOAT, batch, 1));
        return model(graph);
    }

    /** {@code Y} is {@code X} in and out, of the ONNX element type and shape; −1 leaves a dimension open. */
    static byte[] identity(int type, long... shape) {
        return model(new ProtobufMessage()
                .message(1, node("Identity", "Y", "X"))
                .text(2, "identity")
                .message(11, value("X", type, shape))
                .message(12, value("Y", type, shape)));
    }

    /** A node of an operator that nobody has. */
    static byte[] unknownOperator() {
        return model(new ProtobufMessage()
                .message(1, node("Frobnicate", "Y", "X"))
                .text(2, "custom")
                .message(11, value("X", FLOAT, -1, 2))
                .message(12, value("Y", FLOAT, -1, 2)));
    }

    static Artifact file(Path folder, String name, byte[] model) {
        try {
            return new Artifact(Files.write(folder.resolve(name), model), name, Sha256.of(model));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static byte[] model(ProtobufMessage graph) {
        return new ProtobufMessage()
                .number(1, 8)
                .text(2, "understudy")
                .message(7, graph)
                .message(8, new ProtobufMessage().number(2, OPSET))
                .bytes();
    }

    private static ProtobufMessage node(String operator, String output, String... inputs) {
        ProtobufMessage node = new ProtobufMessage();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(4, operator);
    }

    private static ProtobufMessage constant(String name, float[] values, int... shape) {
        ProtobufMessage tensor = new ProtobufMessage();
        for (int dimension : shape) {
            tensor.number(1, dimension);
        }
        ByteBuffer raw = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor.number(2, FLOAT).text(8, name).content(9, raw.array());
    }

    private static ProtobufMessage value(String name, int type, long... shape) {
        ProtobufMessage dimensions = new ProtobufMessage();
        for (long dimension : shape) {
            dimensions.message(1, dimension < 0
                    ? new ProtobufMessage().text(2, "N")
                    : new ProtobufMessage().number(1, (int) dimension));
        }
        ProtobufMessage tensor = new ProtobufMessage().number(1, type).message(2, dimensions);
        return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensor));
    }
}
