package understudy.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import understudy.core.Outcome;
import understudy.core.Prediction;
import understudy.core.RequestIds;
import understudy.core.Role;
import understudy.core.Tensor;
import understudy.core.Value;

/** What other platforms answered, as they bring it and as they bring it wrongly. */
class IntakeTest {
    private static final String PREDICTIONS = "/api/v1/models/credit/predictions";
    private static final String EVENTS = "/api/v1/cloudevents";
    private static final String METADATA = """
            {"runtime":"elsewhere","options":{"alias":"credit-kserve"},
             "decision":{"threshold":0.5,"above":"decline","below":"accept"},
             "signature":{"inputs":[
                {"name":"income","datatype":"FP64","shape":[-1],"features":[{"name":"income"}]},
                {"name":"children","datatype":"INT32","shape":[-1],"features":[{"name":"children"}]},
                {"name":"region","datatype":"BYTES","shape":[-1],"features":[{"name":"region","privacy":"hash"}]}],
              "outputs":[{"name":"p","datatype":"FP64","shape":[-1],"meaning":"score","classes":["no","yes"]}]}}
            """;

    private final Instant at = Instant.now().minus(Duration.ofHours(30));
    private Lab lab;

    @BeforeEach
    void open() throws Exception {
        lab = new Lab();
        HttpResponse<String> registered = lab.post(
                "/api/v1/models/credit/versions",
                "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n" + METADATA + "\r\n--b--\r\n",
                "Content-Type", "multipart/form-data; boundary=b");
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private String line(String id, String more) {
        return "{\"id\":\"%s\",\"key\":\"k-%s\",\"at\":\"%s\",%s}\n".formatted(id, id, at, more);
    }

    private static final String RIGHT = "\"features\":{\"income\":10.5,\"children\":2,\"region\":\"north\"},\"score\":0.75";

    private HttpResponse<String> bring(String query, String type, String body) throws Exception {
        return lab.post(PREDICTIONS + query, body, "Content-Type", type);
    }

    private HttpResponse<String> lines(String body) throws Exception {
        return bring("", "application/x-ndjson", body);
    }

    private Prediction only() {
        assertThat(lab.predictions.entries).hasSize(1);
        return lab.predictions.entries.getFirst();
    }

    @Test
    void a_line_becomes_a_prediction_of_the_champion_at_its_own_time_with_what_may_not_be_kept_sealed() throws Exception {
        HttpResponse<String> reply = lines(line("a", RIGHT + ",\"segments\":{\"shop\":\"web\"},\"latency_ms\":2.5"));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        Prediction kept = only();
        assertThat(kept.receivedAt()).isEqualTo(at);
        assertThat(RequestIds.timeOf(kept.id()).toEpochMilli()).isEqualTo(at.toEpochMilli());
        assertThat(kept.role()).isEqualTo(Role.CHAMPION);
        assertThat(kept.key()).contains("k-a");
        assertThat(kept.segments()).containsEntry("shop", "web");
        assertThat(kept.latencyNanos()).isEqualTo(2_500_000);
        assertThat(kept.inputs().getFirst().value()).isEqualTo(new Value.Plain(Tensor.of(new double[] {10.5})));
        assertThat(kept.inputs().getLast().value()).isInstanceOf(Value.Hashed.class);
        assertThat(((Outcome.Answered) kept.outcome()).actions()).containsExactly("decline");
    }

    @Test
    void a_repeated_delivery_is_recognised_and_counts_once() throws Exception {
        lines(line("a", RIGHT));
        assertThat(lines(line("a", RIGHT) + line("b", RIGHT)).body()).contains("\"accepted\":1,\"repeated\":1");
        assertThat(lab.predictions.entries).hasSize(2);
    }

    @Test
    void of_a_short_call_one_wrong_line_is_named_and_nothing_is_written() throws Exception {
        HttpResponse<String> reply = lines(line("a", RIGHT) + line("b", RIGHT.replace("10.5", "\"much\"")));
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains("line 2: income: much (expected: a number)", "Nothing was written");
        assertThat(lab.predictions.entries).isEmpty();
    }

    @Test
    void of_a_long_call_what_is_right_is_kept_and_what_is_wrong_is_counted() throws Exception {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 2_500; i++) {
            body.append(line("r" + i, i % 500 == 7 ? RIGHT.replace("0.75", "1.75") : RIGHT));
        }
        String reply = lines(body.toString()).body();
        assertThat(reply).contains("\"accepted\":2495", "\"refused\":5")
                .contains("line 8: score: 1.75 (expected: a probability, 0 to 1)");
    }

