package understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.cli.RecordedServer.Said;

class ServerCommandsTest {
    private static final String ID = "0196a1b2-0000-7000-8000-000000000001.0";

    @TempDir
    private Path home;

    private RecordedServer server;
    private Shell shell;

    @BeforeEach
    void open() throws IOException {
        server = new RecordedServer();
        shell = new Shell(home, server);
    }

    @AfterEach
    void close() {
        shell.close();
        server.close();
    }

    @Test
    void status_shows_logs_and_shadows() {
        server.on("GET /api/v1/status",
                """
                {"version":"0.1.0","ready":true,"authentication":false,"started_at":"2026-05-01T00:00:00Z",
                 "logs":[{"name":"predictions","start":0,"end":9,"appended":1234,"refused":0,"bytes":1536,"full":false}],
                 "instances":[{"model":"loan","version":1,"state":"ready","reason":"","memory_bytes":1,"call_micros":2,"batches":false}],"shadows":[]}""");
        assertThat(shell.type("status").out().replace(server.address(), "HERE")).isEqualTo(
                """
                HERE: ready, Understudy 0.1.0, up since 2026-05-01 00:00:00 UTC, asks nobody for a token
                LOG          ENTRIES SINCE START     KEPT  REFUSED  SPACE
                predictions                1,234  1.5 KiB        0  there is

                VERSION  STATE  REASON
                loan@1   ready
                """);
    }

    @Test
    void searching_sends_what_was_asked_with_times_worked_out() {
        server.on("GET /api/v1/predictions",
                """
                {"predictions":[{"prediction_id":"%s","received_at":"2026-05-10T10:00:00Z","model":"loan","version":1,
                 "role":"champion","key":"app-1","segments":{"region":"north"},"score":0.8123,"predicted":"1",
                 "action":"decline","label":null,"error":null,"latency_ms":0.2,"features":{}}]}""".formatted(ID));
        Shell.Done done = shell.type("predictions", "loan", "--since", "2h", "--where", "score > 0.8", "--where",
                "segment.region=north", "--version", "1", "--limit", "5");
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(server.last().query()).isEqualTo("model=loan&limit=5&version=1&from=2026-05-10T10:00:00Z"
                + "&where=score > 0.8&where=segment.region=north");
        assertThat(done.out()).contains(ID + "  2026-05-10 10:00:00  @1", "app-1", "0.8123", "decline", "region=north");
        assertThat(shell.type("predictions", "loan", "-o", "json").out()).contains("\"prediction_id\" : \"" + ID);
    }

    @Test
    void one_prediction_is_shown_with_all_that_is_known() {
        server.on("GET /api/v1/predictions/" + ID,
                """
                {"prediction_id":"%s","model":"loan","version":1,"version_digest":"d","role":"champion",
                 "lineup_revision":1,"propensity":1.0,"principal":"ann","key":"app-1","segments":{},"trace_id":"",
                 "received_at":"2026-05-10T10:00:00Z","latency_ms":0.2,"row":0,"rows":1,"library":"onnxruntime 1.28.0",
                 "inputs":[{"name":"age","kept":"plain","datatype":"FP32","shape":[1,1],"data":[41]},
                           {"name":"name","kept":"encrypted","datatype":"BYTES","shape":[1,1],"data":[]}],
                 "answer":{"outputs":[{"name":"score","kept":"plain","datatype":"FP32","shape":[1],"data":[0.8]}],
                           "action":"decline","error":null},
                 "shadows":[{"version":2,"latency_ms":1.0,"said":{"outputs":[],"action":null,"error":"timed out"}}],
                 "labels":[{"value":"1","at":"2026-05-10T11:00:00Z","received_at":"2026-05-10T11:00:00Z","by":"bob"}],
                 "overrides":[{"action":"approve","reason":"proved","by":"eve","at":"2026-05-10T11:00:00Z"}]}"""
                        .formatted(ID));
        assertThat(shell.type("predictions", "loan", "--id", ID).out()).isEqualTo(
                """
                %s: loan@1 answered as champion for ann on 2026-05-10 10:00:00 UTC, in 0.2000 ms, key app-1
                WHAT      WHO   VALUE
                input     age   41
                input     name  (encrypted)
                answer    @1    score 0.8
                answer    @1    action decline
                shadow    @2    error: timed out
                label     bob   1, true since 2026-05-10 11:00:00
                override  eve   approve: proved
                """.formatted(ID));
    }

