package understudy.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import inference.GRPCInferenceServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** Whatever is sent, a sentence comes back and the server goes on; {@code bench/fuzz} sends more of it. */
class BadInputTest {
    private static final int REQUESTS = Integer.getInteger("understudy.fuzz.requests", 5_000);
    private static final long SEED = Long.getLong("understudy.fuzz.seed", 7_331);
    private static final Set<Integer> STATED = Set.of(429, 503, 504, 507);
    private static final Pattern INNARDS =
            Pattern.compile("Exception|Error:|\\bat [a-z]+\\.|\\b(java|javax|io|com|org)\\.[a-z]+\\.|understudy\\.[a-z]+\\.[A-Z]");

    @TempDir
    Path data;

    private final Map<String, Object> person = new Applicants(new SplittableRandom(9)).next();
    private RunningServer server;
    private JsonNode right;

    @BeforeEach
    void start() {
        server = RunningServer.in(data);
        server.caller().register("loan", LoanVersion.LOGISTIC_REGRESSION);
        server.caller().register("loan", LoanVersion.LIGHTGBM);
        right = server.caller().predict("loan", person, "first").path("outputs");
    }

    @AfterEach
    void still_answers_correctly() {
        JsonNode answer = server.caller().predict("loan", person, "last");
        assertThat(answer.path("outputs")).isEqualTo(right);
        server.close();
    }

    @Test
    void rest_answers_anything_with_a_sentence() {
        RestFuzz fuzz = new RestFuzz(new SplittableRandom(SEED));
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < REQUESTS * 4 / 5; i++) {
            RestFuzz.Shot shot = fuzz.next();
            Caller.Reply reply = server.caller().send(
                    shot.method(), shot.path(), BodyPublishers.ofString(shot.body(), ISO_8859_1), shot.headers());
            statuses.merge(reply.status(), 1, Integer::sum);
            assertThat(reply.status() < 500 || STATED.contains(reply.status()))
                    .as("shot %s: %s gave %s %s", i, shot, reply.status(), reply.text())
                    .isTrue();
            if (reply.status() >= 400 && !shot.method().equals("HEAD")) {
                assertSentence(shot, reply);
            }
        }
        assertThat(statuses.keySet()).as("the shots go astray in many ways").contains(200, 400, 404, 422);
    }

    private static void assertSentence(RestFuzz.Shot shot, Caller.Reply reply) {
        JsonNode body = reply.json();
        String sentence = body.path(shot.path().startsWith("/v2") ? "error" : "detail").asText();
        assertThat(sentence).as("%s gave %s", shot, reply.text()).isNotBlank();
        assertThat(reply.text()).as("%s", shot).doesNotContainPattern(INNARDS);
    }

    @Test
    void grpc_answers_anything_with_a_status_and_a_sentence() throws InterruptedException {
        GrpcFuzz fuzz = new GrpcFuzz(new SplittableRandom(SEED));
        Set<Status.Code> faults = Set.of(Status.Code.UNKNOWN, Status.Code.INTERNAL, Status.Code.DATA_LOSS);
        Map<Status.Code, Integer> statuses = new EnumMap<>(Status.Code.class);
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
        try {
            var stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
            for (int i = 0; i < REQUESTS / 5; i++) {
                var request = fuzz.next();
                try {
                    stub.modelInfer(request);
                    statuses.merge(Status.Code.OK, 1, Integer::sum);
                } catch (StatusRuntimeException refused) {
                    Status status = refused.getStatus();
                    statuses.merge(status.getCode(), 1, Integer::sum);
                    assertThat(faults).as("shot %s: %s gave %s", i, request, status).doesNotContain(status.getCode());
                    assertThat(status.getDescription()).as("%s", request).isNotBlank().doesNotContainPattern(INNARDS);
                }
            }
        } finally {
            channel.shutdownNow();
        }
        assertThat(statuses).containsKeys(Status.Code.OK, Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND);
    }

    @Test
    void a_body_shorter_than_announced_is_refused_or_cut_off_and_nothing_more() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
                String body = "{\"inputs\":[".repeat(random.nextInt(1, 3));
                String head = "POST /v2/models/loan/infer HTTP/1.1\r\nHost: 127.0.0.1:" + server.address().getPort()
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + (body.length() + random.nextInt(1, 1 << 20)) + "\r\n\r\n";
                socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
                socket.shutdownOutput();
                InputStream in = socket.getInputStream();
                String reply = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(reply).doesNotStartWith("HTTP/1.1 5").doesNotContainPattern(INNARDS);
            }
        }
    }

    @Test
    void of_many_who_change_the_same_lineup_at_once_one_does_and_the_others_are_told() throws Exception {
        Caller caller = server.caller();
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 10; round++) {
                long revision = caller.get(Paths.of(Paths.LINEUP, "loan")).good().path("revision").asLong();
                int champion = round % 2 + 1;
                Callable<Integer> change = () -> caller.send(
                                "PUT", Paths.of(Paths.LINEUP, "loan"),
                                BodyPublishers.ofString(Caller.write(Map.of("champion", champion))),
                                Map.of("If-Match", "\"" + revision + "\"", "Content-Type", "application/json"))
                        .status();
                List<Integer> statuses = new ArrayList<>();
                for (Future<Integer> done : people.invokeAll(List.of(change, change, change, change))) {
                    statuses.add(done.get());
                }
                assertThat(statuses).containsExactlyInAnyOrder(200, 412, 412, 412);
            }
        }
        caller.verb(Paths.PROMOTE, "loan", 1);
    }
}
