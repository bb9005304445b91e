package understudy.workers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.NamedTensor;

/** The asking end of one connection to a process. For one thread at a time, but for {@link #busyFor} and {@link #close}. */
final class Connection implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INFER = "POST /v2/models/model/infer HTTP/1.1\r\nHost: model\r\n";

    /** Largest answer: a process cannot make the server hold more than this for each call. */
    private static final int MOST_ANSWER = 64 << 20;

    private final HttpChannel channel;
    private final String name;
    private final Set<Connection> all;
    private volatile long since;
    private volatile boolean busy;

    /** @param all where it is to be found as long as it is open */
    Connection(SocketChannel socket, String name, Set<Connection> all) {
        this.channel = new HttpChannel(socket);
        this.name = name;
        this.all = all;
        all.add(this);
    }

    void begin() {
        since = System.nanoTime();
        busy = true;
    }

    void end() {
        busy = false;
    }

    /** How long its call has been under way by then; 0 where there is none. */
    long busyFor(long nanos) {
        return busy ? nanos - since : 0;
    }

    /**
     * @throws understudy.core.Problem what the model says instead of an answer
     * @throws IOException where the connection breaks; a {@link ProtocolException} where what comes is not the protocol's
     */
    List<NamedTensor> infer(List<NamedTensor> inputs, int rows) throws IOException {
        new TensorMessage("inputs", inputs, rows).send(channel, INFER);
        HttpChannel.Head head = answer(MOST_ANSWER);
        int status = status(head);
        if (status != 200) {
            throw Refusals.read(document(channel.bytes(head.length())), status, name);
        }
        return TensorMessage.receive(channel, head, "outputs").tensors();
    }

    byte[] get(String path, int most) throws IOException {
        channel.put(("GET " + path + " HTTP/1.1\r\nHost: model\r\n\r\n").getBytes(US_ASCII));
        channel.flush();
        HttpChannel.Head head = answer(most);
        byte[] body = channel.bytes(head.length());
        if (status(head) != 200) {
            throw new ProtocolException(path + " was answered with " + status(head));
        }
        return body;
    }

    @Override
    public void close() {
        all.remove(this);
        try {
            channel.close();
        } catch (IOException gone) {
            LOG.debug("A connection was gone before it was closed: {}", gone.getMessage());
        }
    }

    private HttpChannel.Head answer(int most) throws IOException {
        return channel.begin(most).orElseThrow(() -> new EOFException("the other side closed"));
    }

    private static int status(HttpChannel.Head head) throws IOException {
        String[] words = head.start().split(" ", 3);
        if (words.length < 2 || !words[0].equals("HTTP/1.1") || !words[1].matches("[1-5]\\d\\d")) {
            throw new ProtocolException("no status line of HTTP/1.1");
        }
        return Integer.parseInt(words[1]);
    }

    private static JsonNode document(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException text) {
            LOG.debug("A refusal that is no document: {}", text.getMessage());
            return MissingNode.getInstance();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