    @Test
    void reproducing_says_whether_the_bits_are_the_same() {
        String result = "{\"prediction_id\":\"p\",\"model\":\"loan\",\"version\":1,\"same\":%s,\"ulps\":%d,"
                + "\"actions_same\":true,\"library_then\":\"a 1\",\"library_now\":\"a 2\",\"then\":[],\"now\":[]}";
        server.on("POST /api/v1/predictions/p/reproduce", result.formatted(true, 0));
        assertThat(shell.type("reproduce", "p").out()).isEqualTo("p on loan@1: the same bits (then a 1, now a 2)\n");
        server.on("POST /api/v1/predictions/p/reproduce", result.formatted(false, 3));
        assertThat(shell.type("reproduce", "p").out()).contains("up to 3 units in the last place apart, the same action");
    }

    @Test
    void an_override_needs_a_reason() {
        server.on("POST /api/v1/predictions/p/override", asked -> new Said(204, "text/plain", "", Map.of()));
        assertThat(shell.type("override", "p", "approve").exitCode()).isEqualTo(2);
        assertThat(shell.type("override", "p", "approve", "--reason", "proved").exitCode()).isZero();
        assertThat(server.last().text()).isEqualTo("{\"action\":\"approve\",\"reason\":\"proved\"}");
    }

    @Test
    void a_backup_goes_to_an_absolute_path_and_says_how_to_use_it() {
        server.on("POST /api/v1/backup", asked -> Said.json(
                "{\"path\":%s,\"files\":3,\"bytes\":2048}".formatted(Json.read(asked.body()).orElseThrow().path("path"))));
        Shell.Done done = shell.type("backup", "/backups/x/../one");
        assertThat(done.out()).isEqualTo(
                "3 files (2.0 KiB) copied to /backups/one. To use it: understudy restore /backups/one\n");
    }

    @Test
    void tokens_are_made_shown_once_listed_and_revoked() {
        server.on("POST /api/v1/tokens",
                "{\"name\":\"ci\",\"roles\":[\"reader\",\"operator\"],\"created_at\":\"2026-05-01T00:00:00Z\","
                        + "\"expires_at\":null,\"secret\":\"s3cret\"}");
        Shell.Done created = shell.type("token", "create", "ci", "--role", "reader,operator", "--validity", "90d");
        assertThat(created.out()).isEqualTo("s3cret\n");
        assertThat(created.err()).contains("only time");
        assertThat(server.last().text()).isEqualTo(
                "{\"name\":\"ci\",\"roles\":[\"reader\",\"operator\"],\"validity\":\"90d\"}");
        server.on("GET /api/v1/tokens",
                "{\"tokens\":[{\"name\":\"ci\",\"roles\":[\"reader\"],\"created_at\":\"2026-05-01T00:00:00Z\"}]}");
        assertThat(shell.type("token", "list").out()).contains("ci    reader  2026-05-01 00:00:00  never");
        server.on("DELETE /api/v1/tokens/ci", asked -> new Said(204, "text/plain", "", Map.of()));
        assertThat(shell.type("token", "revoke", "ci").out()).isEqualTo("ci is revoked\n");
        assertThat(shell.type("token", "revoke", "ci", "-o", "json").out()).isEqualTo("{}\n");
    }

