package understudy.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import understudy.api.Paths;

/** An endless, seeded stream of wrong and nearly right requests. The same seed brings the same ones. For one thread. */
final class RestFuzz {
    private static final List<String> JUNK = List.of(
            "null", "true", "-1", "0", "9223372036854775807", "-9223372036854775808", "1e999", "-1e999", "NaN", "Infinity",
            "\"NaN\"", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[[1,2],[3]]", "[null]", "{\"a\":{}}",
            "0.1", "1e-320", "[1,\"a\",true]", "99999999999999999999999999");
    private static final List<String> SHAPES = List.of(
            "[1]", "[-1]", "[0]", "[]", "[2]", "[1,1]", "[1,10]", "[4294967296]", "[4294967296,4294967296]",
            "[9223372036854775807]", "[-9223372036854775808,2]", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "[1.5]", "\"1\"",
            "null", "[\"a\"]");
    private static final List<String> TYPES =
            List.of("FP64", "FP32", "INT64", "BYTES", "BOOL", "FP16", "UINT8", "fp64", "DOUBLE", "", "null");
    private static final List<String> VALUES = List.of(
            "loan", "1", "2", "99", "0", "-1", "nothing", "..", "%", "a b", "\u0000", "ü", "2147483648", "x".repeat(300),
            "'; DROP TABLE models; --", "01934f5c-7a2b-7c3d-8e4f-5a6b7c8d9e0f.0", "01934f5c-7a2b-7c3d-8e4f-5a6b7c8d9e0f.-1");
    private static final List<String> ROUTES = List.of(
            Paths.MODELS, Paths.MODEL, Paths.VERSIONS, Paths.VERSION, Paths.LINEUP, Paths.LINEUP_HISTORY, Paths.SHADOW,
            Paths.CANARY, Paths.SHADOWS, Paths.DECISION, Paths.COMPARISON, Paths.COMPARISON_REPORT, Paths.COMPARISONS,
            Paths.PLANS, Paths.ROLLOUTS, Paths.ROLLOUT_STOP, Paths.BACKTESTS, Paths.PREDICT, Paths.JOBS, Paths.JOB,
            Paths.JOB_REPORT, Paths.LABELS, Paths.PREDICTIONS, Paths.PREDICTION, Paths.OVERRIDE, Paths.REPRODUCE,
            Paths.TOKEN, Paths.AUDIT, Paths.AUDIT_VERIFICATION, Paths.ERASURE, Paths.INVOCATIONS, Paths.STATUS,
            Paths.WHOAMI, Paths.CHANNELS, Paths.CHANNEL_TEST,
            "/v2", "/v2/models/{model}", "/v2/models/{model}/versions/{version}", "/v2/models/{model}/infer",
            "/v2/models/{model}/versions/{version}/infer", "/v2/models/{model}/ready", "/v2/nothing/{model}");
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");
    private static final List<String> MEDIA_TYPES = List.of(
            "application/json", "text/csv", "application/x-ndjson", "application/octet-stream", "multipart/form-data",
            "multipart/form-data; boundary=b", "text/plain", "nonsense");

    private final SplittableRandom random;
    private final Applicants applicants;

    /** @param body a character for each byte, as in ISO 8859-1 */
    record Shot(String method, String path, Map<String, String> headers, String body) {
        static Shot of(String method, String path, Map<String, String> headers, byte[] body) {
            return new Shot(method, path, headers, new String(body, ISO_8859_1));
        }

        @Override
        public String toString() {
            return method + " " + path + " " + headers + " " + (body.length() < 1_000 ? body : body.substring(0, 1_000));
        }
    }

    RestFuzz(SplittableRandom random) {
        this.random = random;
        this.applicants = new Applicants(random.split());
    }

    Shot next() {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5 -> json("/v2/models/loan/infer", damaged(infer()));
            case 6, 7 -> binary();
            case 8, 9 -> json(Paths.of(Paths.PREDICT, "loan"), damaged(Caller.write(Map.of("features", applicants.next()))));
            case 10 -> body("POST", Paths.INVOCATIONS + "?model=loan", one(MEDIA_TYPES), damaged(invocation()));
            case 11 -> body("POST", Paths.LABELS + "?model=loan", one(MEDIA_TYPES), damaged(labels()));
            case 12 -> lineup();
            case 13 -> Shot.of("GET", Paths.PREDICTIONS + query(), Map.of(), new byte[0]);
            case 14 -> register();
            case 15 -> json("/v2/models/" + value() + "/versions/" + value() + "/infer", infer());
            default -> body(one(METHODS), route(), one(MEDIA_TYPES), random.nextBoolean() ? one(JUNK) : damaged(infer()));
        };
    }

    private static Shot json(String path, String body) {
        return body("POST", path, "application/json", body);
    }

    private static Shot body(String method, String path, String type, String body) {
        return Shot.of(method, path, Map.of("Content-Type", type), body.getBytes(UTF_8));
    }

    /** Right, but for one thing now and then. */
    private String infer() {
        StringBuilder inputs = new StringBuilder();
        applicants.next().forEach((name, value) -> {
            String type = value instanceof String ? "BYTES" : "FP64";
            inputs.append(inputs.isEmpty() ? "" : ",").append("{\"name\":\"").append(name).append("\",\"datatype\":\"")
                    .append(rarely() ? one(TYPES) : type).append("\",\"shape\":").append(rarely() ? one(SHAPES) : "[1]")
                    .append(",\"data\":[").append(rarely() ? one(JUNK) : Caller.write(value)).append("]}");
        });
        return "{\"inputs\":[" + inputs + "]" + (rarely() ? ",\"outputs\":" + one(JUNK) : "")
                + (rarely() ? ",\"parameters\":" + one(JUNK) : "") + (rarely() ? ",\"id\":" + one(JUNK) : "") + "}";
    }

