package understudy.scanning;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Unpacks into memory, or into a temporary file where it is much, as far as the scan's limit allows. */
final class Unpacking {
    private Unpacking() {}

    /** What came out, and why no more did: the empty string where it is all. */
    record Unpacked(Content content, String cut) {}

    static Unpacked all(Looking looking, InputStream packed) throws IOException {
        ByteArrayOutputStream memory = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 14];
        FileChannel file = null;
        long written = 0;
        String cut = "";
        try {
            for (int read = more(packed, buffer); read >= 0; read = more(packed, buffer)) {
                looking.spend(Looking.Budget.UNPACKED, read);
                if (looking.spent(Looking.Budget.UNPACKED) > looking.limits().unpacked()) {
                    cut = "unpacks to more than " + looking.limits().unpacked() + " bytes";
                    break;
                }
                if (file == null && memory.size() + read > looking.limits().inMemory()) {
                    file = temporary(looking);
                    written = write(file, memory.toByteArray(), memory.size(), 0);
                    memory = new ByteArrayOutputStream();
                }
                if (file == null) {
                    memory.write(buffer, 0, read);
                } else {
                    written = write(file, buffer, read, written);
                }
            }
        } catch (EOFException early) {
            cut = String.valueOf(early.getMessage());
        }
        if (file != null) {
            return new Unpacked(new Content.OfFile(file, written), cut);
        }
        byte[] bytes = memory.toByteArray();
        return new Unpacked(new Content.OfBytes(bytes, bytes.length), cut);
    }

    /** Unpackers throw all sorts of things at broken bytes: to a scan each is the end of what can be had. */
    private static int more(InputStream packed, byte[] buffer) throws EOFException {
        try {
            return packed.read(buffer);
        } catch (IOException | RuntimeException broken) {
            EOFException end = new EOFException("breaks while it is unpacked");
            end.initCause(broken);
            throw end;
        }
    }

    private static FileChannel temporary(Looking looking) throws IOException {
        Path path = Files.createTempFile("scan", ".unpacked");
        return looking.opened(FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE));
    }

    private static long write(FileChannel file, byte[] bytes, int count, long at) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes, 0, count);
        long end = at;
        while (rest.hasRemaining()) {
            end += file.write(rest, end);
        }
        return end;
    }
}