    @Test
    void channels_are_listed_with_what_keeps_them_and_can_be_tried() {
        server.on("GET /api/v1/channels",
                """
                {"channels":[{"name":"mail","kind":"mail","delivered":1204,"failed":3,"given_up":0,"waiting":2,
                 "last_delivered":"2026-05-01T00:00:00Z","problem":"no connection to the mail server",
                 "since":"2026-05-09T23:00:00Z"},
                 {"name":"file","kind":"file","delivered":7,"failed":0,"given_up":0,"waiting":0}]}""");
        assertThat(shell.type("channel", "list").out()).isEqualTo(
                """
                CHANNEL  DELIVERED  FAILED  WAITING  GIVEN UP  SINCE                PROBLEM
                mail         1,204       3        2         0  2026-05-09 23:00:00  no connection to the mail server
                file             7       0        0         0
                """);
        assertThat(shell.type("channel", "list", "-o", "json").out()).contains("\"waiting\" : 2");
        server.on("POST /api/v1/channels/test", "{\"notice\":\"0196-id\",\"channels\":[\"mail\",\"file\"]}");
        assertThat(shell.type("channel", "test").out()).startsWith("told by mail, file; the message holds 0196-id.");
        server.on("GET /api/v1/channels", "{\"channels\":[]}");
        assertThat(shell.type("channel", "list")).satisfies(none -> {
            assertThat(none.out()).isEmpty();
            assertThat(none.err()).contains("settings under notify");
        });
    }

    @Test
    void a_broken_audit_ends_with_1() {
        server.on("GET /api/v1/audit/verification", "{\"intact\":true,\"links\":9,\"broken\":0,\"last_hash\":\"ab\"}");
        assertThat(shell.type("audit", "verify").out()).isEqualTo("intact: 9 links, the last is ab\n");
        server.on("GET /api/v1/audit/verification", "{\"intact\":false,\"links\":9,\"broken\":4,\"last_hash\":\"ab\"}");
        Shell.Done broken = shell.type("audit", "verify", "-o", "json");
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.out()).contains("\"broken\" : 4");
        assertThat(broken.err()).contains("link 4 of 9 does not fit");
    }

    @Test
    void the_whole_audit_is_exported_page_by_page() throws IOException {
        String link = "{\"number\":%d,\"at\":\"2026-05-01T00:00:00Z\",\"actor\":\"ann\",\"action\":\"promote\","
                + "\"subject\":\"loan@2\",\"details\":{},\"previous\":\"\",\"hash\":\"h\"}";
        server.on("GET /api/v1/audit", asked -> Said.json(
                asked.query().startsWith("from=1&") ? "{\"links\":[" + link.formatted(1) + "," + link.formatted(2) + "]}"
                        : asked.query().startsWith("from=3&") ? "{\"links\":[" + link.formatted(3) + "]}" : "{\"links\":[]}"));
        Path out = home.resolve("audit.ndjson");
        assertThat(shell.type("audit", "export", "--out", out.toString()).exitCode()).isZero();
        assertThat(Files.readAllLines(out)).hasSize(3).last().isEqualTo(link.formatted(3));
        assertThat(shell.type("audit", "list").out()).contains("promote  loan@2");
    }

    @Test
    void erasing_says_what_came_of_it() {
        server.on("POST /api/v1/erasure", "{\"subject\":\"s\",\"erased\":true}");
        assertThat(shell.type("erase", "app-1").out()).contains("can no longer be read");
        assertThat(server.last().text()).isEqualTo("{\"key\":\"app-1\"}");
    }

    @Test
    void on_a_screen_erasing_asks_for_the_key_again() {
        server.on("POST /api/v1/erasure", "{\"subject\":\"s\",\"erased\":true}");
        shell.onTerminal();
        assertThat(shell.typeWith("app-2\n", "erase", "app-1").err()).contains("nothing was erased");
        assertThat(server.asked()).isEmpty();
        assertThat(shell.typeWith("app-1\n", "erase", "app-1").exitCode()).isZero();
        assertThat(shell.type("erase", "app-1", "--yes").exitCode()).isZero();
    }
}