    private String damaged(String text) {
        int at = random.nextInt(text.length() + 1);
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + one(JUNK) + text.substring(at);
            case 2 -> text.substring(0, at) + (char) random.nextInt(256) + text.substring(Math.min(text.length(), at + 1));
            case 3 -> text.replaceFirst("\"(\\w+)\":", "\"" + one(VALUES.subList(0, 8)) + "\":").replace("\u0000", "");
            case 4 -> "[".repeat(random.nextInt(2_000)) + text;
            default -> text;
        };
    }

    /** Announces more or fewer bytes than there are, or others. */
    private Shot binary() {
        int size = random.nextInt(64);
        String json = "{\"inputs\":[{\"name\":\"age\",\"datatype\":\"" + one(TYPES) + "\",\"shape\":" + one(SHAPES)
                + ",\"parameters\":{\"binary_data_size\":" + (random.nextBoolean() ? size : one(JUNK)) + "}}]}";
        byte[] head = json.getBytes(UTF_8);
        byte[] body = Arrays.copyOf(head, head.length + random.nextInt(64));
        String announced = random.nextBoolean() ? Integer.toString(head.length) : one(JUNK).replace("\"", "");
        return Shot.of(
                "POST", "/v2/models/loan/infer",
                Map.of("Content-Type", "application/octet-stream", "Inference-Header-Content-Length", announced.replace("\\", "")),
                body);
    }

    private String invocation() {
        String person = Caller.write(applicants.next());
        return switch (random.nextInt(4)) {
            case 0 -> "{\"dataframe_records\":[" + person + "]}";
            case 1 -> "{\"instances\":[" + person + "]}";
            case 2 -> "{\"dataframe_split\":{\"columns\":[\"age\",\"age\"],\"data\":[[1," + one(JUNK) + "]]}}";
            default -> "age,income\n1," + one(JUNK) + "\n";
        };
    }

    private String labels() {
        return "{\"prediction_id\":\"" + one(VALUES).replace("\u0000", "") + "\",\"label\":" + one(JUNK) + "}\n"
                + "{\"key\":" + one(JUNK) + ",\"label\":\"paid\",\"at\":" + one(JUNK) + "}\n";
    }

    private Shot lineup() {
        String body = "{\"champion\":" + one(JUNK) + ",\"canaries\":[{\"version\":" + one(JUNK) + ",\"share\":" + one(JUNK)
                + "}],\"shadows\":" + one(JUNK) + ",\"routes\":" + one(JUNK) + "}";
        String match = random.nextBoolean() ? "\"1\"" : one(JUNK).replace("\\", "");
        return Shot.of(
                "PUT", Paths.of(Paths.LINEUP, "loan"), Map.of("Content-Type", "application/json", "If-Match", match),
                body.getBytes(UTF_8));
    }

    /** A model that is cut off, changed or no model at all. */
    private Shot register() {
        LoanVersion version = random.nextBoolean() ? LoanVersion.LIGHTGBM : LoanVersion.LOGISTIC_REGRESSION;
        byte[] artifact = version.artifact();
        if (random.nextBoolean()) {
            artifact = Arrays.copyOf(artifact, random.nextInt(artifact.length));
        } else {
            for (int i = 0; i < 8; i++) {
                artifact[random.nextInt(artifact.length)] = (byte) random.nextInt();
            }
        }
        String metadata = random.nextBoolean() ? new String(version.metadata(), UTF_8) : "{\"runtime\":" + one(JUNK) + "}";
        String head = "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n" + metadata
                + "\r\n--b\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\"" + version.fileName()
                + "\"\r\n\r\n";
        byte[] end = (rarely() ? "" : "\r\n--b--\r\n").getBytes(UTF_8);
        byte[] start = head.getBytes(UTF_8);
        byte[] form = Arrays.copyOf(start, start.length + artifact.length + end.length);
        System.arraycopy(artifact, 0, form, start.length, artifact.length);
        System.arraycopy(end, 0, form, start.length + artifact.length, end.length);
        return Shot.of(
                "POST", Paths.of(Paths.VERSIONS, "fuzz-" + random.nextInt(1_000)),
                Map.of("Content-Type", "multipart/form-data; boundary=b"), form);
    }

    private String query() {
        String names = one(List.of("model", "version", "role", "key", "from", "to", "where", "limit"));
        String more = one(List.of("score>", "feature.age=", "disagrees=", "segment.x=", "nonsense", "score!=", "label="));
        return "?" + names + "=" + value() + "&where=" + URLEncoder.encode(more, UTF_8) + value();
    }

    private String route() {
        String route = one(ROUTES);
        while (route.contains("{")) {
            route = route.replaceFirst("\\{[a-z]+}", value());
        }
        return route + (rarely() ? query() : "");
    }

    private String value() {
        return URLEncoder.encode(one(VALUES), UTF_8).replace("+", "%20");
    }

    private boolean rarely() {
        return random.nextInt(8) == 0;
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
