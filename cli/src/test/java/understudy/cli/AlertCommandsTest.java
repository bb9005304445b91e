package understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
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

class AlertCommandsTest {
    private static final String ALERT = """
            {"id":"7f3a00112233","model":"fraud","cause":"data.drift","monitor":"data.drift","owner":"ann",
             "state":"acknowledged","severity":"critical","title":"fraud: income moved up","text":"It moved.",
             "runbook":"Ask the data team.","since":"2026-05-09T10:00:00Z","opened":"2026-05-10T10:00:00Z",
             "last_found":"2026-05-10T11:00:00Z","findings":3,"versions":[3,4],"segments":["region=north"],
             "observations":[{"version":3,"name":"income","segment":"region=north","sentence":"up by 0.4 sd",
             "weight":0.8,"at":"2026-05-10T11:00:00Z"}],"reach":"page","reopened":0,"by":"ben","until":null,"reason":null,
             "useful":null,"history":[{"at":"2026-05-10T10:00:00Z","by":"data.drift","what":"opened","note":""},
             {"at":"2026-05-10T10:30:00Z","by":"ben","what":"acknowledged","note":"asked"}],
             "notices":[{"at":"2026-05-10T10:00:00Z","notice":"n","kind":"alert.opened","to":["slack","mail"]}]}""";

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
    void alerts_are_listed() {
        server.on("GET /api/v1/alerts", "{\"alerts\":[" + ALERT + "]}");
        assertThat(shell.type("alert", "list", "--model", "fraud", "--open", "--severity", "warning").out()).isEqualTo(
                """
                ALERT         SEVERITY  STATE         MODEL  OPENED            FINDINGS  TITLE
                7f3a00112233  critical  acknowledged  fraud  2026-05-10 10:00         3  fraud: income moved up
                """);
        assertThat(server.last().query()).isEqualTo("model=fraud&state=unresolved&severity=warning");
        server.on("GET /api/v1/alerts", "{\"alerts\":[]}");
        assertThat(shell.type("alert", "list", "--open").err()).isEqualTo("No alert is open.\n");
    }

    @Test
    void one_alert_is_shown_with_what_to_do_and_what_was_done() {
        server.on("GET /api/v1/alerts/7f3a", ALERT);
        assertThat(shell.type("alert", "show", "7f3a").out()).isEqualTo(
                """
                CRITICAL: fraud: income moved up
                7f3a00112233 is acknowledged by ben
                since 2026-05-09 10:00, last seen 2026-05-10 11:00, found 3 times by data.drift on fraud @3, @4; ask ann

                It moved.
                - income (region=north): up by 0.4 sd

                What to do: Ask the data team.

                2026-05-10 10:00  data.drift: opened
                2026-05-10 10:30  ben: acknowledged, asked
                2026-05-10 10:00  alert.opened told to slack, mail
                """);
    }

    @Test
    void alerts_are_answered() {
        for (String verb : new String[] {"acknowledge", "snooze", "resolve", "note", "useful"}) {
            server.on("POST /api/v1/alerts/7f3a/" + verb, ALERT);
        }
        assertThat(shell.type("alert", "ack", "7f3a", "--note", "asked").out())
                .isEqualTo("alert 7f3a00112233 is in your hands\n");
        assertThat(server.last().text()).isEqualTo("{\"note\":\"asked\"}");
        assertThat(shell.type("alert", "snooze", "7f3a", "--for", "4h").out()).contains("sleeps for 4h");
        assertThat(server.last().text()).contains("\"duration\":\"PT4H\"");
        assertThat(shell.type("alert", "resolve", "7f3a", "--reason", "repaired").exitCode()).isZero();
        assertThat(shell.type("alert", "resolve", "7f3a").exitCode()).isEqualTo(2);
        assertThat(shell.type("alert", "note", "7f3a", "they look").exitCode()).isZero();
        assertThat(shell.type("alert", "useful", "7f3a", "no", "--note", "a holiday").out()).contains("was not useful");
        assertThat(server.last().text()).isEqualTo("{\"useful\":false,\"note\":\"a holiday\"}");
        assertThat(shell.type("alert", "useful", "7f3a", "maybe").exitCode()).isEqualTo(2);
    }

    @Test
    void routes_are_shown_as_the_yaml_that_they_are_set_by() throws IOException {
        String routes = "{\"routes\":[{\"name\":\"night\",\"model\":\"*\",\"severity\":\"critical\",\"owner\":null,"
                + "\"monitor\":null,\"hours\":{\"days\":[],\"from\":\"22:00\",\"to\":\"06:00\",\"zone\":\"Z\"},"
                + "\"channels\":[\"pager\"]}],\"budgets\":[],\"escalate_after\":\"PT30M\",\"quiet\":\"PT24H\","
                + "\"digest_at\":\"08:00\",\"zone\":\"Z\"}";
        server.on("GET /api/v1/alert-routes", routes).on("PUT /api/v1/alert-routes", routes);
        Path file = Files.writeString(home.resolve("routes.yml"), shell.type("alert", "routes").out());

        assertThat(shell.type("alert", "routes", "--set", file.toString()).out()).isEqualTo("1 route is in force\n");
        assertThat(Json.read(server.last().body())).isEqualTo(Json.read(routes.getBytes(UTF_8)));
        Files.writeString(file, "routes:\n- name: night\n  chanels: [pager]\n");
        assertThat(shell.type("alert", "routes", "--set", file.toString()).err()).contains("chanels");
    }

    @Test
    void maintenance_is_planned_listed_and_ended() {
        String window = "{\"id\":\"3c9e00112233\",\"model\":\"fraud*\",\"from\":\"2026-05-10T12:00:00Z\","
                + "\"to\":\"2026-05-10T16:00:00Z\",\"reason\":\"the feed moves\",\"by\":\"ann\",\"state\":\"under_way\"}";
        server.on("POST /api/v1/maintenance", window)
                .on("GET /api/v1/maintenance", "{\"windows\":[" + window + "]}")
                .on("DELETE /api/v1/maintenance/3c9e", asked -> new Said(204, "text/plain", "", Map.of()));
        assertThat(shell.type("alert", "maintenance", "add", "fraud*", "--for", "4h", "--reason", "the feed moves").out())
                .isEqualTo("maintenance 3c9e00112233: nobody is told of fraud* from 2026-05-10 12:00 to 2026-05-10 16:00\n");
        assertThat(shell.type("alert", "maintenance", "list").out()).contains("under way", "the feed moves");
        assertThat(shell.type("alert", "maintenance", "end", "3c9e").out()).isEqualTo("maintenance 3c9e is over\n");
    }

    @Test
    void precision_has_its_interval() {
        server.on("GET /api/v1/alert-precision", """
                {"monitors":[{"model":"fraud","monitor":"data.drift","alerts":9,"answered":4,"useful":3,"precision":0.75,
                 "low":0.3006,"high":0.9544,"false_pages_left":1.0},
                 {"model":"loan","monitor":"volume","alerts":1,"answered":0,"useful":0,"precision":null,"low":null,
                 "high":null,"false_pages_left":2.0}]}""");
        assertThat(shell.type("alert", "precision").out()).contains("75 % [30, 95]", "–");
    }
}
