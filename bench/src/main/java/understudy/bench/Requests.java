package understudy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import inference.ModelInferRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Ready-made inference requests of one model and batch size: {@link #DIFFERENT} of them, of seeded rows with four decimal
 * places, which is what tables mostly hold.
 *
 * @param input name of the model's one input
 * @param type {@code FP32} or {@code FP64}
 */
record Requests(String model, String input, String type, int rows) {
    private static final int DIFFERENT = 64;

    /** Over HTTP with the numbers in JSON. */
    List<byte[]> json() {
        return each(values -> {
            StringBuilder body = head().append(",\"data\":[");
            for (int i = 0; i < values.length; i++) {
                body.append(i == 0 ? "" : ",").append(String.format(Locale.ROOT, "%.4f", values[i]));
            }
            byte[] bytes = body.append("]}]}").toString().getBytes(UTF_8);
            return post("/v2/models/" + model + "/infer", "", bytes);
        });
    }

    /** Over HTTP with the numbers as binary data behind the JSON, asked back the same way. */
    List<byte[]> binary() {
        return each(values -> {
            byte[] raw = raw(values);
            byte[] json = head()
                    .append(",\"parameters\":{\"binary_data_size\":").append(raw.length)
                    .append("}}],\"parameters\":{\"binary_data_output\":true}}")
                    .toString()
                    .getBytes(UTF_8);
            return post(
                    "/v2/models/" + model + "/infer", "Inference-Header-Content-Length: " + json.length + "\r\n",
                    concatenated(json, raw));
        });
    }

    /** Serialized ModelInferRequests with raw contents. */
    List<byte[]> grpc() {
        return each(values -> ModelInferRequest.newBuilder()
                .setModelName(model)
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName(input)
                        .setDatatype(type)
                        .addShape(rows)
                        .addShape(BenchModels.FEATURES))
                .addRawInputContents(ByteString.copyFrom(raw(values)))
                .build()
                .toByteArray());
    }

    static List<byte[]> get(String path) {
        return List.of(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(UTF_8));
    }

    private interface Form {
        byte[] of(double[] values);
    }

    private List<byte[]> each(Form form) {
        Random random = new Random(5);
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < DIFFERENT; i++) {
            requests.add(form.of(random.doubles((long) rows * BenchModels.FEATURES, -2, 2).toArray()));
        }
        return requests;
    }

    private StringBuilder head() {
        return new StringBuilder("{\"inputs\":[{\"name\":\"").append(input)
                .append("\",\"shape\":[").append(rows).append(',').append(BenchModels.FEATURES)
                .append("],\"datatype\":\"").append(type).append('"');
    }

    private byte[] raw(double[] values) {
        boolean wide = type.equals("FP64");
        ByteBuffer raw = ByteBuffer.allocate(values.length * (wide ? 8 : 4)).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            if (wide) {
                raw.putDouble(value);
            } else {
                raw.putFloat((float) value);
            }
        }
        return raw.array();
    }

    static byte[] post(String path, String header, byte[] body) {
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + header
                + "Content-Length: " + body.length + "\r\n\r\n";
        return concatenated(head.getBytes(UTF_8), body);
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }
}