    @Test
    void what_cannot_be_true_is_refused_by_name() throws Exception {
        String later = line("a", RIGHT).replace(at.toString(), Instant.now().plusSeconds(900).toString());
        String before = line("a", RIGHT).replace(at.toString(), "1999-01-01T00:00:00Z");
        assertThat(lines(later).body()).contains("a time that is not to come");
        assertThat(lines(before).body()).contains("the archive keeps nothing older");
        assertThat(lines(line("a", RIGHT.replace("children", "kids"))).body()).contains("features: 'kids'");
        assertThat(lines(line("a", RIGHT.replace("2,", "null,"))).body()).contains("children: missing");
        assertThat(lines(line("a", RIGHT.replace("2,", "2.5,"))).body()).contains("children: 2.5");
        assertThat(lines(line("a", RIGHT + ",\"version\":7")).body()).contains("version: 7", "[1]");
        assertThat(lines(line("a", RIGHT + ",\"label\":\"perhaps\"")).body()).contains("label: perhaps");
        assertThat(lines("{\"id\":1}\n").body()).contains("line 1: at: absent");
        assertThat(lines("nothing of the kind\n").body()).contains("line 1:");
        assertThat(lines("[1]\n").body()).contains("expected: an object");
        assertThat(lab.predictions.entries).isEmpty();
        assertThat(bring("?lenient=true", "application/x-ndjson", line("a", RIGHT.replace("}", ",\"kids\":3}"))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_missing_number_is_kept_as_missing() throws Exception {
        assertThat(lines(line("a", RIGHT.replace("10.5", "null"))).statusCode()).isEqualTo(200);
        assertThat(((Value.Plain) only().inputs().getFirst().value()).tensor().isMissing(0)).isTrue();
    }

    @Test
    void compressed_lines_are_read_and_damaged_ones_are_refused_by_name() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 50; i++) {
                gzip.write(line("z" + i, RIGHT).getBytes(UTF_8));
            }
        }
        byte[] whole = packed.toByteArray();
        assertThat(post(whole)).contains("\"accepted\":50");
        assertThat(post(Arrays.copyOf(whole, whole.length - 20))).contains("damaged or end too soon");
        whole[whole.length / 2] ^= 0x55;
        assertThat(post(whole)).contains("\"code\":\"invalid\"");
    }

    private String post(byte[] body) throws IOException, InterruptedException {
        return new String(lab.postBytes(PREDICTIONS, body, "Content-Type", "application/x-ndjson").body(), UTF_8);
    }

    @Test
    void a_table_says_by_its_columns_what_is_what() throws Exception {
        String csv = "when,no,inc,children,region,prob,segment.shop,truth\n"
                + at + ",0017,10.5,2,north,0.75,web,1\n"
                + at + ",0018,,3,\"so,uth\",0.25,web,0\n";
        String query = "?at=when&key=no&map=inc=income&score=prob&label=truth";
        HttpResponse<String> reply = bring(query, "text/csv", csv);
        assertThat(reply.body()).contains("\"accepted\":2", "\"labels\":2");
        assertThat(lab.predictions.entries.getFirst().key()).contains("0017");
        assertThat(bring(query, "text/csv", csv).body()).contains("\"accepted\":0,\"repeated\":2");
        assertThat(bring(query, "text/csv", csv.replace("0.25", "x")).body()).contains("line 3: prob: x");
        assertThat(bring("", "text/csv", csv).body()).contains("a column 'at'");
        // the laboratory's tables are CSV with types
        assertThat(bring(query, "application/vnd.apache.parquet", csv.replace("0018", "0019")).body())
                .contains("\"accepted\":2");
    }

