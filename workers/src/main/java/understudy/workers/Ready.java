package understudy.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a process's standard output: the one line of the protocol that says it is ready or refuses; whatever else stands
 * there is the model's chatter.
 */
final class Ready {
    private static final Logger LOG = LoggerFactory.getLogger(Ready.class);
    private static final int LONGEST_LINE = 64 << 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CompletableFuture<JsonNode> said = new CompletableFuture<>();

    /** The line; a document without fields where the process ended without one. */
    CompletableFuture<JsonNode> said() {
        return said;
    }

    /** Reads until the process closes it, on the calling thread. */
    void read(InputStream output, Tail chatter) {
        byte[] line = new byte[LONGEST_LINE];
        int length = 0;
        try {
            int next = output.read();
            while (next >= 0 && !said.isDone()) {
                if (next == '\n') {
                    line(Arrays.copyOf(line, length), chatter);
                    length = 0;
                } else if (length < line.length) {
                    line[length++] = (byte) next;
                }
                next = said.isDone() ? -1 : output.read();
            }
        } catch (IOException closed) {
            LOG.debug("The output of a process ended: {}", closed.getMessage());
        } finally {
            chatter.add(line, length);
            said.complete(MissingNode.getInstance());
        }
        chatter.drain(output);
    }

    private void line(byte[] line, Tail chatter) {
        if (line.length > 0 && line[0] == '{') {
            try {
                JsonNode document = JSON.readTree(line);
                if (document.path("ready").asBoolean() || document.has("refused")) {
                    said.complete(document);
                    return;
                }
            } catch (IOException chat) {
                LOG.debug("A model prints braces: {}", chat.getMessage());
            }
        }
        chatter.add(line, line.length);
        chatter.add(new byte[] {'\n'}, 1);
    }
}
