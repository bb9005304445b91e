package understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.cli.RecordedServer.Asked;
import understudy.cli.RecordedServer.Said;

class PredictCommandTest {
    private static final String MODEL =
            """
            {"name":"loan","task":"binary","owner":"risk","risk_tier":"low","maturity":"PT0S",
             "created_at":"2026-05-01T00:00:00Z","champion":1,"versions":[],"signature":{
              "inputs":[{"name":"x","datatype":"FP32","shape":[-1,2],"features":[{"name":"age"},{"name":"income"}]},
                {"name":"zip","datatype":"BYTES","shape":[-1,1],"features":[]}],
              "outputs":[{"name":"score","datatype":"FP32","shape":[-1]}]}}""";

    @TempDir
    private Path home;

    private RecordedServer server;
    private Shell shell;

    @BeforeEach
    void open() throws IOException {
        server = new RecordedServer().on("GET /api/v1/models/loan", MODEL).on("POST /api/v1/models/loan/predict",
                PredictCommandTest::echo);
        shell = new Shell(home, server);
    }

    @AfterEach
    void close() {
        shell.close();
        server.close();
    }

    /** Scores each row with its age, under an id made of its age, so that a mix-up would show. */
    private static Said echo(Asked asked) {
        JsonNode rows = body(asked).path("rows");
        ObjectNode answer = Json.object().put("model", "loan").put("version", 1).put("role", "champion");
        ArrayNode ids = answer.putArray("prediction_ids");
        ArrayNode scores = answer.putObject("outputs").putArray("score");
        ArrayNode actions = answer.putArray("actions");
        rows.forEach(row -> {
            ids.add("p" + row.path("age").asText());
            scores.add(row.path("age"));
            actions.add(row.path("age").asInt() > 50 ? "decline" : "approve");
        });
        return Said.json(Json.line(answer));
    }

    private static JsonNode body(Asked asked) {
        return Json.read(asked.body()).orElseThrow();
    }

    private List<JsonNode> requests() {
        return server.asked().stream().filter(asked -> asked.method().equals("POST"))
                .map(PredictCommandTest::body).toList();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(home.resolve(name), text);
    }

    @Test
    void csv_comes_in_and_goes_out_in_the_same_order() throws IOException {
        String rows = String.join("\n", IntStream.range(0, 1_000).mapToObj(age -> age + ",1").toList());
        Path file = file("rows.csv", "age,income\n" + rows + "\n");

        Shell.Done done = shell.type("predict", "loan", file.toString(), "--batch", "7", "--concurrency", "8");

        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(requests()).hasSize(143);
        List<String> lines = done.out().lines().toList();
        assertThat(lines).hasSize(1_001);
        assertThat(lines.getFirst()).isEqualTo("prediction_id,version,role,score,action");
        assertThat(lines.get(52)).isEqualTo("p51,1,champion,51,decline");
        assertThat(lines.subList(1, 1_001)).extracting(line -> line.split(",")[3])
                .containsExactlyElementsOf(IntStream.range(0, 1_000).mapToObj(String::valueOf).toList());
    }

    @Test
    void values_have_the_types_of_the_models_signature() throws IOException {
        Path file = file("rows.csv", "age,income,zip,comment\n41,,007,hello\n4e1,x,8,\n");

        Shell.Done done = shell.type("predict", "loan", file.toString());

        assertThat(Json.line(requests().getFirst())).isEqualTo(
                "{\"rows\":[{\"age\":41,\"income\":null,\"zip\":\"007\"},{\"age\":40.0,\"income\":\"x\",\"zip\":\"8\"}]}");
        assertThat(done.err()).contains("2 rows answered; columns left out: comment");
    }

