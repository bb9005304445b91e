package understudy.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import understudy.core.Problem;

class ServerTest {
    private static final String BODY = "{\"features\":{\"age\":41}}";

    @Test
    void stopping_finishes_the_request_under_way_and_refuses_the_next() throws Exception {
        Lab lab = new Lab(false, Optional.empty());
        lab.register("loan", "linear 0");
        try (Socket slow = new Socket("127.0.0.1", lab.server.port());
                Socket idle = new Socket("127.0.0.1", lab.server.port())) {
            OutputStream out = slow.getOutputStream();
            out.write(("POST /api/v1/models/loan/predict HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                    + BODY.length() + "\r\n\r\n{").getBytes(UTF_8));
            out.flush();
            while (lab.server.underWay() == 0) {
                Thread.onSpinWait();
            }
            CompletableFuture<Void> closing = CompletableFuture.runAsync(lab.server::close);
            while (!lab.server.isDraining()) {
                Thread.onSpinWait();
            }
            idle.getOutputStream().write("GET /api/v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            byte[] refusal = new byte[12];
            assertThat(idle.getInputStream().readNBytes(refusal, 0, 12)).isEqualTo(12);
            assertThat(new String(refusal, UTF_8)).isEqualTo("HTTP/1.1 503");

            out.write(BODY.substring(1).getBytes(UTF_8));
            slow.shutdownOutput();
            try (InputStream reply = slow.getInputStream()) {
                assertThat(new String(reply.readAllBytes(), UTF_8)).startsWith("HTTP/1.1 200").contains("\"champion\"");
            }
            closing.join();
        }
    }

    @Test
    void an_open_server_is_for_this_machine_only() {
        assertThatThrownBy(() -> settings("0.0.0.0", false)).isInstanceOf(Problem.class).hasMessageContaining("authentication");
        assertThat(settings("0.0.0.0", true).authentication()).isTrue();
    }

    private static HttpSettings settings(String host, boolean authentication) {
        return new HttpSettings(
                host, 0, Optional.empty(), Set.of(), authentication, 4096, 4096, 4096, Path.of("."), Duration.ZERO, Optional.empty());
    }
}
