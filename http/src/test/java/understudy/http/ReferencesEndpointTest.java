package understudy.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import understudy.governance.AccessRole;

class ReferencesEndpointTest {
    private static final String REFERENCE = "/api/v1/models/loan/versions/1/reference";
    private static final String SCHEMA = "/api/v1/models/loan/versions/1/schema";
    private static final String ROWS = "age,income,region,p,y\n20,1000,north,0.1,good\n30,2000,south,0.9,bad\n40,,north,0.2,good\n";

    private final Lab lab = new Lab();
    private final JsonMapper json = new JsonMapper();

    @AfterEach
    void close() {
        lab.close();
    }

    private JsonNode good(HttpResponse<String> reply) throws Exception {
        assertThat(reply.statusCode()).as(reply.body()).isBetween(200, 299);
        return json.readTree(reply.body());
    }

    private JsonNode upload(String query, String text) throws Exception {
        return ended(lab.post(REFERENCE + query, text, "Content-Type", "text/csv"));
    }

    /** The job, when it is no longer running. */
    private JsonNode ended(HttpResponse<String> begun) throws Exception {
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        JsonNode job = good(begun);
        while (job.path("state").asText().equals("running")) {
            job = good(lab.get("/api/v1/jobs/" + job.path("id").asText()));
        }
        return job;
    }

    private long waiting() throws IOException {
        try (Stream<Path> folders = Files.list(lab.temporary())) {
            return folders.filter(path -> path.getFileName().toString().startsWith("received-")).count();
        }
    }

