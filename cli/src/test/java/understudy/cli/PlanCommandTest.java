package understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {
    private static final String PLAN =
            "{\"model\":\"loan\",\"version\":2,\"number\":%d,\"metric\":\"auc\",\"margin\":0.002,\"alpha\":0.05,"
                    + "\"expected_pairs\":20000,\"mature\":\"PT720H\",\"strict\":false,"
                    + "\"guardrails\":[\"latency_p99<50ms\",\"segment:region=north\"],\"at\":\"%s\",\"by\":\"%s\","
                    + "\"note\":\"%s\"}";

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
    void a_plan_is_written_as_it_was_typed() {
        server.on("POST /api/v1/models/loan/versions/2/plans", PLAN.formatted(1, "2026-05-01T00:00:00Z", "ann", "fewer"));
        Shell.Done done = shell.type(
                "plan", "loan@2", "--metric", "auc", "--margin", "0.002", "--guardrail", "latency_p99<50ms", "--guardrail",
                "segment:region=north", "--alpha", "0.05", "--expected-pairs", "20000", "--mature", "30d", "--note", "fewer");
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(server.last().text()).isEqualTo(
                "{\"metric\":\"auc\",\"margin\":0.002,\"alpha\":0.05,\"expected_pairs\":20000,\"mature\":\"PT720H\","
                        + "\"strict\":null,\"guardrails\":[\"latency_p99<50ms\",\"segment:region=north\"],"
                        + "\"note\":\"fewer\"}");
        assertThat(done.out()).isEqualTo(
                """
                Plan 1 of loan@2 is in force: only requests from 2026-05-01 00:00:00 UTC on are evidence
                  judged by  auc, margin 0.002, error rate 0.05, about 20,000 labelled pairs expected, labels count at an age of 30 d
                  guardrail  latency_p99<50ms
                  guardrail  segment:region=north
                  note       fewer
                See how it stands: understudy compare loan@2
                """);
    }

    @Test
    void the_plan_in_force_stands_first_and_who_superseded_what_after_it() {
        server.on("GET /api/v1/models/loan/versions/2/plans", "{\"plans\":["
                + PLAN.formatted(2, "2026-05-03T00:00:00Z", "bob", "") + ","
                + PLAN.formatted(1, "2026-05-01T00:00:00Z", "ann", "first") + "]}");
        assertThat(shell.type("plan", "loan@2").out().lines().filter(line -> line.startsWith("Plan"))).containsExactly(
                "Plan 2 of loan@2, in force since 2026-05-03 00:00 UTC, by bob",
                "Plan 1 of loan@2, of 2026-05-01 00:00 UTC, by ann; superseded 2026-05-03 00:00 UTC by bob");
        assertThat(shell.type("plan", "loan@2", "-o", "json").out()).contains("\"expected_pairs\" : 20000");
    }

    @Test
    void without_a_plan_it_says_how_to_write_one() {
        server.on("GET /api/v1/models/loan/versions/2/plans", "{\"plans\":[]}");
        assertThat(shell.type("plan", "loan@2").out()).contains("has no plan", "understudy plan loan@2 --metric auc");
    }

    @Test
    void a_margin_without_a_metric_is_wrong_usage_and_asks_nobody() {
        Shell.Done done = shell.type("plan", "loan@2", "--margin", "0.1");
        assertThat(done.exitCode()).isEqualTo(2);
        assertThat(done.err()).contains("a plan needs --metric");
        assertThat(server.asked()).isEmpty();
    }
}