    @Test
    void rows_with_a_key_travel_alone_and_segments_together() throws IOException {
        Path file = file("rows.csv", "id,age,region\na,1,north\nb,2,south\nc,3,north\n");

        shell.type("predict", "loan", file.toString(), "--segment", "region");
        assertThat(requests()).extracting(Json::line).containsExactlyInAnyOrder(
                "{\"rows\":[{\"age\":1},{\"age\":3}],\"segments\":{\"region\":\"north\"}}",
                "{\"rows\":[{\"age\":2}],\"segments\":{\"region\":\"south\"}}");

        Shell.Done done = shell.type("predict", "loan", file.toString(), "--key", "id", "--segment", "region");
        assertThat(requests()).hasSize(5).anySatisfy(request -> assertThat(Json.line(request))
                .isEqualTo("{\"rows\":[{\"age\":2}],\"key\":\"b\",\"segments\":{\"region\":\"south\"}}"));
        assertThat(done.out().lines()).containsExactly(
                "id,prediction_id,version,role,score,action",
                "a,p1,1,champion,1,approve",
                "b,p2,1,champion,2,approve",
                "c,p3,1,champion,3,approve");
    }

    @Test
    void ndjson_goes_out_as_ndjson_and_into_a_file_if_named() throws IOException {
        Path out = home.resolve("out.ndjson");
        Shell.Done done = shell.typeWith("{\"age\":3}\n{\"age\":4}\n", "predict", "loan", "-", "--out", out.toString(),
                "--with-inputs");
        assertThat(done.out()).isEmpty();
        assertThat(Files.readString(out, StandardCharsets.UTF_8).lines()).containsExactly(
                "{\"age\":3,\"prediction_id\":\"p3\",\"version\":1,\"role\":\"champion\",\"score\":3,\"action\":\"approve\"}",
                "{\"age\":4,\"prediction_id\":\"p4\",\"version\":1,\"role\":\"champion\",\"score\":4,\"action\":\"approve\"}");
    }

