package understudy.runtimes.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one file that runs models, started as anyone could start it, and asked by hand. */
class WorkerFileTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DOUBLING = """
            SIGNATURE = {'inputs': [{'name': 'x', 'datatype': 'FP64'}]}
            def predict(columns):
                return [2 * x for x in columns["x"]]
            """;

    @TempDir
    Path folder;

    @Test
    void it_says_one_line_and_answers_the_open_inference_protocol() throws Exception {
        Process process = start(DOUBLING);
        try (BufferedReader said = said(process)) {
            assertThat(said.readLine()).isEqualTo("{\"ready\": true}");
            try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                socket.connect(UnixDomainSocketAddress.of(folder.resolve("socket")));
                assertThat(ask(socket, "GET /v2/health/live HTTP/1.1\r\n\r\n", new byte[0])).isEqualTo("{}".getBytes(UTF_8));
                JsonNode metadata = JSON.readTree(ask(socket, "GET /v2/models/model HTTP/1.1\r\n\r\n", new byte[0]));
                assertThat(metadata.at("/inputs/0/name").asText()).isEqualTo("x");
                assertThat(metadata.at("/understudy/signature/outputs/0/meaning").asText()).isEqualTo("value");
                assertThat(metadata.at("/understudy/concurrency").asInt()).isEqualTo(1);
                byte[] head = ("{\"inputs\": [{\"name\": \"x\", \"datatype\": \"FP64\", \"shape\": [2],"
                        + " \"parameters\": {\"binary_data_size\": 16}}], \"parameters\": {\"binary_data_output\": true}}")
                        .getBytes(UTF_8);
                ByteBuffer body = ByteBuffer.allocate(head.length + 16).order(ByteOrder.LITTLE_ENDIAN)
                        .put(head).putDouble(1.5).putDouble(-4);
                byte[] answer = ask(
                        socket,
                        "POST /v2/models/model/infer HTTP/1.1\r\nContent-Length: " + body.capacity()
                                + "\r\nInference-Header-Content-Length: " + head.length + "\r\n\r\n",
                        body.array());
                ByteBuffer values = ByteBuffer.wrap(answer, answer.length - 16, 16).order(ByteOrder.LITTLE_ENDIAN);
                assertThat(values.getDouble()).isEqualTo(3);
                assertThat(values.getDouble()).isEqualTo(-8);
            }
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void what_it_refuses_is_one_line_of_json_and_the_code_2() throws Exception {
        Process process = start("x = 1\n");
        try (BufferedReader said = said(process)) {
            JsonNode line = JSON.readTree(said.readLine());
            assertThat(line.at("/refused/code").asText()).isEqualTo("UNPROCESSABLE");
            assertThat(line.at("/refused/fact").asText()).isEqualTo("model.py has no function 'predict'");
            assertThat(said.readLine()).isNull();
            assertThat(process.waitFor()).isEqualTo(2);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void it_ends_with_the_server_even_where_a_model_never_lets_go_of_the_interpreter() throws Exception {
        Process process = start("import itertools, os\nos.write(2, b'busy')\nsum(itertools.repeat(0))\n");
        try {
            assertThat(process.getErrorStream().readNBytes(4)).isEqualTo("busy".getBytes(UTF_8));
            process.getOutputStream().close();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(String code) throws IOException {
        Path model = Files.writeString(folder.resolve("model.py"), code);
        Path config = folder.resolve("config.json");
        JSON.writeValue(
                config.toFile(),
                JSON.createObjectNode().put("model", model.toString()).put("file_name", "model.py").putNull("signature"));
        Path worker = folder.resolve("worker.py");
        try (InputStream resource = PythonRuntime.class.getResourceAsStream("understudy_worker.py")) {
            Files.write(worker, Objects.requireNonNull(resource).readAllBytes());
        }
        return new ProcessBuilder(
                        Stage.bare(folder) + "/bin/python", worker.toString(), "--socket",
                        folder.resolve("socket").toString(), "--config", config.toString())
                .start();
    }

    private static BufferedReader said(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    private static byte[] ask(SocketChannel socket, String head, byte[] body) throws IOException {
        OutputStream out = Channels.newOutputStream(socket);
        out.write(head.getBytes(UTF_8));
        out.write(body);
        InputStream in = Channels.newInputStream(socket);
        StringBuilder lines = new StringBuilder();
        while (lines.indexOf("\r\n\r\n") < 0) {
            lines.append((char) in.read());
        }
        assertThat(lines).startsWith("HTTP/1.1 200 OK\r\n");
        String length = lines.toString().replaceAll("(?s).*\r\nContent-Length: (\\d+)\r\n.*", "$1");
        return in.readNBytes(Integer.parseInt(length));
    }
}
