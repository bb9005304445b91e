package understudy.app;

import com.google.protobuf.ByteString;
import inference.InferParameter;
import inference.InferTensorContents;
import inference.ModelInferRequest;
import java.util.List;
import java.util.SplittableRandom;

/** An endless, seeded stream of wrong and nearly right gRPC requests. For one thread. */
final class GrpcFuzz {
    private static final List<String> TYPES =
            List.of("FP64", "FP32", "INT64", "BYTES", "BOOL", "FP16", "UINT8", "fp64", "DOUBLE", "");
    private static final long[][] SHAPES = {
        {1}, {-1}, {0}, {}, {2}, {1, 10}, {1L << 32, 1L << 32}, {Long.MAX_VALUE}, {Long.MIN_VALUE, 2}, new long[40]
    };
    private static final double[] NUMBERS =
            {0, 1, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.MAX_VALUE, Double.MIN_VALUE, 1e300};

    private final SplittableRandom random;
    private final Applicants applicants;

    GrpcFuzz(SplittableRandom random) {
        this.random = random;
        this.applicants = new Applicants(random.split());
    }

    ModelInferRequest next() {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder()
                .setModelName(rarely() ? one(List.of("", "nothing", "loan@1", "\u0000", "x".repeat(999))) : "loan")
                .setModelVersion(rarely() ? one(List.of("1", "2", "99", "-1", "x")) : "");
        boolean raw = random.nextInt(3) == 0;
        applicants.next().forEach((name, value) -> {
            var input = ModelInferRequest.InferInputTensor.newBuilder()
                    .setName(rarely() ? "nonsense" : name)
                    .setDatatype(rarely() ? one(TYPES) : value instanceof String ? "BYTES" : "FP64");
            for (long length : rarely() ? SHAPES[random.nextInt(SHAPES.length)] : SHAPES[0]) {
                input.addShape(length);
            }
            if (rarely()) {
                input.putParameters("binary_data_size", InferParameter.newBuilder().setInt64Param(random.nextLong()).build());
            }
            if (raw) {
                request.addRawInputContents(ByteString.copyFrom(new byte[random.nextInt(20)]));
            } else if (!rarely()) {
                input.setContents(contents(value));
            }
            request.addInputs(input);
        });
        if (rarely()) {
            request.addOutputs(ModelInferRequest.InferRequestedOutputTensor.newBuilder().setName("nothing"));
        }
        return request.build();
    }

    private InferTensorContents contents(Object value) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        if (rarely()) {
            contents.addBoolContents(true).addInt64Contents(random.nextLong());
        }
        if (value instanceof Number number && !rarely()) {
            contents.addFp64Contents(rarely() ? NUMBERS[random.nextInt(NUMBERS.length)] : number.doubleValue());
        } else {
            byte[] junk = new byte[random.nextInt(8)];
            random.nextBytes(junk);
            contents.addBytesContents(rarely() ? ByteString.copyFrom(junk) : ByteString.copyFromUtf8(value.toString()));
        }
        return contents.build();
    }

    private boolean rarely() {
        return random.nextInt(12) == 0;
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
