package understudy.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Archive;
import understudy.core.Prediction;
import understudy.core.Problem;
import understudy.core.SubjectKeys;
import understudy.serving.Artifact;

class BackupTest {
    @TempDir
    private Path folder;

    private Desk desk;
    private Backup backup;
    private Path copy;

    @BeforeEach
    void open() {
        desk = new Desk(folder.resolve("data"));
        backup = new Backup(desk.folder, desk.database, desk.archive);
        copy = folder.resolve("copy");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void a_restored_backup_holds_all_that_was_there() {
        Artifact artifact = new FileArtifacts(desk.folder.artifacts())
                .put(new ByteArrayInputStream(new byte[] {1, 2}), "model.onnx", 1_000);
        String blob = new FileBlobs(desk.folder.blobs(), () -> desk.now).put(new byte[] {3});
        SubjectKeys keys = keys(desk);
        byte[] key = keys.keyFor(keys.subject("ann")).getEncoded();
        Prediction filed = desk.answer(0.25);
        desk.label(filed, "1");
        desk.archive.seal();
        Prediction recent = desk.answer(0.75);
        desk.database.cursors().save("labels", 160);

        Backup.Written written = backup.write(copy);
        desk.answer(0.5);
        assertThat(Backup.restore(copy, folder.resolve("restored"))).isEqualTo(written);

        try (Desk restored = new Desk(folder.resolve("restored"))) {
            assertThat(restored.archive.search(Archive.Query.newest(10)))
                    .extracting(row -> row.id().request())
                    .containsExactly(recent.id(), filed.id());
            assertThat(restored.archive.search(Archive.Query.newest(10)).get(1).label()).contains("1");
            assertThat(restored.database.cursors().find("labels")).hasValue(160);
            assertThat(new FileArtifacts(restored.folder.artifacts()).get(artifact.digest(), "model.onnx").path())
                    .hasBinaryContent(new byte[] {1, 2});
            assertThat(new FileBlobs(restored.folder.blobs(), () -> desk.now).get(blob)).isPresent();
            SubjectKeys restoredKeys = keys(restored);
            assertThat(restoredKeys.find(restoredKeys.subject("ann")).orElseThrow().getEncoded()).isEqualTo(key);
            assertThat(restored.answer(0.5).id()).isNotNull();
            assertThat(restored.archive.search(Archive.Query.newest(10))).hasSize(3);
        }
    }

    @Test
    void what_was_answered_before_a_backup_under_traffic_is_in_it_once() throws InterruptedException {
        List<Prediction> before = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            before.add(desk.answer(0.5));
        }
        AtomicBoolean stop = new AtomicBoolean();
        Thread traffic = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                desk.answer(0.5);
                desk.archive.seal();
            }
        });
        backup.write(copy);
        stop.set(true);
        traffic.join();
        Backup.restore(copy, folder.resolve("restored"));

        try (Desk restored = new Desk(folder.resolve("restored"))) {
            assertThat(restored.archive.search(Archive.Query.newest(10_000)))
                    .extracting(row -> row.id().request())
                    .containsAll(before.stream().map(Prediction::id).toList())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void the_keys_in_a_backup_are_its_owners_alone() throws IOException {
        keys(desk);
        backup.write(copy);

        assertThat(Files.getPosixFilePermissions(copy)).hasSize(3).allMatch(each -> each.name().startsWith("OWNER"));
        assertThat(Files.getPosixFilePermissions(copy.resolve("secret"))).hasSize(2);
    }

    @Test
    void a_damaged_backup_is_refused_and_nothing_is_restored() throws IOException {
        desk.answer(0.5);
        desk.archive.seal();
        backup.write(copy);
        Files.writeString(copy.resolve("understudy.db"), "x", java.nio.file.StandardOpenOption.APPEND);

        assertThatThrownBy(() -> Backup.restore(copy, folder.resolve("restored")))
                .hasMessageContaining("understudy.db").hasMessageContaining("damaged");
        assertThat(folder.resolve("restored")).doesNotExist();
    }

    @Test
    void an_interrupted_backup_is_refused() throws IOException {
        backup.write(copy);
        Files.delete(copy.resolve(Backup.MANIFEST));

        assertThatThrownBy(() -> Backup.restore(copy, folder.resolve("restored")))
                .hasMessageStartingWith("there is no MANIFEST.sha256");
    }

    @Test
    void a_path_that_leaves_the_backup_is_refused() throws IOException {
        backup.write(copy);
        Files.writeString(copy.resolve(Backup.MANIFEST), "0".repeat(64) + "  ../data/secret\n");

        assertThatThrownBy(() -> Backup.restore(copy, folder.resolve("restored"))).hasMessageContaining("../data/secret");
    }

    @Test
    void nothing_is_written_over() throws IOException {
        Files.createDirectories(copy);
        Files.writeString(copy.resolve("mine"), "mine");

        assertThatThrownBy(() -> backup.write(copy))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(Problem.Code.CONFLICT));
    }

    private static SubjectKeys keys(Desk desk) {
        return desk.database.subjectKeys(
                MasterSecret.open(desk.folder.secret(), desk.secureRandom()), desk.secureRandom());
    }
}
