package understudy.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Problem;

/** On a real file system of two megabytes; skipped where nobody may mount one. */
@Timeout(60)
class StorageFullTest {
    @TempDir
    Path directory;

    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", directory.toString());
        assumeTrue(mounted, "mounting needs to be allowed");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            run("umount", "-l", directory.toString());
        }
    }

    @Test
    void a_full_disk_refuses_appends_loses_nothing_and_goes_on_by_itself_once_there_is_space() throws IOException {
        Path ballast = directory.resolve("ballast");
        Files.write(ballast, new byte[1 << 20]);
        List<Long> kept = new ArrayList<>();
        try (Journal journal = open()) {
            Log<?> log = journal.predictions();
            appendUntilFull(journal, kept);
            assertThat(log.status().full()).isTrue();
            assertThat(log.status().refused()).isEqualTo(1);
            assertThatThrownBy(() -> journal.predictions().append(Samples.prediction(kept.size())))
                    .isInstanceOf(Problem.class);
            assertThat(log.status().refused()).isEqualTo(2);
            assertThat(RecoveryTest.read(journal)).isEqualTo(kept);

            Files.delete(ballast);
            appendOnceThereIsSpace(journal, kept);
            assertThat(log.status().full()).isFalse();
            appendUntilFull(journal, kept);
            assertThat(RecoveryTest.read(journal)).isEqualTo(kept);
        }
        try (Journal journal = open()) {
            assertThat(RecoveryTest.read(journal)).as("opened while the disk is full").isEqualTo(kept);
        }
    }

    @Test
    void a_journal_without_space_to_begin_says_so() throws IOException {
        Files.write(directory.resolve("ballast"), new byte[(2 << 20) - (32 << 10)]);

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(Problem.Code.STORAGE_FULL));
    }

    private Journal open() {
        return Journal.open(directory.resolve("journal"), Samples.SMALL, Samples.CLOCK, Samples.THREADS);
    }

    private static void appendUntilFull(Journal journal, List<Long> kept) {
        while (true) {
            long number = kept.size();
            try {
                journal.predictions().append(Samples.prediction(number));
            } catch (Problem problem) {
                assertThat(problem.code()).isEqualTo(Problem.Code.STORAGE_FULL);
                return;
            }
            kept.add(number);
        }
    }

    private static void appendOnceThereIsSpace(Journal journal, List<Long> kept) {
        long number = kept.size();
        while (kept.size() == number) {
            try {
                journal.predictions().append(Samples.prediction(number));
                kept.add(number);
            } catch (Problem stillFull) {
                assertThat(stillFull.code()).isEqualTo(Problem.Code.STORAGE_FULL);
            }
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