    @Test
    void events_come_structured_and_in_batches_and_in_either_order() throws Exception {
        String request = event("r1", "org.kubeflow.serving.inference.request", "\"instances\":[[10.5,2,\"north\"],[1,0,\"south\"]]");
        String response = event("r1", "org.kubeflow.serving.inference.response", "\"predictions\":[0.75,0.25]");
        HttpResponse<String> first = lab.post(EVENTS, response, "Content-Type", "application/cloudevents+json");
        assertThat(first.body()).contains("\"waiting\":1");
        assertThat(lab.get(EVENTS).body()).contains("\"waiting\":1");
        String batch = "[" + request + "," + request + "," + event("x", "something.else", "\"a\":1") + "]";
        assertThat(lab.post(EVENTS, batch, "Content-Type", "application/cloudevents-batch+json").body())
                .contains("\"accepted\":1,\"repeated\":1,\"waiting\":0,\"ignored\":1");
        assertThat(only().rows()).isEqualTo(2);
        assertThat(((Outcome.Answered) only().outcome()).actions()).containsExactly("decline", "accept");
    }

    private String event(String id, String type, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"%s\",\"type\":\"%s\",\"source\":\"/\",\"time\":\"%s\",".formatted(id, type, at)
                + "\"inferenceservicename\":\"credit-kserve\",\"data\":{" + data + "}}";
    }

    @Test
    void tensors_of_the_open_protocol_find_their_inputs_and_seldons_events_find_each_other_by_request() throws Exception {
        String inputs = """
                {"parameters":{"key":"k"},"inputs":[{"name":"income","datatype":"FP32","shape":[1],"data":[10.5]},
                {"name":"children","datatype":"INT64","shape":[1,1],"data":[[2]]},
                {"name":"region","datatype":"BYTES","shape":[1],"data":["north"]}]}""";
        String outputs = "{\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[0.5]}]}";
        assertThat(seldon("e1", "request", inputs).body()).contains("\"waiting\":1");
        assertThat(seldon("e2", "response", outputs).body()).contains("\"accepted\":1");
        assertThat(only().key()).contains("k");
        assertThat(seldon("e2", "response", outputs).body()).contains("\"repeated\":1");
    }

    private HttpResponse<String> seldon(String id, String half, String data) throws Exception {
        return lab.post(
                EVENTS + "?model=credit", data, "Content-Type", "application/json", "Ce-Specversion", "1.0", "Ce-Id", id,
                "Ce-Type", "io.seldon.serving.inference." + half, "Ce-Source", "/", "Ce-Time", at.toString(), "Ce-Requestid",
                "one", "Ce-Modelid", "classifier", "Ce-Inferenceservicename", "deployed", "Ce-Endpoint", "main");
    }

    @Test
    void an_event_that_cannot_be_placed_or_read_is_refused_with_what_to_do() throws Exception {
        String unknown = event("r", "org.kubeflow.serving.inference.request", "\"instances\":[1]").replace("credit-kserve", "none");
        assertThat(lab.post(EVENTS, unknown, "Content-Type", "application/cloudevents+json").body())
                .contains("there is no model 'none'", "alias=none");
        assertThat(lab.post(EVENTS, "{}", "Content-Type", "application/json").body()).contains("ce-specversion: absent");
        lab.post(EVENTS, event("q", "org.kubeflow.serving.inference.request", "\"instances\":[[1]]"),
                "Content-Type", "application/cloudevents+json");
        assertThat(lab.post(EVENTS, event("q", "org.kubeflow.serving.inference.response", "\"predictions\":[0.5]"),
                        "Content-Type", "application/cloudevents+json").body())
                .contains("instances[0]: 1 values (expected: 3, one for each feature)");
    }

    @Test
    void a_model_that_nobody_else_serves_takes_no_predictions_from_outside() throws Exception {
        lab.register("here", "linear 0.5");
        assertThat(lab.post("/api/v1/models/here/predictions", line("a", RIGHT), "Content-Type", "application/x-ndjson").body())
                .contains("no version of 'here' is served elsewhere");
        assertThat(lab.post("/api/v1/models/absent/predictions", line("a", RIGHT), "Content-Type", "application/x-ndjson")
                .statusCode()).isEqualTo(404);
    }
}
