package understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.cli.RecordedServer.Asked;
import understudy.cli.RecordedServer.Said;

class ModelCommandsTest {
    private static final String VERSION =
            """
            {"model":"loan","version":1,"digest":"d1","artifact":"a1","file_name":"model.onnx","runtime":"onnx",
             "created_by":"ann","created_at":"2026-05-01T00:00:00Z","retired":false,"role":"champion","state":"ready","memory_bytes":1200000,"call_micros":250,
             "decision":null,"card":{},"signature":{"inputs":[],"outputs":[]},"new_field":7}""";

    @TempDir
    private Path home;

    private RecordedServer server;
    private Shell shell;

    @BeforeEach
    void open() throws IOException {
        server = new RecordedServer().on("POST /api/v1/models/loan/versions", asked -> new Said(
                201, "application/json", VERSION, java.util.Map.of()));
        shell = new Shell(home, server);
    }

    @AfterEach
    void close() {
        shell.close();
        server.close();
    }

    @Test
    void registering_prints_what_the_server_said_as_json() throws IOException {
        Path artifact = Files.writeString(home.resolve("model.onnx"), "bytes");
        Shell.Done done = shell.type("model", "register", "loan", artifact.toString(), "-o", "json");
        assertThat(done.exitCode()).isZero();
        assertThat(Json.read(done.out().getBytes(StandardCharsets.UTF_8)).orElseThrow())
                .isEqualTo(Json.read(VERSION.getBytes(StandardCharsets.UTF_8)).orElseThrow());
    }

    @Test
    void a_file_travels_with_its_metadata() throws IOException {
        Path artifact = Files.write(home.resolve("model.onnx"), new byte[] {0, 13, 10, 45, 45, -1});
        Path signature = Files.writeString(home.resolve("signature.yml"),
                "inputs:\n- {name: x, datatype: FP32, shape: [-1, 2]}\noutputs:\n- {name: y, datatype: FP32, shape: [-1]}\n");
        Path card = Files.writeString(home.resolve("card.json"), "{\"purpose\":\"loans\"}");

        Shell.Done done = shell.type("model", "register", "loan", artifact.toString(), "--signature",
                signature.toString(), "--card", card.toString(), "--owner", "risk", "--maturity", "30d");

        assertThat(done.out()).isEqualTo("registered loan@1 as champion (onnx, digest d1)\n");
        String body = new String(server.last().body(), StandardCharsets.ISO_8859_1);
        assertThat(body)
                .contains("name=\"metadata\"", "\"owner\":\"risk\"", "\"maturity\":\"30d\"", "\"purpose\":\"loans\"")
                .contains("\"datatype\":\"FP32\"", "filename=\"model.onnx\"", "\r\n\r\n\0\r\n--\u00ff\r\n--");
        assertThat(server.last().header("Content-length")).isEqualTo(String.valueOf(server.last().body().length));
    }

    @Test
    void a_directory_travels_as_the_same_archive_whenever_it_is_sent() throws IOException {
        Path model = home.resolve("model");
        Path weights = Files.createDirectories(model.resolve("weights")).resolve("b.bin");
        Files.writeString(weights, "b");
        Files.writeString(model.resolve("a.json"), "{}");
        shell.type("model", "register", "loan", model.toString());
        byte[] once = server.last().body();
        Files.setLastModifiedTime(weights, FileTime.from(Instant.EPOCH));
        shell.type("model", "register", "loan", model.toString());
        assertThat(server.last().body()).isEqualTo(once);
        assertThat(entries(server.last())).containsExactly("a.json", "weights/b.bin");
        assertThat(server.last().text()).contains("filename=\"model.zip\"");
    }

