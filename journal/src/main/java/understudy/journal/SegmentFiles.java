package understudy.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one log: {@code <base position>.log}. One appears under that name only once it is whole, so what a death
 * in the middle of making it leaves behind is recognised.
 */
final class SegmentFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentFiles.class);
    private static final String SUFFIX = ".log";
    private static final String UNFINISHED = ".new";
    private static final String UNREADABLE = ".unreadable";
    private static final int ZEROS = 1 << 20;

    private final Path directory;

    SegmentFiles(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    /**
     * Makes a segment with every block of it allocated, since a sparse file would fault when the disk is full, and brings
     * it and its name to the disk, so that a power cut cannot take its positions back.
     *
     * @param written whether its blocks are written too: then forcing an entry later need not bring there as well which
     *     blocks are in use
     * @throws IOException if there is no space for it; what was made of it is taken away
     */
    @SuppressWarnings("MustBeClosedChecker") // the segment's last unpin closes the arena
    Segment create(long base, int capacity, boolean written) throws IOException {
        String name = String.format(Locale.ROOT, "%020d", base);
        Path file = directory.resolve(name + SUFFIX);
        Path unfinished = directory.resolve(name + UNFINISHED);
        Arena arena = Arena.ofShared();
        try (FileChannel channel = made(unfinished, !written && Space.reserve(unfinished, capacity))) {
            if (channel.size() < capacity) {
                zeros(channel, capacity);
            }
            MemorySegment memory = channel.map(MapMode.READ_WRITE, 0, capacity, arena);
            Segment segment = Segment.fresh(file, base, arena, memory);
            channel.force(true);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            forceNames();
            return segment;
        } catch (IOException failed) {
            arena.close();
            Files.deleteIfExists(unfinished);
            throw failed;
        }
    }

    private static FileChannel made(Path file, boolean reserved) throws IOException {
        return reserved
                ? FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
                : FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
    }

    /** Brings the pages of one nobody appends to yet into memory, so that no append has to wait for them. */
    void warm(Segment segment) throws IOException {
        try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
            channel.position(Segment.HEADER);
            zeros(channel, segment.limit() - Segment.HEADER);
        }
    }

    private static void zeros(FileChannel channel, long count) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS, count));
        long left = count;
        while (left > 0) {
            zeros.clear().limit((int) Math.min(left, zeros.capacity()));
            left -= channel.write(zeros);
        }
    }

    private void forceNames() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** All whole files, oldest first, sealed or not; unfinished ones are taken away, unreadable ones set aside. */
    List<Segment> list() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(directory)) {
            files = found.sorted().toList();
        }
        List<Segment> segments = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (name.endsWith(UNFINISHED)) {
                Files.delete(file);
            } else if (name.matches("\\d{20}\\" + SUFFIX)) {
                add(file, Long.parseLong(name.substring(0, name.length() - SUFFIX.length())), segments);
            }
        }
        return segments;
    }

    private static void add(Path file, long base, List<Segment> segments) throws IOException {
        long bytes = Files.size(file);
        if (bytes >= Segment.HEADER) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                    Arena arena = Arena.ofConfined()) {
                MemorySegment header = channel.map(MapMode.READ_ONLY, 0, Segment.HEADER, arena);
                if (Segment.isHeader(header, base)) {
                    segments.add(Segment.found(file, header, bytes));
                    return;
                }
            }
        }
        Path aside = file.resolveSibling(file.getFileName() + UNREADABLE);
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        LOG.warn("{} is no segment of a journal (its header is damaged); set aside as {}", file, aside.getFileName());
    }
}
