package understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.cli.RecordedServer.Said;

class MonitorCommandsTest {
    private static final String PATH = "/api/v1/models/loan/monitors";
    private static final String PLAN = """
            {"model":"loan","window":"hour","zone":"UTC","delay":"PT10M","false_pages_per_month":1,"weekly":false,
             "segments":[],"left_out":[],"statistics":[],"monitors":[],"detectors":[],
             "streaming":[{"column":"@score","detector":"adwin","state":"has moved","rows":5000,"mean":0.4412,
             "since":"2026-05-10T10:31:00Z","alarm":"the score moved up from 0.31 to 0.44","alarmed_at":"2026-05-10T10:40:00Z"},
             {"column":"@error","detector":"ddm","state":"watches","rows":5000,"mean":0.01,
             "since":"2026-05-09T00:00:00Z","alarm":null,"alarmed_at":null}]}""";

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
    void streams_are_turned_on_one_by_one_and_off_together() {
        server.on("PUT " + PATH, PLAN);
        assertThat(shell.type("monitor", "set", "loan", "--streaming", "score:adwin", "--streaming", "errors:ddm").exitCode())
                .isZero();
        assertThat(server.last().text()).contains("\"streaming\":[\"score:adwin\",\"errors:ddm\"]");
        shell.type("monitor", "set", "loan", "--window", "day");
        assertThat(server.last().text()).doesNotContain("\"streaming\":[");
        shell.type("monitor", "set", "loan", "--streaming", "none");
        assertThat(server.last().text()).contains("\"streaming\":[]");
    }

    @Test
    void what_streams_saw_is_shown() {
        server.on("GET " + PATH, PLAN);
        assertThat(shell.type("monitor", "show", "loan").out())
                .contains("@score", "adwin", "has moved", "0.4412", "the score moved up from 0.31 to 0.44 (2026-05-10T10:40:00Z)")
                .contains("@error", "ddm", "watches");
    }

    @Test
    void help_says_that_they_hold_no_budget_and_a_refusal_is_passed_on() {
        assertThat(shell.type("monitor", "set", "--help").out().replaceAll("\\s+", " ")).contains("hold no budget of false alarms");
        server.on("PUT " + PATH, asked -> Said.problem(400, "streaming: age:ddm (expected: errors or wrong)", ""));
        assertThat(shell.type("monitor", "set", "loan", "--streaming", "age:ddm").err()).contains("age:ddm (expected: errors");
    }
}