    private static List<String> entries(Asked asked) throws IOException {
        String body = new String(asked.body(), StandardCharsets.ISO_8859_1);
        byte[] zip = body.substring(body.indexOf("PK")).getBytes(StandardCharsets.ISO_8859_1);
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Test
    void a_wrong_path_or_file_is_said_so_and_nothing_is_sent() throws IOException {
        assertThat(shell.type("model", "register", "loan", home.resolve("no.onnx").toString()).err())
                .startsWith("error: there is no file ");
        Path artifact = Files.writeString(home.resolve("model.onnx"), "bytes");
        Path wrong = Files.writeString(home.resolve("s.yml"), "inputs: []\noutputs: []\nfeautres: 3\n");
        Shell.Done done =
                shell.type("model", "register", "loan", artifact.toString(), "--signature", wrong.toString());
        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.err()).contains("s.yml").contains("feautres");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void lists_are_aligned_and_empty_ones_say_what_to_do() {
        server.on("GET /api/v1/models", "{\"models\":[]}");
        assertThat(shell.type("model", "list").err()).contains("understudy model register");
        server.on("GET /api/v1/models", ("{\"models\":[{\"name\":\"loan\",\"task\":\"binary\",\"owner\":\"risk\","
                + "\"risk_tier\":\"high\",\"maturity\":\"PT720H\",\"created_at\":\"2026-05-01T00:00:00Z\",\"champion\":1,"
                + "\"signature\":{\"inputs\":[],\"outputs\":[]},\"versions\":[%s]}]}").formatted(VERSION));
        assertThat(shell.type("model", "list").out()).isEqualTo(
                """
                NAME  TASK    CHAMPION  VERSIONS  OWNER  RISK  CREATED
                loan  binary  @1               1  risk   high  2026-05-01 00:00:00
                """);
    }

    @Test
    void verbs_send_what_was_typed_and_say_what_came_of_it() {
        String lineup = "{\"model\":\"loan\",\"revision\":2,\"champion\":1}";
        List.of("shadow", "canary", "promote", "rollback", "retire")
                .forEach(verb -> server.on("POST /api/v1/models/loan/" + verb, lineup));
        assertThat(shell.type("shadow", "loan@2", "--from", "7d", "--sample", "10%").out())
                .startsWith("loan@2 rehearses, from 7d.");
        assertThat(server.last().text()).isEqualTo("{\"version\":2,\"from\":\"7d\",\"sample\":0.1}");
        assertThat(shell.type("canary", "loan@2", "--share", "0.25").out()).isEqualTo("loan@2 answers 25% of requests\n");
        assertThat(server.last().text()).isEqualTo("{\"version\":2,\"share\":0.25}");
        assertThat(shell.type("promote", "loan@2").out()).contains("loan@2 is champion", "understudy rollback loan");
        assertThat(shell.type("rollback", "loan").out()).isEqualTo("loan@1 is champion again\n");
        assertThat(shell.type("retire", "loan@2", "-o", "json").out()).contains("\"revision\" : 2");
        assertThat(shell.type("model", "retire", "loan@2").out()).isEqualTo("loan@2 is retired\n");
    }

    @Test
    void climbing_by_steps_sends_shares_and_what_was_typed_beside_them() {
        String lineup = "{\"model\":\"loan\",\"revision\":2,\"champion\":1}";
        List.of("canary", "promote").forEach(verb -> server.on("POST /api/v1/models/loan/" + verb, lineup));
        assertThat(shell.type(
                        "canary", "loan@2", "--steps", "1,2.5%,100", "--every", "5m", "--guardrail", "errors<+1%",
                        "--guardrail", "performance", "--when-thin", "go").out())
                .startsWith("loan@2 answers 1% of requests, and climbs by itself.");
        assertThat(server.last().text()).isEqualTo("{\"version\":2,\"steps\":[0.01,0.025,1.0],\"every\":\"5m\","
                + "\"guardrails\":[\"errors<+1%\",\"performance\"],\"when_thin\":\"go\"}");
        assertThat(shell.type("promote", "loan@2", "--when-better").out()).contains("rehearses until its plan");
        assertThat(server.last().text()).isEqualTo("{\"version\":2,\"when_better\":true}");
        assertThat(shell.type("promote", "loan@2", "--steps", "1,100").exitCode()).isEqualTo(2);
        assertThat(shell.type("canary", "loan@2", "--steps", "1,100", "--share", "5%").exitCode()).isEqualTo(2);
    }

    @Test
    void a_rollout_shows_its_guardrails_and_each_change() {
        server.on("GET /api/v1/models/loan/rollouts",
                """
                {"model":"loan","rollouts":[{"id":"i","model":"loan","version":2,"champion":1,"steps":[0.05,1],
                 "every":"PT10M","when_thin":"wait","state":"waiting","step":0,"began":"2026-05-01T10:00:00Z",
                 "step_since":"2026-05-01T10:00:00Z","by":"ann","sentence":"loan@2 waits at 5 %",
                 "guardrails":[{"guardrail":"errors<+1%","state":"holds","value":"0 of 40","limit":"1 % more"}],
                 "changes":[{"at":"2026-05-01T10:00:00Z","state":"running","share":0.05,"by":"ann","sentence":"begins"}]}]}""");
        assertThat(shell.type("rollout", "loan").out()).isEqualTo(
                """
                loan@2 waits at 5 %
                GUARDRAIL   NOW    MEASURED  LIMIT
                errors<+1%  holds  0 of 40   1 % more
                AT                   VERSION  STATE    SHARE  BY   WHY
                2026-05-01 10:00:00  @2       running     5%  ann  begins
                """);
        server.on("POST /api/v1/models/loan/rollouts/stop", "{\"sentence\":\"ann stopped it\"}");
        assertThat(shell.type("rollout", "stop", "loan").out()).isEqualTo("ann stopped it\n");
        server.on("GET /api/v1/models/loan/rollouts", "{\"model\":\"loan\",\"rollouts\":[]}");
        assertThat(shell.type("rollout", "loan").err()).contains("understudy canary loan@VERSION --steps");
    }

    @Test
    void shares_are_told_to_follow_a_label() {
        server.on("POST /api/v1/models/loan/adapt", "{\"sentence\":\"shares follow\"}");
        assertThat(shell.type("adapt", "loan", "--reward", "paid", "--floor", "10%").out())
                .isEqualTo("shares follow. See how it stands: understudy rollout loan\n");
        assertThat(server.last().text()).isEqualTo("{\"reward\":\"paid\",\"floor\":0.1}");
        assertThat(shell.type("adapt", "loan").exitCode()).isEqualTo(2);
        assertThat(shell.type("adapt", "loan", "--stop", "--reward", "paid").exitCode()).isEqualTo(2);
        server.on("GET /api/v1/models/loan/rollouts",
                """
                {"model":"loan","rollouts":[],"adaptation":{"reward":"paid","floor":0.1,"every":"PT1H",
                 "since":"2026-05-01T10:00:00Z","changed":"2026-05-01T10:00:00Z","by":"ann","active":true,"sentence":"@1 90 %, @2 10 %",
                 "arms":[{"version":1,"share":0.9,"labelled":40,"rewarded":30,"estimate":0.75,"low":0.5,"high":1.0},
                  {"version":2,"share":0.1,"labelled":0,"rewarded":0}]}}""");
        assertThat(shell.type("rollout", "loan").out()).isEqualTo(
                """
                Shares follow label 'paid': @1 90 %, @2 10 %
                VERSION  SHARE  LABELLED  REWARDED         WITH ALL CALLERS
                @1         90%        40        30  0.7500 [0.5000, 1.0000]
                @2         10%         0         0                        –
                """);
    }

    @Test
    void a_lineup_shows_roles_and_how_far_the_shadows_are() {
        server.on("GET /api/v1/models/loan/lineup",
                """
                {"model":"loan","revision":7,"champion":1,"canaries":[{"version":2,"share":0.1}],"shadows":[
                 {"version":3,"position":0,"sample":1,"reader":"r3"},{"version":4,"position":0,"sample":0.5,"reader":"r4"}],
                 "routes":[{"segment":"region","value":"north","version":2}],"since":"2026-05-01T10:00:00Z","by":"ann"}""");
        server.on("GET /api/v1/models/loan/shadows",
                """
                {"shadows":[{"model":"loan","version":3,"reader":"r3","position":9,"lag_seconds":0.25,"lag_bytes":10,
                 "answered":1200,"failed":3,"skipped":0,"problem":null}]}""");
        assertThat(shell.type("lineup", "loan").out()).isEqualTo(
                """
                loan, revision 7, since 2026-05-01 10:00:00 by ann
                ROLE      VERSION  SEES            LAG  ANSWERED  FAILED  REMARK
                champion  @1
                canary    @2       10%
                shadow    @3       100%          0.3 s      1200       3
                shadow    @4       50%               –         –       –
                route     @2       region=north
                """);
    }
}
