package understudy.alerting;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import understudy.core.Fact;

/**
 * Appends each notice to a file as a line of JSON, forced to the disk. The file may be moved away at any time; the next
 * notice begins another. A line that a crash tore stays torn, ends there, and is repeated whole on the next.
 */
public final class LinesChannel implements AlertChannel {
    private final Path file;
    private final Page page;

    /** @param file in a folder that is there */
    public LinesChannel(Path file, Page page) {
        this.file = file;
        this.page = page;
    }

    @Override
    public String name() {
        return kind();
    }

    @Override
    public String kind() {
        return "file";
    }

    @Override
    public void send(Fact.Notice notice) throws Undelivered {
        byte[] json = page.message(notice).json();
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = out.size();
            ByteBuffer line = ByteBuffer.allocate(json.length + 2);
            if (isTorn(out, end)) {
                line.put((byte) '\n');
            }
            line.put(json).put((byte) '\n').flip();
            out.position(end);
            while (line.hasRemaining()) {
                out.write(line);
            }
            out.force(true);
        } catch (IOException unwritable) {
            throw Undelivered.forNow(
                    "the file cannot be written (" + unwritable.getClass().getSimpleName() + "): is its folder there?");
        }
    }

    private static boolean isTorn(FileChannel file, long end) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return end > 0 && file.read(last, end - 1) == 1 && last.get(0) != '\n';
    }
}
