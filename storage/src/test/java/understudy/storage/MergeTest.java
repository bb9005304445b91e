package understudy.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Column;
import understudy.core.NamedTensor;
import understudy.core.Role;
import understudy.core.Tensor;
import understudy.profiles.AnsweredRows.Labels;
import understudy.profiles.AnsweredRows.Stretch;
import understudy.profiles.RowSource;

class MergeTest {
    private static final int FILES = 8;
    private static final int REQUESTS = 1_500;

    @TempDir
    private Path folder;

    @Test
    void files_of_large_entries_are_merged_in_little_memory() {
        ArchiveSettings small = new ArchiveSettings(
                Duration.ofDays(30), Duration.ofDays(20), 64L << 20, 100_000, 256L << 20, Duration.ofMinutes(5), 32_768,
                1L << 30);
        List<Object> received = new ArrayList<>();
        Random random = new Random(5);
        try (Desk desk = new Desk(folder, small)) {
            for (int file = 0; file < FILES; file++) {
                for (int i = 0; i < REQUESTS; i++) {
                    double[] image = random.doubles(1_000).toArray();
                    received.add(desk.append("loan", 1, Role.CHAMPION, Optional.empty(), Map.of(), 1,
                                    List.of(Column.plain(new NamedTensor("image", Tensor.of(image, 1, 1_000)))),
                                    Desk.outcome(0.5f))
                            .receivedAt().toEpochMilli());
                }
                desk.archive.seal();
            }
            assertThat(desk.archive.status().files()).isEqualTo(FILES);

            desk.archive.tend();

            assertThat(desk.archive.status().files()).isEqualTo(1);
            try (RowSource source = desk.archive.answeredRows().open(
                    Stretch.of("loan", Instant.EPOCH, Instant.MAX), Labels.NONE)) {
                assertThat(Rows.of(source).column("@at")).isEqualTo(received);
            }
        }
    }
}
