package understudy.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import inference.ModelInferResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Tensor;
import understudy.serving.Answer;

/** Tensors in gRPC's two forms: typed contents, and raw ones beside the message. */
final class GrpcTensors {
    private GrpcTensors() {}

    /** @throws Problem (INVALID) naming the input and what is wrong with it */
    static List<NamedTensor> inputs(ModelInferRequest request) {
        int count = request.getInputsCount();
        int raw = request.getRawInputContentsCount();
        if (raw != 0 && raw != count) {
            throw Problem.invalid("raw_input_contents", raw, count + ", one for each input, or none");
        }
        List<NamedTensor> inputs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ModelInferRequest.InferInputTensor input = request.getInputs(i);
            String field = "inputs[" + i + "]";
            DataType type = DataType.of(field + ".datatype", input.getDatatype());
            long[] shape = new long[input.getShapeCount()];
            for (int each = 0; each < shape.length; each++) {
                shape[each] = input.getShape(each);
            }
            inputs.add(new NamedTensor(input.getName(), tensor(request, i, field, type, shape, raw > 0)));
        }
        return inputs;
    }

    private static Tensor tensor(
            ModelInferRequest request, int index, String field, DataType type, long[] shape, boolean raw) {
        ModelInferRequest.InferInputTensor input = request.getInputs(index);
        if (!raw) {
            return typed(field, type, shape, input.getContents());
        }
        if (input.hasContents()) {
            throw Problem.invalid(field, "contents beside raw_input_contents", "one of them");
        }
        return RawTensors.read(field, type, shape, request.getRawInputContents(index).asReadOnlyByteBuffer());
    }

    private static Tensor typed(String field, DataType type, long[] shape, InferTensorContents contents) {
        int given = switch (type) {
            case BOOL -> contents.getBoolContentsCount();
            case INT8, INT16, INT32 -> contents.getIntContentsCount();
            case INT64 -> contents.getInt64ContentsCount();
            case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
            case UINT64 -> contents.getUint64ContentsCount();
            case FP32 -> contents.getFp32ContentsCount();
            case FP64 -> contents.getFp64ContentsCount();
            case BYTES -> contents.getBytesContentsCount();
            case FP16 -> throw Problem.invalid(field + ".datatype", "FP16", "raw_input_contents for FP16");
        };
        int size = Tensor.size(field + ".shape", shape);
        if (given != size) {
            throw Problem.invalid(field + ".contents", given + " of " + type, size + ", as the shape " + Arrays.toString(shape) + " says");
        }
        return Tensor.of(type, shape, values(field, type, size, contents));
    }

    private static Object values(String field, DataType type, int size, InferTensorContents contents) {
        return switch (type) {
            case BOOL -> {
                byte[] values = new byte[size];
                for (int i = 0; i < size; i++) {
                    values[i] = (byte) (contents.getBoolContents(i) ? 1 : 0);
                }
                yield values;
            }
            case INT8, UINT8 -> {
                byte[] values = new byte[size];
                for (int i = 0; i < size; i++) {
                    values[i] = (byte) narrow(field, type, i, contents);
                }
                yield values;
            }
            case INT16, UINT16 -> {
                short[] values = new short[size];
                for (int i = 0; i < size; i++) {
                    values[i] = (short) narrow(field, type, i, contents);
                }
                yield values;
            }
            case INT32, UINT32 -> {
                int[] values = new int[size];
                for (int i = 0; i < size; i++) {
                    values[i] = type == DataType.INT32 ? contents.getIntContents(i) : contents.getUintContents(i);
                }
                yield values;
            }
            case INT64, UINT64 -> {
                long[] values = new long[size];
                for (int i = 0; i < size; i++) {
                    values[i] = type == DataType.INT64 ? contents.getInt64Contents(i) : contents.getUint64Contents(i);
                }
                yield values;
            }
            case FP32 -> {
                float[] values = new float[size];
                for (int i = 0; i < size; i++) {
                    values[i] = contents.getFp32Contents(i);
                }
                yield values;
            }
            case FP64 -> {
                double[] values = new double[size];
                for (int i = 0; i < size; i++) {
                    values[i] = contents.getFp64Contents(i);
                }
                yield values;
            }
            case BYTES -> {
                byte[][] values = new byte[size][];
                for (int i = 0; i < size; i++) {
                    values[i] = contents.getBytesContents(i).toByteArray();
                }
                yield values;
            }
            case FP16 -> throw new IllegalStateException("refused before");
        };
    }

    /** Eight and sixteen bits travel in thirty-two. */
    private static int narrow(String field, DataType type, int index, InferTensorContents contents) {
        boolean signed = type == DataType.INT8 || type == DataType.INT16;
        int bits = type.width() * Byte.SIZE;
        long value = signed ? contents.getIntContents(index) : Integer.toUnsignedLong(contents.getUintContents(index));
        long least = signed ? -(1L << (bits - 1)) : 0;
        long most = (1L << (signed ? bits - 1 : bits)) - 1;
        if (value < least || value > most) {
            throw Problem.invalid(field + ".contents[" + index + "]", value, least + " to " + most);
        }
        return (int) value;
    }

    /** @param wanted all where empty */
    static void outputs(Answer answer, List<String> wanted, boolean raw, ModelInferResponse.Builder reply) {
        List<NamedTensor> outputs = wanted.isEmpty()
                ? answer.outputs()
                : wanted.stream().map(name -> InferReply.named(answer, name)).toList();
        boolean asRaw = raw || outputs.stream().anyMatch(output -> output.tensor().type() == DataType.FP16);
        for (NamedTensor output : outputs) {
            ModelInferResponse.InferOutputTensor.Builder written = reply.addOutputsBuilder()
                    .setName(output.name())
                    .setDatatype(output.tensor().type().name());
            for (long dimension : output.tensor().shape()) {
                written.addShape(dimension);
            }
            if (asRaw) {
                reply.addRawOutputContents(UnsafeByteOperations.unsafeWrap(RawTensors.write(output.tensor())));
            } else {
                written.setContents(contents(output.tensor()));
            }
        }
    }

    private static InferTensorContents contents(Tensor tensor) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (int i = 0; i < tensor.size(); i++) {
            switch (tensor.type()) {
                case BOOL -> contents.addBoolContents(tensor.number(i) != 0);
                case INT8, INT16, INT32 -> contents.addIntContents((int) tensor.number(i));
                case INT64 -> contents.addInt64Contents(tensor.longs()[i]);
                case UINT8, UINT16, UINT32 -> contents.addUintContents((int) (long) tensor.number(i));
                case UINT64 -> contents.addUint64Contents(tensor.longs()[i]);
                case FP32 -> contents.addFp32Contents(tensor.floats()[i]);
                case FP64 -> contents.addFp64Contents(tensor.doubles()[i]);
                case BYTES -> contents.addBytesContents(ByteString.copyFrom(tensor.bytes()[i]));
                case FP16 -> throw new IllegalStateException("FP16 has no typed contents");
            }
        }
        return contents.build();
    }
}
