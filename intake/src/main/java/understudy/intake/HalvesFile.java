package understudy.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Problem;
import understudy.serving.Encryption;

/**
 * Keeps over a restart the requests whose responses have not come, and the other way round. What came and what went is
 * appended, each encrypted; when most of the file is of those that went, it is written anew. A frame is its length (4 bytes)
 * and that many bytes. Survives the end of the process; a power cut may take the last. Not safe for several threads.
 */
public final class HalvesFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HalvesFile.class);
    private static final byte[] CONTEXT = "waiting halves".getBytes(UTF_8);
    /** Not worth writing anew below. */
    private static final long SMALL = 16 << 20;
    private static final int LONGEST_FRAME = 1 << 30;
    /** How long nothing is tried after the disk refused. */
    private static final Duration REST = Duration.ofMinutes(1);

    private final Path file;
    private final SecretKey key;
    private final Encryption encryption;
    private OutputStream out = OutputStream.nullOutputStream();
    private long size;
    private Instant brokenUntil = Instant.MIN;
    private boolean broken = true;

    /** @param key AES, 256 bits: whoever has the file alone reads nothing */
    public HalvesFile(Path file, SecretKey key, Encryption encryption) {
        this.file = file;
        this.key = key;
        this.encryption = encryption;
    }

    /** What waits, by pair, in the order it came; a frame that was cut short, and what is behind it, is passed over. */
    Map<String, Waiting.Half> load() {
        Map<String, Waiting.Half> halves = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return halves;
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (Optional<byte[]> frame = frame(in); frame.isPresent(); frame = frame(in)) {
                replay(frame.get(), halves);
            }
        } catch (EOFException cut) {
            LOG.info("the last of the waiting halves was cut short by the end of the process");
        } catch (IOException | Problem unreadable) {
            LOG.warn("some waiting halves could not be read again: {}", unreadable.getMessage());
        }
        return halves;
    }

    private static Optional<byte[]> frame(DataInputStream in) throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return Optional.empty();
        }
        in.reset();
        int length = in.readInt();
        if (length < 0 || length > LONGEST_FRAME) {
            throw new IOException("a frame of " + length + " bytes");
        }
        byte[] frame = in.readNBytes(length);
        if (frame.length < length) {
            throw new EOFException();
        }
        return Optional.of(frame);
    }

    private void replay(byte[] frame, Map<String, Waiting.Half> halves) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(encryption.open(key, frame, CONTEXT)));
        String pair = text(in);
        halves.remove(pair);
        if (in.readBoolean()) {
            halves.put(pair, half(in));
        }
    }

    private static Waiting.Half half(DataInputStream in) throws IOException {
        boolean request = in.readBoolean();
        Instant came = Instant.ofEpochMilli(in.readLong());
        String id = text(in);
        String type = text(in);
        String source = text(in);
        String time = text(in);
        Map<String, String> extensions = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            extensions.put(text(in), text(in));
        }
        byte[] data = in.readNBytes(in.readInt());
        Optional<Instant> at = time.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(time));
        return new Waiting.Half(request, new CloudEvent(id, type, source, at, extensions, data), came);
    }

    /** One that waits from now on. */
    void add(String pair, Waiting.Half half) {
        append(sealed(pair, Optional.of(half)));
    }

    /** One that does not wait any more. */
    void remove(String pair) {
        append(sealed(pair, Optional.empty()));
    }

    /** Whether the file should be written anew. */
    boolean isDue(long waitingBytes, Instant now) {
        return broken ? !now.isBefore(brokenUntil) : size > SMALL + 2 * waitingBytes;
    }

    /** Writes those that wait, and nothing else. What the disk refuses is said, and tried again later. */
    void rewrite(Map<String, Waiting.Half> halves, Instant now) {
        Path fresh = file.resolveSibling(file.getFileName() + ".part");
        brokenUntil = now.plus(REST);
        try {
            close();
            long written = 0;
            try (OutputStream into = new BufferedOutputStream(new FileOutputStream(fresh.toFile()))) {
                for (Map.Entry<String, Waiting.Half> each : halves.entrySet()) {
                    byte[] frame = sealed(each.getKey(), Optional.of(each.getValue()));
                    into.write(frame);
                    written += frame.length;
                }
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            // no channel: an interrupted caller would close it for everyone
            out = new FileOutputStream(file.toFile(), true);
            size = written;
            broken = false;
        } catch (IOException refused) {
            failed(refused);
        }
    }

    private void append(byte[] frame) {
        if (broken) {
            return;
        }
        try {
            out.write(frame);
            size += frame.length;
        } catch (IOException refused) {
            failed(refused);
        }
    }

    private void failed(IOException refused) {
        broken = true;
        LOG.warn("requests and responses that wait for each other are not kept over a restart: {}", refused.getMessage());
    }

    private byte[] sealed(String pair, Optional<Waiting.Half> half) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream plain = new DataOutputStream(bytes)) {
            write(plain, pair);
            plain.writeBoolean(half.isPresent());
            if (half.isPresent()) {
                write(plain, half.get());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        byte[] sealed = encryption.seal(key, bytes.toByteArray(), CONTEXT);
        return ByteBuffer.allocate(Integer.BYTES + sealed.length).putInt(sealed.length).put(sealed).array();
    }

    private static void write(DataOutputStream out, Waiting.Half half) throws IOException {
        CloudEvent event = half.event();
        out.writeBoolean(half.isRequest());
        out.writeLong(half.came().toEpochMilli());
        write(out, event.id());
        write(out, event.type());
        write(out, event.source());
        write(out, event.time().map(Instant::toString).orElse(""));
        out.writeInt(event.extensions().size());
        for (Map.Entry<String, String> each : event.extensions().entrySet()) {
            write(out, each.getKey());
            write(out, each.getValue());
        }
        out.writeInt(event.data().length);
        out.write(event.data());
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), UTF_8);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
