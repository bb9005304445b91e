package understudy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Tensor;

/** Made-up rows for whatever a model takes, seeded: the same for a bare call and for a request over HTTP. */
final class TableRows {
    private static final int DIFFERENT = 64;
    private static final Range PLAIN = new Range(0, 2);

    private TableRows() {}

    /** What values are made between; an input's least and most. */
    record Range(double least, double most) {}

    /**
     * Different calls of so many rows each.
     *
     * @param ranges of the numbers of each input; from 0 to 2 where there are none
     */
    static List<List<NamedTensor>> of(Signature signature, int rows, List<Range> ranges) {
        Random random = new Random(5);
        List<List<NamedTensor>> calls = new ArrayList<>();
        for (int call = 0; call < DIFFERENT; call++) {
            List<NamedTensor> inputs = new ArrayList<>();
            for (Signature.Input input : signature.inputs()) {
                Range range = ranges.isEmpty() ? PLAIN : ranges.get(inputs.size());
                inputs.add(new NamedTensor(input.name(), tensor(input, rows, range, random)));
            }
            calls.add(inputs);
        }
        return calls;
    }

    /** The call as an HTTP request with JSON. */
    static byte[] request(String model, List<NamedTensor> call) {
        ObjectNode body = new JsonMapper().createObjectNode();
        ArrayNode inputs = body.putArray("inputs");
        for (NamedTensor input : call) {
            Tensor tensor = input.tensor();
            ObjectNode written = inputs.addObject().put("name", input.name()).put("datatype", tensor.type().name());
            for (long dimension : tensor.shape()) {
                written.withArray("shape").add(dimension);
            }
            ArrayNode data = written.putArray("data");
            for (int i = 0; i < tensor.size(); i++) {
                if (tensor.type() == DataType.BYTES) {
                    data.add(tensor.text(i));
                } else if (tensor.type().isFloating()) {
                    data.add(Math.round(tensor.number(i) * 1e4) / 1e4);
                } else {
                    data.add((long) tensor.number(i));
                }
            }
        }
        return Requests.post("/v2/models/" + model + "/infer", "", body.toString().getBytes(UTF_8));
    }

    private static Tensor tensor(Signature.Input input, int rows, Range range, Random random) {
        long[] shape = input.shape().stream().mapToLong(each -> each < 0 ? 1 : each).toArray();
        shape[0] = rows;
        if (input.shape().size() > 1 && input.shape().get(1) < 0 && !input.features().isEmpty()) {
            shape[1] = input.features().size();
        }
        int size = Tensor.size(input.name(), shape);
        if (input.type() == DataType.BYTES) {
            List<String> known = input.features().isEmpty() ? List.of() : input.features().getFirst().categories();
            String[] texts = new String[size];
            for (int i = 0; i < size; i++) {
                texts[i] = known.isEmpty() ? "a" : known.get(random.nextInt(known.size()));
            }
            return Tensor.texts(texts, shape);
        }
        // four decimal places, as tables mostly have
        double[] values = random.doubles(size, range.least(), range.most()).map(value -> Math.round(value * 1e4) / 1e4).toArray();
        return numbers(input, values, shape);
    }

    private static Tensor numbers(Signature.Input input, double[] values, long[] shape) {
        return switch (input.type()) {
            case FP64 -> Tensor.of(values, shape);
            case FP32 -> {
                float[] floats = new float[values.length];
                for (int i = 0; i < values.length; i++) {
                    floats[i] = (float) values[i];
                }
                yield Tensor.of(floats, shape);
            }
            case INT64 -> {
                long[] longs = new long[values.length];
                for (int i = 0; i < values.length; i++) {
                    longs[i] = (long) values[i];
                }
                yield Tensor.of(longs, shape);
            }
            case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, FP16, BYTES ->
                throw new IllegalArgumentException(input.name() + ": no rows are made of " + input.type());
        };
    }
}