    @Test
    void a_file_becomes_a_reference_that_can_be_looked_at() throws Exception {
        lab.register("loan", "linear 0");

        JsonNode job = upload("?name=train.csv&score=p&label=y", ROWS);

        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("done");
        assertThat(job.path("kind").asText()).isEqualTo("reference");
        assertThat(job.path("reference").path("rows").asInt()).isEqualTo(3);
        JsonNode shown = good(lab.get(REFERENCE));
        assertThat(shown.path("source").asText()).isEqualTo("train.csv");
        JsonNode income = shown.path("columns").get(1);
        assertThat(income.path("name").asText()).isEqualTo("income");
        assertThat(income.path("missing").asDouble()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(income.path("mean").asDouble()).isEqualTo(1500);
        assertThat(income.path("quantiles")).hasSize(7);
        assertThat(shown.path("columns").get(2).path("top").get(0).path("value").asText()).isEqualTo("north");
        assertThat(shown.path("labelled").path("rows").asInt()).isEqualTo(3);
        assertThat(shown.path("labelled").path("figures").findValuesAsText("name"))
                .containsExactly("base_rate", "auc", "log_loss", "brier", "bias");
        JsonNode detail = good(lab.get(REFERENCE + "?detail=region"));
        assertThat(detail.path("columns")).hasSize(1);
        assertThat(detail.path("detail").path("bins").get(0).path("label").asText()).isEqualTo("north");
        assertThat(detail.path("detail").path("bins").get(0).path("rows").asInt()).isEqualTo(2);
        assertThat(lab.get(REFERENCE + "?detail=nose").statusCode()).isEqualTo(404);
        assertThat(waiting()).isZero();
    }

    @Test
    void a_form_is_taken_as_well_and_its_ending_is_found_out() throws Exception {
        lab.register("loan", "linear 0");
        String form = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../etc/rows\"\r\n\r\n"
                + "{\"age\": 3, \"region\": \"north\"}\n{\"age\": 4, \"region\": \"south\"}\n\r\n--XX--\r\n";

        JsonNode job = ended(lab.post(REFERENCE, form, "Content-Type", "multipart/form-data; boundary=XX"));

        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("done");
        assertThat(job.path("reference").path("source").asText()).isEqualTo("rows.ndjson");
        assertThat(job.path("reference").path("remarks").get(0).asText()).contains("'income'");
    }

    @Test
    void what_cannot_be_one_is_refused_in_a_sentence_and_its_file_goes() throws Exception {
        lab.register("loan", "linear 0");

        JsonNode job = upload("?name=train.csv&score=p", "age,p\n1,0.5\n2,1.5\n");

        assertThat(job.path("state").asText()).isEqualTo("failed");
        assertThat(job.path("problem").asText())
                .isEqualTo("score: 1.5 in row 2 of 'train.csv' (expected: a probability, 0 to 1, as 'loan' gives)");
        assertThat(upload("", "x\n1\n").path("problem").asText()).startsWith("The file has none of the features of 'loan'");
        assertThat(upload("", "").path("problem").asText()).isEqualTo("'data.csv' is empty. Give one with rows");
        assertThat(waiting()).isZero();
        assertThat(lab.get(REFERENCE).statusCode()).isEqualTo(404);
        assertThat(lab.post("/api/v1/models/loan/versions/9/reference", ROWS, "Content-Type", "text/csv").statusCode())
                .isEqualTo(404);
    }

    /** More than the server reads to the end: its reply must not be lost to the reset of a connection that is still written to. */
    @RepeatedTest(10)
    void a_file_beyond_the_limit_is_refused_and_goes() throws Exception {
        lab.register("loan", "linear 0");
        byte[] rows = "age\n".concat("1\n".repeat(33 << 20)).getBytes(UTF_8);

        assertThat(lab.postBytes(REFERENCE, rows, "Content-Type", "text/csv").statusCode()).isEqualTo(413);
        assertThat(waiting()).isZero();
    }

    @Test
    void twenty_megabytes_are_read_with_progress() throws Exception {
        lab.register("loan", "linear 0");
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        rows.writeBytes("age,income,region,p,y\n".getBytes(UTF_8));
        SplittableRandom random = new SplittableRandom(3);
        int count = 0;
        while (rows.size() < 20 << 20) {
            rows.writeBytes((random.nextDouble(100) + "," + random.nextInt() + ",r" + random.nextInt(40) + ","
                    + random.nextDouble() + "," + random.nextInt(2) + "\n").getBytes(UTF_8));
            count++;
        }
        HttpResponse<byte[]> begun = lab.postBytes(
                REFERENCE + "?score=p&label=y", rows.toByteArray(), "Content-Type", "text/csv");
        JsonNode job = json.readTree(begun.body());
        double most = 0;
        while (job.path("state").asText().equals("running")) {
            double progress = job.path("progress").asDouble();
            assertThat(progress).isBetween(most, 1.0);
            most = progress;
            job = good(lab.get("/api/v1/jobs/" + job.path("id").asText()));
        }

        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("done");
        assertThat(job.path("reference").path("rows").asInt()).isEqualTo(count);
        assertThat(job.path("reference").path("labelled").path("rows").asInt()).isEqualTo(count);
    }

    @Test
    void traffic_becomes_a_reference() throws Exception {
        lab.register("loan", "linear 0");
        for (int age = 20; age < 60; age++) {
            good(lab.post("/api/v1/models/loan/predict", "{\"features\": {\"age\": " + age + ", \"region\": \"north\"}}"));
        }

        JsonNode job = ended(lab.post(REFERENCE, "{\"from\": \"1h\"}", "Content-Type", "application/json"));

        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("done");
        JsonNode reference = job.path("reference");
        assertThat(reference.path("rows").asInt()).isEqualTo(40);
        assertThat(reference.path("source").asText()).startsWith("traffic of loan@1, ");
        assertThat(reference.path("columns").get(0).path("mean").asDouble()).isEqualTo(39.5);
        lab.register("loan", "linear 1");
        String second = "/api/v1/models/loan/versions/2/reference";
        JsonNode none = ended(lab.post(second, "{\"from\": \"1h\"}", "Content-Type", "application/json"));
        assertThat(none.path("problem").asText()).startsWith("loan@2 answered nobody from ");
        JsonNode others = ended(lab.post(second, "{\"from\": \"1h\", \"of\": 1}", "Content-Type", "application/json"));
        assertThat(others.path("reference").path("rows").asInt()).isEqualTo(40);
        assertThat(lab.post(second, "{\"from\": \"1h\", \"of\": 7}", "Content-Type", "application/json").statusCode())
                .isEqualTo(404);
        assertThat(lab.post(second, "{\"from\": \"1h\", \"to\": \"2h\"}", "Content-Type", "application/json").body())
                .contains("a time after");
    }

    @Test
    void a_schema_is_shown_and_edited_as_yaml_or_json() throws Exception {
        lab.register("loan", "linear 0");
        upload("?score=p&label=y", ROWS);
        JsonNode first = good(lab.get(SCHEMA));
        assertThat(first.path("columns").get(0).path("name").asText()).isEqualTo("age");
        String yaml = lab.get(SCHEMA + "?format=yaml").body();
        assertThat(yaml).contains("- name: income\n  type: number\n")
                .contains("  min: 1000.0\n  max: 2000.0\n");

        String wider = yaml.replace("max: 2000.0", "max: 9000.0");
        JsonNode edited = good(put(wider));

        assertThat(edited.path("columns").get(1).path("max").asDouble()).isEqualTo(9000);
        assertThat(good(lab.get(SCHEMA))).isEqualTo(edited);
        assertThat(good(put(first.toString()))).isEqualTo(first);
        assertThat(put("columns:\n  - name: age\n    type: [").body()).contains("schema: no YAML at line 3");
        assertThat(put("columns:\n  - name: age\n    type: number\n    mni: 3\n").body())
                .contains("key of column 'age': mni (expected: one of [");
        assertThat(put("columns:\n  - name: age\n    type: number\n    min: low\n").body())
                .contains("min of column 'age': low (expected: a number)");
        assertThat(good(lab.get("/api/v1/audit")).path("links").findValuesAsText("action"))
                .contains("reference.make", "reference.edit");
    }

    private HttpResponse<String> put(String schema) throws Exception {
        return lab.send(lab.request(SCHEMA).PUT(HttpRequest.BodyPublishers.ofString(schema)));
    }

    @Test
    void a_deleted_reference_is_gone() throws Exception {
        lab.register("loan", "linear 0");
        upload("", ROWS);

        assertThat(lab.send(lab.request(REFERENCE).DELETE()).statusCode()).isEqualTo(204);

        assertThat(lab.get(REFERENCE).body()).contains("understudy monitor reference loan@1 FILE");
        assertThat(lab.send(lab.request(REFERENCE).DELETE()).statusCode()).isEqualTo(404);
        assertThat(lab.get(SCHEMA).statusCode()).isEqualTo(404);
    }

    @Test
    void readers_look_and_those_who_register_change() throws Exception {
        try (Lab guarded = new Lab(true, Optional.empty())) {
            guarded.register("loan", "linear 0");
            String reader = "Bearer " + guarded.services.tokens()
                    .create("rita", Set.of(AccessRole.READER), Optional.empty(), "test").secret();
            String scientist = "Bearer " + guarded.services.tokens()
                    .create("sam", Set.of(AccessRole.DATA_SCIENTIST), Optional.empty(), "test").secret();

            assertThat(guarded.post(REFERENCE, ROWS, "Content-Type", "text/csv", "Authorization", reader).statusCode())
                    .isEqualTo(403);
            assertThat(guarded.post(REFERENCE, ROWS, "Content-Type", "text/csv", "Authorization", scientist).statusCode())
                    .isEqualTo(202);
            assertThat(guarded.get(REFERENCE).statusCode()).isEqualTo(401);
        }
    }
}
