package understudy.workers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.serving.Instance;

/** The answering end: one thread for each connection, for the asking end opens no more than it was told make sense. */
final class WorkerServer {
    private static final int MOST_REQUEST = Integer.MAX_VALUE;
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final Instance instance;
    private final String platform;
    private final Traits traits;

    WorkerServer(Instance instance, String platform, int mostAtOnce) {
        this.instance = instance;
        this.platform = platform;
        this.traits = Traits.of(instance, mostAtOnce);
    }

    /** Until the process ends. */
    void serve(ServerSocketChannel server) throws IOException {
        int number = 0;
        while (true) {
            SocketChannel socket = server.accept();
            Thread.ofPlatform().name("connection-" + number++).start(() -> serve(socket));
        }
    }

    private void serve(SocketChannel socket) {
        try (HttpChannel channel = new HttpChannel(socket)) {
            Optional<HttpChannel.Head> head = channel.begin(MOST_REQUEST);
            while (head.isPresent()) {
                answer(channel, head.get());
                head = channel.begin(MOST_REQUEST);
            }
        } catch (IOException gone) {
            System.err.println("A connection broke: " + gone.getMessage());
        }
    }

    private void answer(HttpChannel channel, HttpChannel.Head head) throws IOException {
        switch (head.start()) {
            case "POST /v2/models/model/infer HTTP/1.1" -> infer(channel, head);
            case "GET /v2/models/model HTTP/1.1" -> send(channel, OK, traits.write(platform));
            case "GET /v2/health/live HTTP/1.1", "GET /v2/health/ready HTTP/1.1" ->
                send(channel, OK, JsonNodeFactory.instance.objectNode());
            default -> {
                channel.bytes(head.length());
                send(channel, "HTTP/1.1 404 Not Found\r\n",
                        JsonNodeFactory.instance.objectNode().put("error", "there is no such path here"));
            }
        }
    }

    private void infer(HttpChannel channel, HttpChannel.Head head) throws IOException {
        TensorMessage request = TensorMessage.receive(channel, head, "inputs");
        List<NamedTensor> outputs;
        try {
            outputs = instance.predict(request.tensors(), request.rows());
        } catch (Problem refused) {
            refuse(channel, refused);
            return;
        } catch (RuntimeException | StackOverflowError | LinkageError broken) {
            broken.printStackTrace();
            refuse(channel, new Problem(Problem.Code.INTERNAL, "the model failed", "See the server's log for the cause"));
            return;
        }
        new TensorMessage("outputs", outputs, request.rows()).send(channel, OK);
    }

    private static void refuse(HttpChannel channel, Problem refused) throws IOException {
        boolean broke = refused.code() == Problem.Code.INTERNAL;
        send(channel, broke ? "HTTP/1.1 500 Internal Server Error\r\n" : "HTTP/1.1 400 Bad Request\r\n",
                JsonNodeFactory.instance.objectNode()
                        .put("error", refused.fact())
                        .put("code", refused.code().name())
                        .put("remedy", refused.remedy()));
    }

    private static void send(HttpChannel channel, String start, ObjectNode document) throws IOException {
        byte[] body = document.toString().getBytes(UTF_8);
        String head = start + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
        channel.put(head.getBytes(US_ASCII));
        channel.put(body);
        channel.flush();
    }
}
