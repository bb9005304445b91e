package understudy.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whatever is sent, the reply is a sentence and a 4xx, and the server goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenRequestsTest {
    private static final String GOOD = """
            {"id":"1","parameters":{"key":"k"},"inputs":[{"name":"age","shape":[1],"datatype":"FP64","data":[41]},\
            {"name":"region","shape":[1],"datatype":"BYTES","data":["a"]}],"outputs":[{"name":"score"}]}""";
    private static final String INFER = "/v2/models/loan/infer";

    private final Lab lab = new Lab();

    @BeforeAll
    void register() {
        lab.register("loan", "linear 0");
        lab.register("echo", "echo INT8");
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private void refused(String path, byte[] body, String... headers) throws IOException, InterruptedException {
        HttpResponse<byte[]> reply = lab.postBytes(path, body, headers);
        String text = new String(reply.body(), UTF_8);
        String sent = new String(body, 0, Math.min(body.length, 200), UTF_8);
        assertThat(reply.statusCode()).as("%s %s -> %s", path, sent, text).isBetween(400, 499);
        assertThat(text).doesNotContain("Exception").doesNotContain("understudy.").doesNotContain("\tat ");
        assertThat(text).as(sent).matches("(?s)\\{.*(error|detail).*}");
    }

    @Test
    void the_good_request_is_good() throws Exception {
        assertThat(lab.post(INFER, GOOD).statusCode()).isEqualTo(200);
    }

    @Test
    void a_request_cut_anywhere_is_refused() throws Exception {
        byte[] whole = GOOD.getBytes(UTF_8);
        for (int length = 0; length < whole.length - 1; length++) {
            refused(INFER, java.util.Arrays.copyOf(whole, length));
        }
    }

    @Test
    void one_wrong_byte_never_harms_the_server() throws Exception {
        Random random = new Random(11);
        for (int i = 0; i < 600; i++) {
            byte[] body = GOOD.getBytes(UTF_8);
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            HttpResponse<byte[]> reply = lab.postBytes(INFER, body);
            assertThat(reply.statusCode()).as(new String(body, UTF_8)).isLessThan(500);
            assertThat(new String(reply.body(), UTF_8)).doesNotContain("Exception");
        }
    }

    @Test
    void shapes_types_and_values_that_cannot_be_are_refused() throws Exception {
        List<String> tensors = new ArrayList<>();
        for (String shape : List.of("[-1]", "[2]", "[0]", "[1,1,1]", "[9223372036854775807]", "[99999999999999999999]", "[1.5]",
                "1", "null", "[[1]]", "[2147483647,2147483647]", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "[\"1\"]", "[]")) {
            tensors.add("{\"name\":\"age\",\"shape\":" + shape + ",\"datatype\":\"FP64\",\"data\":[41,42,43]}");
        }
        for (String data : List.of("[NaN]", "[Infinity]", "[1e999]", "[\"41\"]", "[true]", "[null]", "[[41]", "[{}]", "{}", "null",
                "[[[41]]]", "[41", "41,", "[]", "[41,41]", "[-1e309]", "\"41\"", "[+1]", "[01]", "[0x1]", "['1']")) {
            tensors.add("{\"name\":\"age\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":" + data + "}");
        }
        for (String type : List.of("FP128", "fp64", "", "BYTES", "FP16", "STRING")) {
            tensors.add("{\"name\":\"age\",\"shape\":[1],\"datatype\":\"" + type + "\",\"data\":[41]}");
        }
        tensors.add("{\"shape\":[1],\"datatype\":\"FP64\",\"data\":[41]}");
        tensors.add("{\"name\":\"age\",\"datatype\":\"FP64\",\"data\":[41]}");
        tensors.add("{\"name\":\"age\",\"shape\":[1],\"data\":[41]}");
        tensors.add("{\"name\":\"age\",\"shape\":[1],\"datatype\":\"FP64\"}");
        tensors.add("{\"name\":\"nobody\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[41]}");
        tensors.add("{\"name\":\"age\",\"name\":\"age\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[41]}");
        tensors.add("{\"name\":\"age\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[41],\"data\":[41]}");
        tensors.add("{\"data\":[41],\"name\":\"age\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[41]}");
        tensors.add("{\"name\":\"age\",\"shape\":[1],\"datatype\":\"FP64\",\"parameters\":{\"binary_data_size\":8}}");
        tensors.add("{\"name\":\"age\",\"shape\":[1],\"datatype\":\"FP64\",\"parameters\":{\"binary_data_size\":-8}}");
        tensors.add("{\"name\":\"age\",\"shape\":[1],\"datatype\":\"FP64\",\"parameters\":{\"binary_data_size\":\"8\"}}");
        tensors.add("[]");
        tensors.add("null");
        for (String tensor : tensors) {
            refused(INFER, ("{\"inputs\":[" + tensor + "]}").getBytes(UTF_8));
        }
    }

    @Test
    void bodies_that_are_no_request_are_refused() throws Exception {
        String deep = "[".repeat(5000) + "]".repeat(5000);
        String input = "{\"name\":\"age\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[41]}";
        for (String body : List.of("", "null", "[]", "1", "\"x\"", "{}", "{\"inputs\":{}}", "{\"inputs\":[]}", "{\"inputs\":null}", deep,
                "{\"inputs\":[{\"name\":\"age\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":" + deep + "}]}",
                "{\"x\":" + deep + "}", GOOD + "x", GOOD + GOOD, "{\"inputs\":[" + input + "],\"inputs\":[" + input + "]}",
                "{\"inputs\":[" + input + "," + input + "]}",
                "{\"inputs\":[" + input + "],\"outputs\":[{\"name\":\"nothing\"}]}",
                "{\"inputs\":[" + input + "],\"outputs\":[{}]}", "{\"inputs\":[" + input + "],\"outputs\":1}",
                "{\"inputs\":[" + input + "],\"parameters\":1}", "{\"inputs\":[" + input + "],\"parameters\":{\"deadline_ms\":-1}}",
                "{\"inputs\":[" + input + "],\"parameters\":{\"deadline_ms\":\"soon\"}}",
                "{\"inputs\":[" + input + "],\"parameters\":{\"key\":\"\"}}",
                "{\"inputs\":[" + input + "],\"parameters\":{\"binary_data_output\":1}}",
                "{\"inputs\":[" + input + "],\"id\":{}}", "\u0000", "{\"inputs\":[" + input + "]}\u0000")) {
            refused(INFER, body.getBytes(UTF_8));
        }
        refused(INFER, new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'});
        refused(INFER, new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 0});
        refused(INFER, new byte[(1 << 20) + 1]);
    }

    @Test
    void numbers_that_do_not_fit_their_type_are_refused() throws Exception {
        for (String number : List.of("128", "-129", "1.0", "1e2", "99999999999999999999999", "\"1\"", "true", "null")) {
            refused("/v2/models/echo/infer",
                    ("{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"INT8\",\"data\":[" + number + "]}]}").getBytes(UTF_8));
        }
    }

    @Test
    void binary_lengths_that_lie_are_refused() throws Exception {
        byte[] head = """
                {"inputs":[{"name":"x","shape":[2,1],"datatype":"INT8","parameters":{"binary_data_size":2}}]}""".getBytes(UTF_8);
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        one.writeBytes(head);
        one.write(1);
        ByteArrayOutputStream three = new ByteArrayOutputStream();
        three.writeBytes(one.toByteArray());
        three.write(2);
        three.write(3);
        String header = "Inference-Header-Content-Length";
        refused("/v2/models/echo/infer", one.toByteArray(), header, "" + head.length);
        refused("/v2/models/echo/infer", three.toByteArray(), header, "" + head.length);
        for (String length : List.of("-1", "x", "999999", "99999999999", "0", "10", "")) {
            refused("/v2/models/echo/infer", three.toByteArray(), header, length);
        }
    }

    @Test
    void the_other_doors_refuse_as_well() throws Exception {
        for (String body : List.of("", "[]", "1", "{", "{\"features\":1}", "{\"rows\":1}", "{\"rows\":[]}", "{\"features\":{\"age\":\"x\"}}",
                "{\"features\":{\"age\":1,\"age\":1}}", "{\"features\":{\"nobody\":1}}", "{\"features\":{}}", "{\"features\":{\"age\":1},\"rows\":[]}",
                "{\"features\":{\"age\":[1]}}", "{\"features\":{\"age\":1e999}}", "{\"features\":{\"age\":1,\"region\":5}}", "{\"feature\":{\"age\":1}}",
                "{\"features\":{\"age\":1},\"segments\":[]}", "{\"features\":{\"age\":1},\"key\":{}}")) {
            refused("/api/v1/models/loan/predict", body.getBytes(UTF_8));
        }
        for (String body : List.of("", "{}", "[]", "{\"instances\":1}", "{\"inputs\":{\"age\":1}}", "{\"instances\":[[1]]}",
                "{\"dataframe_split\":{\"columns\":[\"x\"],\"data\":[[1]]}}", "{\"dataframe_split\":{\"columns\":[\"age\",\"age\"],\"data\":[[1,1]]}}",
                "{\"dataframe_split\":{\"columns\":\"age\",\"data\":[]}}", "{\"inputs\":{\"age\":[1,2],\"income\":[1]}}")) {
            refused("/invocations?model=loan", body.getBytes(UTF_8));
        }
        refused("/invocations?model=loan", "age\n1,2\n".getBytes(UTF_8), "Content-Type", "text/csv");
        refused("/invocations?model=loan", "".getBytes(UTF_8), "Content-Type", "text/csv");
        refused("/invocations", "{}".getBytes(UTF_8));
        for (String path : List.of("/v2/models/none/infer", "/v2/models/loan/versions/9/infer", "/v2/models/loan/versions/x/infer",
                "/v2/models/loan/versions/-1/infer", "/v2/models/%FF%zz/infer", "/nowhere", "/v2/models//infer", "/api/v1/status")) {
            refused(path.replace("%zz", ""), GOOD.getBytes(UTF_8));
        }
        for (String verb : List.of("shadow", "canary", "promote", "retire")) {
            for (String body : List.of("", "{}", "{\"version\":\"x\"}", "{\"version\":99,\"share\":0.1}", "{\"version\":1,\"nothing\":2}",
                    "{\"version\":1,\"share\":7,\"sample\":7,\"from\":\"yore\"}", "{\"version\":null}")) {
                refused("/api/v1/models/loan/" + verb, body.getBytes(UTF_8));
            }
        }
        refused("/api/v1/labels", "not json\n".getBytes(UTF_8));
        refused("/api/v1/labels", "a,b\n1,2\n".getBytes(UTF_8), "Content-Type", "text/csv");
        refused("/api/v1/models/loan/versions", "x".getBytes(UTF_8));
        refused("/api/v1/models/loan/versions", "x".getBytes(UTF_8), "Content-Type", "multipart/form-data; boundary=b");
        refused("/api/v1/models/loan/versions", "--b\r\nContent-Disposition: form-data; name=\"artifact\"\r\n\r\nxyz".getBytes(UTF_8),
                "Content-Type", "multipart/form-data; boundary=b");
        refused("/api/v1/models/loan/backtests", "{\"version\":1,\"from\":\"tomorrow\"}".getBytes(UTF_8));
        for (String query : List.of("where=x", "where=score>>1", "limit=0", "limit=99999", "role=king", "from=yore", "version=x")) {
            assertThat(lab.get("/api/v1/predictions?" + query.replace(">", "%3E")).statusCode()).as(query).isEqualTo(400);
        }
        assertThat(lab.get("/api/v1/predictions/nonsense").statusCode()).isEqualTo(400);
    }

    @Test
    void a_body_that_stops_short_leaves_the_server_well() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket("127.0.0.1", lab.server.port())) {
                socket.getOutputStream().write(("POST " + INFER + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n{\"in")
                        .getBytes(UTF_8));
                socket.shutdownOutput();
                try (InputStream reply = socket.getInputStream()) {
                    assertThat(new String(reply.readAllBytes(), UTF_8)).doesNotContain("HTTP/1.1 5");
                }
            }
        }
        assertThat(lab.post(INFER, GOOD).statusCode()).isEqualTo(200);
    }
}
