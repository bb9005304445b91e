package understudy.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static understudy.app.RunningServer.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** A whole server that tells people, by a file and a webhook. */
@Timeout(120)
class TellingTest {
    private static final String SECRET = "of this test, and of no other";
    private static final String TOKEN = "7e57-70ce";
    private static final Pattern SIGNATURE = Pattern.compile("t=([0-9]+),v1=([0-9a-f]{64})");

    @TempDir
    Path folder;

    private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
    private volatile int reply = 200;
    private HttpServer receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook/" + TOKEN, this::take);
        receiver.start();
    }

    @AfterEach
    void close() {
        receiver.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        int status = isOurs(body, exchange.getRequestHeaders().getFirst("Understudy-Signature")) ? reply : 401;
        if (status == 200) {
            taken.add(Caller.read(body));
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static boolean isOurs(String body, String signature) {
        Matcher parts = SIGNATURE.matcher(Optional.ofNullable(signature).orElse(""));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
            return parts.matches()
                    && HexFormat.of().formatHex(mac.doFinal((parts.group(1) + "." + body).getBytes(UTF_8)))
                            .equals(parts.group(2));
        } catch (java.security.GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private RunningServer server() {
        return RunningServer.in(folder.resolve("data"), Map.of(
                Setting.NOTIFY_FILE, folder.resolve("notices.ndjson").toString(),
                Setting.NOTIFY_WEBHOOK_URL, url(),
                Setting.NOTIFY_WEBHOOK_SECRET, SECRET,
                Setting.NOTIFY_LINK, "https://models.example.org/understudy/"));
    }

    private String url() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook/" + TOKEN;
    }

    private List<JsonNode> lines() {
        Path file = folder.resolve("notices.ndjson");
        try {
            return Files.exists(file) ? Files.readAllLines(file).stream().map(Caller::read).toList() : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static JsonNode channel(RunningServer server, String name) {
        for (JsonNode channel : server.caller().get(Paths.CHANNELS).good().path("channels")) {
            if (channel.path("name").asText().equals(name)) {
                return channel;
            }
        }
        throw new AssertionError("there is no channel " + name);
    }

    @Test
    void a_test_notice_arrives_by_every_channel_and_is_on_record() {
        try (RunningServer server = server()) {
            Caller.Reply told = server.caller().post(Paths.CHANNEL_TEST, Map.of());
            assertThat(told.status()).isEqualTo(202);
            String id = told.json().path("notice").asText();
            eventually("both have it", () -> taken.size() == 1 && lines().size() == 1);

            assertThat(taken.getFirst()).isEqualTo(lines().getFirst());
            assertThat(taken.getFirst().path("id").asText()).isEqualTo(id);
            assertThat(taken.getFirst().path("kind").asText()).isEqualTo("test");
            assertThat(taken.getFirst().path("link").asText()).isEqualTo("https://models.example.org/understudy/");
            eventually("and it is counted", () -> channel(server, "webhook").path("delivered").asInt() == 1);
            assertThat(server.caller().get(Paths.AUDIT + "?from=1&limit=100").text()).contains("channel.test", id);
        }
    }

    @Test
    void what_a_receiver_did_not_take_arrives_after_a_restart_once_and_in_order() {
        reply = 503;
        String first;
        String second;
        try (RunningServer server = server()) {
            first = server.caller().post(Paths.CHANNEL_TEST, Map.of()).good().path("notice").asText();
            second = server.caller().post(Paths.CHANNEL_TEST, Map.of()).good().path("notice").asText();
            eventually("the file has both", () -> lines().size() == 2);
            eventually("the webhook fails", () -> channel(server, "webhook").path("waiting").asInt() == 2);
            assertThat(channel(server, "webhook").path("problem").asText()).isEqualTo("HTTP 503");
            assertThat(channel(server, "file").path("failed").asInt()).isZero();
        }
        reply = 200;
        try (RunningServer server = server()) {
            eventually("the webhook has both", () -> taken.size() == 2);
            server.caller().post(Paths.CHANNEL_TEST, Map.of()).good();
            eventually("and the next", () -> taken.size() == 3 && lines().size() == 3);
        }
        assertThat(taken).extracting(each -> each.path("id").asText()).startsWith(first, second);
        assertThat(lines()).isEqualTo(taken);
    }

    @Test
    void what_was_told_before_a_kill_arrives_after_it() {
        reply = 503;
        Path data = folder.resolve("killed");
        Map<String, String> settings = Map.of(
                Setting.NOTIFY_WEBHOOK_URL.variable(), url(), Setting.NOTIFY_WEBHOOK_SECRET.variable(), SECRET);
        String told;
        try (ServerProcess server = ServerProcess.start(data, settings); Caller caller = new Caller(server.address())) {
            told = caller.post(Paths.CHANNEL_TEST, Map.of()).good().path("notice").asText();
            server.kill();
        }
        reply = 200;
        ServerProcess again = ServerProcess.start(data, settings);
        try (again) {
            eventually("it arrives", () -> !taken.isEmpty());
        }
        assertThat(taken.getFirst().path("id").asText()).isEqualTo(told);
    }

    @Test
    void no_secret_of_a_channel_is_shown_by_the_api() {
        receiver.stop(0);
        try (RunningServer server = server()) {
            server.caller().post(Paths.CHANNEL_TEST, Map.of()).good();
            eventually("the webhook fails", () -> channel(server, "webhook").path("failed").asInt() > 0);

            for (String path : List.of(Paths.CHANNELS, Paths.STATUS, Paths.AUDIT + "?from=1&limit=100", Paths.METRICS)) {
                assertThat(server.caller().get(path).text()).doesNotContain(SECRET).doesNotContain(TOKEN);
            }
            assertThat(channel(server, "webhook").path("problem").asText()).isEqualTo("no connection");
        }
    }
}
