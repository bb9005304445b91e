package understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.cli.RecordedServer.Asked;
import understudy.cli.RecordedServer.Said;

class DeclarationTest {
    private static final String SIGNATURE =
            """
            {"inputs":[{"name":"x","datatype":"FP32","shape":[-1,2],"features":[
               {"name":"age","categories":[],"optional":true,"privacy":"keep"},
               {"name":"answer","categories":["yes","no","007"],"optional":false,"privacy":"encrypt"}]}],
             "outputs":[{"name":"y","datatype":"FP32","shape":[-1],"meaning":"score","classes":[]}]}""";

    @TempDir
    private Path home;

    private RecordedServer server;
    private Shell shell;

    /** What the server knows of loan: its versions and lineup; empty objects before. */
    private ObjectNode model = Json.object();

    private ObjectNode lineup = Json.object();

    @BeforeEach
    void open() throws IOException {
        server = new RecordedServer()
                .on("GET /api/v1/models/loan", asked -> orNotFound(model))
                .on("GET /api/v1/models/loan/lineup", asked -> orNotFound(lineup))
                .on("POST /api/v1/models/loan/versions", this::register)
                .on("PUT /api/v1/models/loan/lineup", this::replace)
                .on("POST /api/v1/models/loan/retire", this::retire);
        server.on("GET /api/v1/models", asked -> {
            ObjectNode page = Json.object();
            page.putArray("models").add(model);
            return Said.json(Json.line(page));
        });
        shell = new Shell(home, server);
    }

    @AfterEach
    void close() {
        shell.close();
        server.close();
    }

    private static Said orNotFound(ObjectNode node) {
        return node.isEmpty() ? Said.problem(404, "there is no model loan", "") : Said.json(Json.line(node));
    }

    private Said register(Asked asked) {
        String[] parts = new String(asked.body(), StandardCharsets.ISO_8859_1).split("\r\n");
        JsonNode metadata = json(parts[4]);
        int number = model.path("versions").size() + 1;
        if (number == 1) {
            model.put("name", "loan").put("task", "binary").put("owner", metadata.path("owner").asText("")).put("risk_tier", "high");
            model.put("maturity", "PT720H").put("created_at", "2026-05-01T00:00:00Z").put("champion", 1);
            model.set("signature", json(SIGNATURE));
            model.putArray("versions");
            lineup.put("model", "loan").put("revision", 1).put("champion", 1).put("since", "2026-05-01T00:00:00Z").put("by", "ann");
        }
        ObjectNode version = Json.object().put("model", "loan").put("version", number).put("digest", "d" + number)
                .put("artifact", sha256(parts[9])).put("file_name", parts[6].replaceAll(".*filename=\"|\"$", ""))
                .put("runtime", "onnx").put("created_by", "ann").put("created_at", "2026-05-01T00:00:00Z")
                .put("retired", false).put("state", "ready");
        version.set("card", metadata.path("card"));
        version.set("signature", json(SIGNATURE));
        ((ArrayNode) model.path("versions")).add(version);
        return Said.json(Json.line(version));
    }

    private Said replace(Asked asked) {
        if (!asked.header("If-match").equals("\"" + lineup.path("revision").asInt() + "\"")) {
            return Said.problem(412, "the lineup is another by now", "");
        }
        ObjectNode next = (ObjectNode) json(asked.text());
        next.path("shadows").forEach(shadow -> ((ObjectNode) shadow)
                .put("position", 0).put("reader", "r").put("sample", shadow.path("sample").asDouble(1)));
        next.put("model", "loan").put("revision", lineup.path("revision").asInt() + 1)
                .put("since", "2026-05-01T00:00:00Z").put("by", "ann");
        lineup = next;
        return Said.json(Json.line(lineup));
    }

    private Said retire(Asked asked) {
        int which = json(asked.text()).path("version").asInt();
        ((ObjectNode) model.path("versions").get(which - 1)).put("retired", true);
        return Said.json("{}");
    }

    private static JsonNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path declared(String versionsAndLineup) throws IOException {
        Files.writeString(home.resolve("one.onnx"), "first");
        Files.writeString(home.resolve("two.onnx"), "second");
        return Files.writeString(home.resolve("loan.yml"),
                "model: loan\ntask: binary\nowner: risk\nrisk_tier: high\nmaturity: 30d\n" + versionsAndLineup);
    }

    private static final String TWO =
            """
            versions:
              - {version: 1, artifact: one.onnx}
              - {version: 2, artifact: two.onnx, card: {purpose: 'yes'}}
            lineup:
              champion: 1
              canaries: [{version: 2, share: 0.1}]
            """;

    private List<String> changes() {
        return server.asked().stream()
                .filter(asked -> !asked.method().equals("GET"))
                .map(asked -> asked.method() + " " + asked.path().replace("/api/v1/models/", ""))
                .toList();
    }

