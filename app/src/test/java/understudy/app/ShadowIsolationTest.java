package understudy.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;
import understudy.app.WilfulRuntime.Will;

/** Whatever a shadow does, callers get their answers and other shadows go on. */
class ShadowIsolationTest {
    private static final String MODEL = "echo";
    private static final int ASKED = 100;
    private static final int WILFUL = 2;
    private static final int HEALTHY = 3;

    @TempDir
    Path data;

    @Test
    void one_that_hangs_falls_behind_alone() {
        try (RunningServer server = rehearsing(Will.HANGS)) {
            assertAllAnswered(server);
            assertThat(shadow(server, HEALTHY).path("lag_bytes").asLong()).isZero();
            JsonNode hanging = shadow(server, WILFUL);
            assertThat(hanging.path("answered").asInt()).isZero();
            assertThat(hanging.path("lag_bytes").asLong()).isPositive();
            assertThat(hanging.path("lag_seconds").asDouble()).isPositive();
            assertTimeoutPreemptively(Duration.ofSeconds(60), server::close, "a server with a shadow that hangs can stop");
        }
    }

    @Test
    void one_that_throws_is_counted_as_failed_each_time() {
        try (RunningServer server = rehearsing(Will.THROWS)) {
            assertAllAnswered(server);
            server.caughtUp(MODEL);
            assertThat(shadow(server, WILFUL).path("failed").asInt()).isEqualTo(ASKED);
            assertThat(shadow(server, HEALTHY).path("failed").asInt()).isZero();
            RunningServer.eventually("its failures are compared", () -> errors(server) == ASKED);
        }
    }

    @Test
    void one_that_is_a_hundred_times_slower_shows_its_lag_and_loses_nothing() {
        try (RunningServer server = rehearsing(Will.SLOW)) {
            assertAllAnswered(server);
            JsonNode slow = shadow(server, WILFUL);
            assertThat(slow.path("answered").asInt()).isLessThan(ASKED);
            assertThat(slow.path("lag_bytes").asLong()).isPositive();
            server.caughtUp(MODEL);
            assertThat(shadow(server, WILFUL).path("answered").asInt()).isEqualTo(ASKED);
            assertThat(shadow(server, WILFUL).path("failed").asInt()).isZero();
        }
    }

    private RunningServer rehearsing(Will will) {
        RunningServer server = RunningServer.in(data);
        server.caller().allow("wilful");
        for (String each : List.of(Will.GOOD.name(), will.name(), Will.GOOD.name() + "\n")) {
            byte[] artifact = (WilfulRuntime.FIRST_LINE + each).getBytes(UTF_8);
            server.caller().register(MODEL, "echo.wilful", artifact, WilfulRuntime.METADATA.getBytes(UTF_8)).good();
        }
        server.caller().verb(Paths.SHADOW, MODEL, WILFUL);
        server.caller().verb(Paths.SHADOW, MODEL, HEALTHY);
        return server;
    }

    /** Returns when the healthy shadow has seen it all. */
    private static void assertAllAnswered(RunningServer server) {
        for (int i = 1; i <= ASKED; i++) {
            JsonNode answer = server.caller().predict(MODEL, Map.of("x", i), "key-" + i);
            assertThat(answer.path("version").asInt()).isEqualTo(1);
            assertThat(answer.path("outputs").path("y").path(0).asInt()).isEqualTo(i);
        }
        RunningServer.eventually(
                "the healthy shadow goes on", () -> shadow(server, HEALTHY).path("answered").asInt() == ASKED);
    }

    private static JsonNode shadow(RunningServer server, int version) {
        for (JsonNode shadow : server.caller().get(Paths.of(Paths.SHADOWS, MODEL)).good().path("shadows")) {
            if (shadow.path("version").asInt() == version) {
                return shadow;
            }
        }
        throw new AssertionError("no shadow " + version);
    }

    private static int errors(RunningServer server) {
        return server.caller().get(Paths.of(Paths.COMPARISON, MODEL, WILFUL)).good().path("errors").path("challenger").asInt();
    }
}
