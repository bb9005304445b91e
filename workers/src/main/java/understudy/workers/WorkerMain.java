package understudy.workers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;

/** The program in a process of its own: loads one model by one runtime, and answers for it over a Unix socket. */
public final class WorkerMain {
    /** As many calls at once as a server with many callers can use; each is a thread here. */
    private static final int MOST_AT_ONCE = 16;

    private WorkerMain() {}

    /** @param arguments {@code --socket PATH --config FILE} */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 4 || !arguments[0].equals("--socket") || !arguments[2].equals("--config")) {
            throw new IllegalArgumentException("usage: --socket PATH --config FILE");
        }
        Path socket = Path.of(arguments[1]);
        // before any library unpacks itself: there is no other place to write to
        System.setProperty("java.io.tmpdir", String.valueOf(socket.getParent()));
        PrintStream output = System.out;
        // what models print must not be taken for the protocol
        System.setOut(System.err);
        Thread.ofPlatform().daemon().name("parent").start(WorkerMain::endWithParent);
        JsonNode config = new ObjectMapper().readTree(Path.of(arguments[3]).toFile());
        Instance instance;
        try {
            instance = load(config);
        } catch (Problem refused) {
            refuse(output, refused);
            return;
        } catch (RuntimeException | LinkageError broken) {
            broken.printStackTrace();
            refuse(output, new Problem(
                    Problem.Code.UNPROCESSABLE, "'" + config.path("file_name").asText() + "' does not load",
                    "See the server's log for the cause"));
            return;
        }
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            say(output, JsonNodeFactory.instance.objectNode().put("ready", true));
            new WorkerServer(instance, config.path("runtime").asText(), MOST_AT_ONCE).serve(server);
        }
    }

    private static Instance load(JsonNode config) {
        String name = config.path("runtime").asText();
        for (ServingRuntime runtime : ServiceLoader.load(ServingRuntime.class)) {
            if (runtime.name().equals(name)) {
                return runtime.load(artifact(config), loading(config));
            }
        }
        throw new Problem(
                Problem.Code.UNPROCESSABLE, "no runtime '" + name + "' is on the class path of models' processes",
                "Register with isolation: in-process");
    }

    private static Artifact artifact(JsonNode config) {
        return new Artifact(
                Path.of(config.path("model").asText()), config.path("file_name").asText(), config.path("digest").asText());
    }

    private static Loading loading(JsonNode config) {
        Optional<Signature> signature = config.path("signature").isObject()
                ? Optional.of(SignatureJson.read(config.path("signature")))
                : Optional.empty();
        Map<String, String> options = new HashMap<>();
        config.path("options").properties().forEach(option -> options.put(option.getKey(), option.getValue().asText()));
        return new Loading(signature, options);
    }

    private static void refuse(PrintStream output, Problem refused) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.set("refused", Refusals.write(refused));
        say(output, document);
        System.exit(Exit.REFUSED);
    }

    private static void say(PrintStream output, ObjectNode document) {
        byte[] line = (document + "\n").getBytes(UTF_8);
        output.write(line, 0, line.length);
        output.flush();
    }

    /** Standard input comes from the server and ends with it. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException gone) {
            System.err.println("The server is gone: " + gone.getMessage());
        }
        Runtime.getRuntime().halt(0);
    }
}
