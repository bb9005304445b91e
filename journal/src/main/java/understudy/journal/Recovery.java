package understudy.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a sealed segment of one that the death of a process, or a power cut, left open.
 *
 * <p>A thread that died while it copied leaves a reservation without a commit, and others may have committed behind it:
 * recovery steps over it and cuts only after the last committed frame. Where not even a span can be believed (pages that
 * a power cut lost, foreign bytes), it looks for the next frame whose checksum holds, which also covers the position.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final Segment segment;
    private final MemorySegment memory;
    private final long size;
    private long newest = Long.MIN_VALUE;
    private long end = Segment.HEADER;
    private int damaged;

    private Recovery(Segment segment, MemorySegment memory) {
        this.segment = segment;
        this.memory = memory;
        this.size = memory.byteSize() & -Frame.ALIGNMENT;
    }

    /**
     * @param now from when retention counts, nanoseconds since 1970: entries may tell of a past long before they came
     * @return how many stretches of damaged bytes were left out
     */
    static int recover(Segment segment, long now) throws IOException {
        Recovery recovery;
        try (FileChannel channel =
                        FileChannel.open(segment.file(), StandardOpenOption.READ, StandardOpenOption.WRITE);
                Arena arena = Arena.ofShared()) {
            MemorySegment memory = channel.map(MapMode.READ_WRITE, 0, segment.bytes(), arena);
            recovery = new Recovery(segment, memory);
            recovery.walk();
            segment.seal(memory, (int) recovery.end, Math.max(recovery.newest, now));
            memory.force();
        }
        segment.trim();
        if (recovery.damaged > 0) {
            LOG.warn("{}: left out {} stretches of damaged bytes", segment.file(), recovery.damaged);
        }
        return recovery.damaged;
    }

    private void walk() {
        long offset = Segment.HEADER;
        while (offset < size) {
            long word = Frame.word(memory, offset);
            int span = Frame.spanOf(word);
            boolean steppable = span >= Frame.ALIGNMENT && span <= size - offset;
            switch (Frame.state(word)) {
                case Frame.COMMITTED -> {
                    if (isWhole(offset)) {
                        newest = Math.max(newest, Frame.receivedAt(memory, offset));
                        offset += span;
                        end = offset;
                    } else {
                        offset = resume(offset, true);
                    }
                }
                case Frame.RESERVED, Frame.SKIPPED -> {
                    if (steppable) {
                        Frame.skip(memory, offset, span);
                        offset += span;
                    } else {
                        offset = resume(offset, true);
                    }
                }
                case Frame.END -> offset = word == Frame.END ? size : resume(offset, true);
                default -> offset = resume(offset, word != Frame.FREE);
            }
        }
    }

    /** Leaves out everything up to the next whole frame. @return its offset, or the size where there is none */
    private long resume(long offset, boolean foreign) {
        long next = Frame.nextWhole(memory, offset + Frame.ALIGNMENT, size, segment.base());
        if (next < size) {
            Frame.skip(memory, offset, next - offset);
        }
        damaged += foreign || next < size ? 1 : 0;
        return next;
    }

    private boolean isWhole(long offset) {
        return Frame.isWhole(memory, offset, size, segment.base() + offset);
    }
}
