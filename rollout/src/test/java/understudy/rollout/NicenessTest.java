package understudy.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class NicenessTest {
    /** Where Linux tells of the reading thread; field 19 is its niceness (proc(5)). */
    private static final Path STATE = Path.of("/proc/thread-self/stat");

    @Test
    void a_thread_goes_last_and_its_neighbours_do_not() throws Exception {
        assumeTrue(Files.isReadable(STATE));
        int before = niceness();
        CompletableFuture<Integer> lowered = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            Niceness.lowest();
            lowered.complete(niceness());
        });
        assertThat(lowered.get()).isEqualTo(19);
        assertThat(niceness()).isEqualTo(before);
    }

    private static int niceness() {
        try {
            String state = Files.readString(STATE);
            // the name in brackets may hold spaces, so count from behind it
            return Integer.parseInt(state.substring(state.lastIndexOf(')') + 2).split(" ", -1)[16]);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
