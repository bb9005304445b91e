package understudy.journal;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class FrameTest {
    /** What a thread meets that loses its core between storing the last word of a segment and leaving the access. */
    @Test
    void a_commit_is_made_though_its_segment_is_unmapped_before_the_thread_comes_back() {
        MemorySegment memory;
        try (Arena arena = Arena.ofShared()) {
            memory = arena.allocate(64, 8);
        }

        assertThatCode(() -> Frame.skip(memory, 0, 64)).doesNotThrowAnyException();
    }
}