    @Test
    void a_refused_row_is_found_by_its_line_and_ends_with_1() throws IOException {
        server.on("POST /api/v1/models/loan/predict", asked -> asked.text().contains("\"x\"")
                ? Said.problem(400, "rows[0].age: x (expected: a number)", "Correct it")
                : echo(asked));
        Path file = file("rows.csv", "age\n1\n2\nx\n");
        Shell.Done done = shell.type("predict", "loan", file.toString(), "--batch", "1", "--concurrency", "1");
        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.err()).contains("error: line 4, age: x (expected: a number) (2 rows answered before)", "Correct it");
        assertThat(done.out().lines()).hasSize(3);
    }

    @Test
    void a_busy_server_is_asked_again_and_no_row_is_lost() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        server.on("POST /api/v1/models/loan/predict", request -> asked.incrementAndGet() % 3 == 0
                ? Said.problem(429, "too much at once", "").with("Retry-After", "1")
                : echo(request));
        Path file = file("rows.csv", "age\n" + "1\n".repeat(50));
        Shell.Done done = shell.type("predict", "loan", file.toString(), "--batch", "5");
        assertThat(done.exitCode()).isZero();
        assertThat(done.out().lines()).hasSize(51);
        assertThat(shell.pauses()).isNotEmpty();
    }

    @Test
    void columns_that_cannot_be_meant_are_said_so() throws IOException {
        Path file = file("rows.csv", "foo,bar\n1,2\n");
        Shell.Done done = shell.type("predict", "loan", file.toString());
        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.err()).contains("none of its columns foo, bar is a feature", "age, income, zip");
        assertThat(shell.type("predict", "loan", file("b.csv", "age\n1\n").toString(), "--key", "nr").err())
                .contains("line 2 has no column nr (--key)");
        assertThat(shell.type("predict", "loan", home.resolve("no.csv").toString()).err()).contains("there is no file");
        assertThat(shell.type("predict", "loan", file.toString(), "--batch", "0").exitCode()).isEqualTo(2);
    }

    @Test
    void an_output_of_several_numbers_has_a_column_for_each() throws IOException {
        server.on("POST /api/v1/models/loan/predict",
                "{\"model\":\"loan\",\"version\":1,\"role\":\"champion\",\"prediction_ids\":[\"p\"],"
                        + "\"outputs\":{\"p\":[[0.25,0.75]]},\"actions\":[]}");
        Shell.Done done = shell.type("predict", "loan", file("rows.csv", "age\n1\n").toString());
        assertThat(done.out()).isEqualTo("prediction_id,version,role,p_0,p_1\r\np,1,champion,0.25,0.75\r\n");
    }

    @Test
    void labels_travel_as_ndjson_with_their_columns_renamed_and_are_summed_up() throws IOException {
        server.on("POST /api/v1/labels", asked -> {
            long lines = asked.text().lines().count();
            return Said.json(("{\"accepted\":%d,\"repeated\":1,\"corrected\":0,\"unknown\":1,"
                    + "\"unknown_examples\":[\"k\"],\"refused\":0,\"refused_examples\":[]}").formatted(lines - 1));
        });
        List<String> lines = new ArrayList<>(List.of("application,defaulted,day"));
        IntStream.range(0, 2_500).forEach(i -> lines.add("app-" + i + "," + i % 2 + ","));
        Path file = file("labels.csv", String.join("\n", lines));

        Shell.Done done = shell.type("label", "loan", file.toString(), "--key", "application", "--label", "defaulted",
                "--at", "day", "-o", "json");

        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(server.asked()).hasSize(2).allSatisfy(asked -> {
            assertThat(asked.query()).isEqualTo("model=loan");
            assertThat(asked.header("Content-type")).isEqualTo("application/x-ndjson");
        });
        assertThat(server.asked().getFirst().text().lines().findFirst())
                .contains("{\"key\":\"app-0\",\"label\":\"0\"}");
        JsonNode receipt = Json.read(done.out().getBytes(StandardCharsets.UTF_8)).orElseThrow();
        assertThat(receipt.path("accepted").asLong()).isEqualTo(2_498);
        assertThat(receipt.path("unknown").asLong()).isEqualTo(2);
    }

    @Test
    void an_id_goes_before_a_key_and_a_date_becomes_a_time() throws IOException {
        server.on("POST /api/v1/labels", "{\"accepted\":2,\"repeated\":0,\"corrected\":0,\"unknown\":0,\"refused\":0}");
        Path file = file("labels.csv", "prediction_id,key,label,at\np1,k1,1,2026-05-01\n,k2,0,\n");
        assertThat(shell.type("label", "loan", file.toString()).exitCode()).isZero();
        assertThat(server.last().text().lines()).containsExactly(
                "{\"prediction_id\":\"p1\",\"label\":\"1\",\"at\":\"2026-05-01T00:00:00Z\"}",
                "{\"key\":\"k2\",\"label\":\"0\"}");
    }

    @Test
    void a_line_that_is_no_label_is_refused_before_it_is_sent_or_told_after() throws IOException {
        assertThat(shell.type("label", "loan", file("a.csv", "key,label\nk,\n").toString()).err())
                .contains("a.csv, line 2: no label");
        assertThat(shell.type("label", "loan", file("b.csv", "label\n1\n").toString()).err())
                .contains("b.csv, line 2: neither prediction_id nor key");
        assertThat(server.asked()).isEmpty();
        server.on("POST /api/v1/labels", "{\"accepted\":0,\"refused\":1,\"refused_examples\":[\"line 1: bad\"],"
                + "\"repeated\":0,\"corrected\":0,\"unknown\":0}");
        Shell.Done done = shell.type("label", "loan", file("c.csv", "key,label\nk,?\n").toString());
        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.err()).contains("of lines 2 to 2, line 1: bad", "error: 1 lines are no labels");
    }

    @Test
    void progress_is_a_few_lines_where_nobody_looks() throws IOException {
        Path file = file("rows.csv", "age\n" + "12345\n".repeat(20_000));
        Shell.Done done = shell.type("predict", "loan", file.toString(), "--batch", "500");
        assertThat(Arrays.stream(done.err().split("\n")).filter(line -> line.startsWith("predict: ")).toList())
                .hasSizeBetween(1, 10)
                .last(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .startsWith("predict: 100%");
    }

    @Test
    void on_a_screen_progress_is_a_bar_and_never_among_the_answers() throws IOException {
        Path file = file("rows.csv", "age\n" + "1\n".repeat(500));
        Shell.Done done = shell.onTerminal().type("predict", "loan", file.toString());
        assertThat(done.err()).contains("predict", "100%", "500 rows");
        assertThat(done.out().lines()).hasSize(501).allMatch(line -> line.contains(",champion,") || line.contains(",role,"));
        assertThat(shell.typeWith("age\n1\n", "predict", "loan", "-").exitCode()).isZero();
    }
}
