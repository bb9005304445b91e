package understudy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BackgroundTest {
    /** Where Linux tells of the reading thread; field 41 is its policy (proc(5)). */
    private static final Path STATE = Path.of("/proc/thread-self/stat");

    private static final int SCHED_IDLE = 5;

    @Test
    void a_background_thread_runs_when_nobody_else_wants_to_and_its_neighbours_do_not() throws Exception {
        assumeTrue(Files.isReadable(STATE));
        int before = policy();
        CompletableFuture<Integer> seen = new CompletableFuture<>();
        Background.of(Thread.ofPlatform().factory()).newThread(() -> seen.complete(policy())).start();
        assertThat(seen.get()).isEqualTo(SCHED_IDLE);
        assertThat(policy()).isEqualTo(before);
    }

    private static int policy() {
        try {
            String state = Files.readString(STATE);
            // the name in brackets may hold spaces, so count from behind it
            return Integer.parseInt(state.substring(state.lastIndexOf(')') + 2).split(" ", -1)[38]);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
