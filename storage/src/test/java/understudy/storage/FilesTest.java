package understudy.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.Problem;
import understudy.core.Sha256;
import understudy.serving.Artifact;

class FilesTest {
    private static final long LIMIT = 64 << 20;

    @TempDir
    private Path folder;

    private FileArtifacts artifacts;
    private Instant now = Instant.parse("2026-03-01T00:00:00Z");

    @BeforeEach
    void open() {
        artifacts = new FileArtifacts(folder.resolve("artifacts"));
    }

    @Test
    void an_artifact_is_found_by_what_is_in_it() throws IOException {
        Artifact put = put("model bytes".getBytes(UTF_8), "model.txt");

        assertThat(put.digest()).isEqualTo(Sha256.of("model bytes"));
        assertThat(Files.readString(put.path())).isEqualTo("model bytes");
        assertThat(artifacts.get(put.digest(), "model.txt")).isEqualTo(put);
        assertThat(put("model bytes".getBytes(UTF_8), "model.txt")).isEqualTo(put);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "", "0000000000000000000000000000000000000000000000000000000000000000"})
    void an_unknown_digest_is_not_found(String digest) {
        assertThatThrownBy(() -> artifacts.get(digest, "x"))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(Problem.Code.NOT_FOUND));
    }

    @Test
    void an_upload_over_the_limit_is_refused_and_leaves_nothing() throws IOException {
        assertThatThrownBy(() -> artifacts.put(new ByteArrayInputStream(new byte[1_001]), "big.onnx", 1_000))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(Problem.Code.TOO_LARGE));
        assertThat(allFiles()).isEmpty();
    }

    @Test
    void an_upload_that_breaks_off_leaves_nothing() throws IOException {
        InputStream broken = new InputStream() {
            private int left = 100_000;

            @Override
            public int read() throws IOException {
                if (left-- == 0) {
                    throw new IOException("the connection broke");
                }
                return 1;
            }
        };

        assertThatThrownBy(() -> artifacts.put(broken, "model.onnx", LIMIT)).isInstanceOf(Problem.class);
        assertThat(allFiles()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "../../etc/passwd, passwd", "C:\\models\\m.onnx, m.onnx", "a<b>.onnx, a_b_.onnx", ".., artifact", "'', artifact"
    })
    void only_the_plain_last_part_of_a_name_is_kept(String given, String kept) {
        assertThat(put(new byte[] {1}, given).fileName()).isEqualTo(kept);
    }

    @Test
    void a_zip_is_unpacked_beside_itself() throws IOException {
        Artifact put = put(zip(Map.of("model.onnx", "abc", "weights/a.bin", "de")), "model.zip");

        assertThat(put.path().resolve("model.onnx")).hasContent("abc");
        assertThat(put.path().resolve("weights/a.bin")).hasContent("de");
        assertThat(artifacts.get(put.digest(), "model.zip")).isEqualTo(put);
        assertThat(Files.list(folder.resolve("artifacts/incoming"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/../../evil", "/etc/evil", "C:/evil", "a\\..\\evil", "a/./b", "a\u0001b", "a//b"})
    void an_entry_that_would_leave_its_folder_is_refused(String name) throws IOException {
        byte[] zip = zip(Map.of(name, "x"));

        assertThatThrownBy(() -> put(zip, "model.zip"))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(Problem.Code.INVALID));
        assertThat(allFiles()).isEmpty();
    }

    @Test
    void a_link_in_a_zip_is_refused() throws IOException {
        byte[] zip = zip(Map.of("link", "/etc/passwd"));
        int header = lastIndexOf(zip, new byte[] {0x50, 0x4b, 0x01, 0x02});
        zip[header + 5] = 3;
        zip[header + 41] = (byte) 0xA1;

        assertThatThrownBy(() -> put(zip, "model.zip")).hasMessageContaining("has a link");
        assertThat(allFiles()).isEmpty();
    }

    @Test
    void two_names_that_differ_only_in_case_are_refused() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("model", "1");
        entries.put("MODEL", "2");
        byte[] zip = zip(entries);

        assertThatThrownBy(() -> put(zip, "model.zip")).hasMessageContaining("two entries");
    }

    @Test
    void a_bomb_is_refused_before_it_fills_the_disk() throws IOException {
        byte[] bomb = zip(Map.of("zeros", "\0".repeat(40 << 20)));
        assertThat(bomb.length).isLessThan(100_000);

        assertThatThrownBy(() -> put(bomb, "model.zip"))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(Problem.Code.TOO_LARGE));
        assertThat(allFiles()).isEmpty();
    }

    @Test
    void a_zip_of_too_many_files_is_refused() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i <= 10_000; i++) {
            entries.put("f" + i, "");
        }
        byte[] zip = zip(entries);

        assertThatThrownBy(() -> put(zip, "model.zip")).hasMessageContaining("10001 entries");
    }

    @Test
    void a_zip_that_is_none_is_refused() {
        assertThatThrownBy(() -> put("not a zip at all, and not even near".getBytes(UTF_8), "model.zip"))
                .hasMessage("the zip archive is no zip archive");
    }

    @Test
    void a_blob_comes_back_and_expires_after_it_was_put_last() {
        FileBlobs blobs = new FileBlobs(folder.resolve("blobs"), () -> now);
        String digest = blobs.put(new byte[] {1, 2, 3});
        now = now.plusSeconds(100);
        String other = blobs.put(new byte[] {4});
        assertThat(blobs.put(new byte[] {1, 2, 3})).isEqualTo(digest);

        assertThat(blobs.get(digest)).contains(new byte[] {1, 2, 3});
        assertThat(blobs.get("../x")).isEmpty();
        assertThat(blobs.expire(now)).isZero();
        assertThat(blobs.expire(now.plusSeconds(1))).isEqualTo(2);
        assertThat(blobs.get(other)).isEmpty();
    }

    @Test
    void a_damaged_blob_is_not_handed_out() throws IOException {
        FileBlobs blobs = new FileBlobs(folder.resolve("blobs"), () -> now);
        String digest = blobs.put(new byte[] {1, 2, 3});
        Files.write(folder.resolve("blobs").resolve(digest.substring(0, 2)).resolve(digest), new byte[] {9});

        assertThatThrownBy(() -> blobs.get(digest)).hasMessageContaining("is damaged");
    }

    private Artifact put(byte[] content, String name) {
        return artifacts.put(new ByteArrayInputStream(content), name, LIMIT);
    }

    private Stream<Path> allFiles() throws IOException {
        return Files.walk(folder).filter(Files::isRegularFile);
    }

    private static byte[] zip(Map<String, String> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            entries.forEach((name, content) -> {
                try {
                    zip.putNextEntry(new ZipEntry(name));
                    zip.write(content.getBytes(UTF_8));
                    zip.closeEntry();
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
        return bytes.toByteArray();
    }

    private static int lastIndexOf(byte[] bytes, byte[] wanted) {
        for (int at = bytes.length - wanted.length; at >= 0; at--) {
            if (java.util.Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        throw new IllegalArgumentException("not there");
    }
}
