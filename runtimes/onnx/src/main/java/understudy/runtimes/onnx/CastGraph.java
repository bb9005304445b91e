package understudy.runtimes.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import understudy.core.DataType;

/**
 * A graph of one Cast from INT64 to an unsigned type, whose output is fed to another session: onnxruntime's Java API
 * cannot make a tensor of UINT16, UINT32 or UINT64 itself. Field numbers as in onnx.proto (ir_version 8, opset 13).
 */
final class CastGraph implements AutoCloseable {
    private static final int INT64 = 7;

    private final OrtSession session;

    CastGraph(OrtEnvironment environment, DataType to) throws OrtException {
        int type = switch (to) {
            case UINT16 -> 4;
            case UINT32 -> 12;
            case UINT64 -> 13;
            case BOOL, UINT8, INT8, INT16, INT32, INT64, FP16, FP32, FP64, BYTES ->
                throw new IllegalStateException(to + " needs no cast");
        };
        session = environment.createSession(model(type));
    }

    /** The input in the type; it lives as long as the result, which the caller closes. */
    OrtSession.Result cast(OnnxTensor wide) throws OrtException {
        return session.run(Map.of("x", wide));
    }

    @Override
    public void close() {
        OnnxServingRuntime.close(session);
    }

    private static byte[] model(int type) {
        ProtobufMessage attribute = new ProtobufMessage().text(1, "to").number(3, type).number(20, 2);
        ProtobufMessage node = new ProtobufMessage().text(1, "x").text(2, "y").text(4, "Cast").message(5, attribute);
        ProtobufMessage graph = new ProtobufMessage()
                .message(1, node)
                .text(2, "cast")
                .message(11, value("x", INT64))
                .message(12, value("y", type));
        return new ProtobufMessage().number(1, 8).message(7, graph).message(8, new ProtobufMessage().number(2, 13)).bytes();
    }

    /** A tensor of the element type and of any shape. */
    private static ProtobufMessage value(String name, int type) {
        return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, new ProtobufMessage().number(1, type)));
    }
}