    @Test
    void applying_shows_a_plan_does_it_and_does_nothing_the_second_time() throws IOException {
        Path file = declared(TWO);

        Shell.Done done = shell.type("apply", "-f", file.toString());

        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.out()).isEqualTo(
                """
                + register loan@1 from one.onnx
                + register loan@2 from two.onnx
                ~ lineup of loan: @1 nothing → champion; @2 nothing → canary 10%
                """);
        assertThat(changes()).containsExactly("POST loan/versions", "POST loan/versions", "PUT loan/lineup");
        assertThat(server.asked().stream().filter(asked -> asked.text().contains("\"owner\":\"risk\""))).hasSize(1);

        Shell.Done again = shell.type("apply", "-f", home.toString());
        assertThat(again.out()).isEqualTo("all is as declared\n");
        assertThat(changes()).hasSize(3);
    }

    @Test
    void a_difference_is_shown_and_nothing_is_done() throws IOException {
        Path file = declared(TWO);
        shell.type("apply", "-f", file.toString());
        declared(TWO.replace("champion: 1", "champion: 2").replace("canaries: [{version: 2, share: 0.1}]",
                "shadows: [{version: 1}]"));

        Shell.Done diff = shell.type("diff", "-f", file.toString());
        assertThat(diff.exitCode()).isZero();
        assertThat(diff.out()).isEqualTo(
                "~ lineup of loan: @1 champion → shadow 100%; @2 canary 10% → champion\n");
        assertThat(shell.type("diff", "-f", file.toString(), "--exit-code").exitCode()).isEqualTo(1);
        assertThat(shell.type("apply", "-f", file.toString(), "--dry-run").exitCode()).isZero();
        assertThat(changes()).hasSize(3);

        shell.type("apply", "-f", file.toString());
        assertThat(changes()).hasSize(4);
        assertThat(shell.type("diff", "-f", file.toString()).out()).isEqualTo("all is as declared\n");
    }

    @Test
    void what_is_exported_is_as_declared_when_applied_and_the_same_when_exported_again() throws IOException {
        shell.type("apply", "-f", declared(TWO).toString());
        Path models = home.resolve("models");

        shell.type("export", "--out", models.toString());
        String text = Files.readString(models.resolve("loan.yml"));

        assertThat(text).startsWith("model: loan\ntask: binary\nowner: risk\nrisk_tier: high\nmaturity: PT720H\nversions:\n")
                .contains("artifact: two.onnx", "purpose: \"yes\"", "- \"007\"", "privacy: encrypt")
                .contains("artifact_digest: sha256:" + sha256("second"))
                .doesNotContain("created_at", "revision");
        assertThat(shell.type("diff", "-f", models.toString()).out()).isEqualTo("all is as declared\n");
        assertThat(shell.type("export").out()).isEqualTo(text);
        assertThat(shell.type("export", "loan").out()).isEqualTo(text);
    }

    @Test
    void an_export_makes_a_second_server_the_same() throws IOException {
        shell.type("apply", "-f", declared(TWO).toString());
        String text = shell.type("export").out();
        model = Json.object();
        lineup = Json.object();
        Files.writeString(home.resolve("loan.yml"), text);

        Shell.Done done = shell.type("apply", "-f", home.resolve("loan.yml").toString());
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(shell.type("export").out()).isEqualTo(text);

        model = Json.object();
        Files.writeString(home.resolve("two.onnx"), "changed");
        assertThat(shell.type("apply", "-f", home.resolve("loan.yml").toString()).err())
                .contains("nothing was changed: loan@2 has another artifact_digest");
    }

    @Test
    void what_cannot_be_is_refused_before_anything_changes() throws IOException {
        Path file = declared(TWO);
        shell.type("apply", "-f", file.toString());
        Files.writeString(file, Files.readString(file).replace("owner: risk", "owner: ann"));
        Shell.Done owner = shell.type("apply", "-f", file.toString());
        assertThat(owner.exitCode()).isEqualTo(1);
        assertThat(owner.err()).contains("nothing was changed: loan: its owner is another (risk, declared ann)");

        declared(TWO);
        Files.writeString(home.resolve("two.onnx"), "other");
        assertThat(shell.type("apply", "-f", file.toString()).err())
                .contains("loan@2 is there already, and is another", "Versions never change");

        declared("versions: [{version: 4, artifact: one.onnx}]\n");
        assertThat(shell.type("apply", "-f", file.toString()).err()).contains("the next version is 3");

        declared("versions: [{version: 3, artifact: gone.onnx}]\n");
        assertThat(shell.type("apply", "-f", file.toString()).err()).contains("loan@3 has no artifact", "gone.onnx");
        assertThat(changes()).hasSize(3);
    }

    @Test
    void a_version_declared_retired_is_retired_once() throws IOException {
        Path file = declared("versions:\n- {version: 1, artifact: one.onnx}\n- {version: 2, artifact: two.onnx, retired: true}\n");
        assertThat(shell.type("apply", "-f", file.toString()).out()).endsWith("- retire loan@2\n");
        assertThat(shell.type("diff", "-f", file.toString()).out()).isEqualTo("all is as declared\n");
    }

    @Test
    void a_mistake_in_a_file_names_file_and_field() throws IOException {
        Path file = Files.writeString(home.resolve("x.yml"), "model: loan\nlinup: {champion: 1}\n");
        assertThat(shell.type("diff", "-f", file.toString()).err())
                .contains("x.yml", "there is no field 'linup'", "Did you mean 'lineup'?");
        Files.writeString(file, "model: loan\nmonitor: {false_pages: 2}\n");
        assertThat(shell.type("diff", "-f", file.toString()).err())
                .contains("there is no field 'false_pages'", "false_pages_per_month");
        Files.writeString(file, "model: loan\nversions: [\n");
        assertThat(shell.type("diff", "-f", file.toString()).err()).contains("x.yml, line");
        Files.writeString(file, "model: loan\n---\nmodel: loan\n");
        assertThat(shell.type("diff", "-f", file.toString()).err()).contains("declared twice");
        Files.writeString(file, "owner: ann\n");
        assertThat(shell.type("diff", "-f", file.toString()).err()).contains("x.yml", "model");
        Files.writeString(file, "");
        assertThat(shell.type("diff", "-f", file.toString()).err()).contains("nothing is declared");
        assertThat(shell.type("diff", "-f", "nowhere.yml").err()).contains("there is no file nowhere.yml");
        assertThat(shell.type("diff").exitCode()).isEqualTo(2);
    }

    private static final String PLAN =
            """
            {"model":"loan","window":"hour","zone":"UTC","delay":"PT10M","false_pages_per_month":1.0,"weekly":false,
             "segments":["@segment.region"],"left_out":[],
             "statistics":[{"column":"age","statistic":"evidently.wasserstein","threshold":0.1}],
             "monitors":["data.drift"],"detectors":[]}""";

    @Test
    void how_a_model_is_watched_is_changed_where_it_differs_and_only_there() throws IOException {
        ObjectNode plan = (ObjectNode) json(PLAN);
        server.on("GET /api/v1/models/loan/monitors", asked -> Said.json(Json.line(plan)));
        server.on("PUT /api/v1/models/loan/monitors", asked -> {
            json(asked.text()).properties().stream()
                    .filter(field -> !field.getValue().isNull())
                    .forEach(field -> plan.set(field.getKey(), field.getValue()));
            return Said.json(Json.line(plan));
        });
        shell.type("apply", "-f", declared(TWO).toString());
        Path same = declared(TWO + """
                monitor:
                  delay: 10m
                  false_pages_per_month: 1
                  segments: ['@segment.region']
                  statistics: [{column: age, statistic: evidently.wasserstein}]
                """);
        assertThat(shell.type("apply", "-f", same.toString()).out()).isEqualTo("all is as declared\n");
        assertThat(changes()).hasSize(3);

        Path other = declared(TWO + "monitor: {window: day, segments: []}\n");
        assertThat(shell.type("apply", "-f", other.toString()).out())
                .isEqualTo("~ monitors of loan: window hour → day; segments [\"@segment.region\"] → []\n");
        assertThat(changes()).hasSize(4).last().isEqualTo("PUT loan/monitors");
        assertThat(plan.path("delay").asText()).isEqualTo("PT10M");

        Path whole = Files.writeString(home.resolve("loan.yml"), shell.type("export", "loan").out());
        assertThat(whole).content().contains("monitor:\n  window: day\n", "threshold: 0.1");
        assertThat(shell.type("diff", "-f", whole.toString()).out()).isEqualTo("all is as declared\n");
    }

    @Test
    void exports_stand_in_a_stable_order() {
        JsonNode view = json(
                """
                {"model":"loan","revision":1,"champion":3,"canaries":[{"version":2,"share":0.1},{"version":1,"share":0.2}],
                 "shadows":[{"version":5,"position":1,"sample":1.0,"reader":"a"},{"version":4,"position":2,"sample":0.5,"reader":"b"}],
                 "routes":[],"since":"2026-05-01T00:00:00Z","by":"ann"}""");
        Declaration.Lineup ordered = Declaration.Lineup.of(Json.as(view, understudy.api.LineupView.class));
        assertThat(StreamSupport.stream(Json.tree(ordered).findPath("shadows").spliterator(), false))
                .extracting(shadow -> shadow.path("version").asInt())
                .containsExactly(4, 5);
        assertThat(ordered.canaries()).extracting(canary -> canary.version()).containsExactly(1, 2);
    }
}
