package understudy.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.serving.Encryption;

class HalvesFileTest {
    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");
    private static final long MEMORY = 100_000;

    @TempDir
    Path folder;

    private Path path() {
        return folder.resolve("waiting-halves");
    }

    private HalvesFile file(int key) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) key);
        return new HalvesFile(path(), new SecretKeySpec(secret, "AES"), new Encryption(new SecureRandom()));
    }

    /** As after a start. */
    private Waiting waiting(Instant now) {
        return new Waiting(MEMORY, Duration.ofMinutes(10), Optional.of(file(1)), now);
    }

    private static Waiting.Half half(boolean request, String text, Instant came) {
        CloudEvent event = new CloudEvent(
                "id-1", "type", "/", Optional.of(came), Map.of("namespace", "bank"), text.getBytes(UTF_8));
        return new Waiting.Half(request, event, came);
    }

    @Test
    void what_waited_is_whole_again_after_a_start_and_what_met_or_waited_too_long_is_gone() {
        Waiting before = waiting(NOON);
        before.other("old", half(true, "old", NOON), NOON);
        before.other("kept", half(true, "{\"income\": 41000}", NOON.plusSeconds(300)), NOON.plusSeconds(300));
        before.other("met", half(true, "x", NOON.plusSeconds(300)), NOON.plusSeconds(300));
        before.met("met");

        Instant later = NOON.plusSeconds(700);
        Waiting after = waiting(later);
        Waiting.Half found = after.other("kept", half(false, "[1]", later), later).orElseThrow();
        assertThat(new String(found.event().data(), UTF_8)).isEqualTo("{\"income\": 41000}");
        assertThat(found.event().extension("namespace")).contains("bank");
        assertThat(found.event().time()).contains(NOON.plusSeconds(300));
        CloudEvents.Status status = after.status(later, 0, 0);
        assertThat(status.waiting()).isEqualTo(1);
        assertThat(status.expired()).isEqualTo(1);
    }

    @Test
    void whoever_has_the_file_alone_reads_nothing() throws IOException {
        waiting(NOON).other("kept", half(true, "a person's income", NOON), NOON);
        assertThat(new String(Files.readAllBytes(path()), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("income")
                .doesNotContain("bank");
        assertThat(file(2).load()).isEmpty();
    }

    @Test
    void a_frame_that_was_cut_short_takes_no_other_with_it() throws IOException {
        Waiting before = waiting(NOON);
        before.other("first", half(true, "1", NOON), NOON);
        long whole = Files.size(path());
        before.other("second", half(true, "2", NOON), NOON);
        for (long size = whole; size < Files.size(path()); size += 7) {
            byte[] cut = Arrays.copyOf(Files.readAllBytes(path()), (int) size);
            Path copy = Files.write(folder.resolve("cut"), cut);
            byte[] secret = new byte[32];
            Arrays.fill(secret, (byte) 1);
            HalvesFile read = new HalvesFile(copy, new SecretKeySpec(secret, "AES"), new Encryption(new SecureRandom()));
            assertThat(read.load()).containsOnlyKeys("first");
        }
    }

    @Test
    void the_file_is_written_anew_before_it_grows_without_end() throws IOException {
        Waiting waiting = waiting(NOON);
        String large = "x".repeat(30_000);
        for (int i = 0; i < 2_000; i++) {
            waiting.other("pair-" + i, half(true, large, NOON), NOON);
        }
        assertThat(Files.size(path())).isLessThan(20L << 20);
        assertThat(waiting(NOON).status(NOON, 0, 0).waiting()).isEqualTo(waiting.status(NOON, 0, 0).waiting());
    }

    @Test
    void a_disk_that_refuses_costs_the_memory_nothing_and_is_tried_again() throws IOException {
        Waiting waiting = waiting(NOON);
        Files.delete(path());
        Files.createDirectory(folder.resolve("waiting-halves.part"));
        HalvesFile broken = file(1);
        broken.rewrite(Map.of(), NOON);
        assertThat(broken.isDue(0, NOON.plusSeconds(59))).isFalse();
        broken.add("lost", half(true, "1", NOON));
        Files.delete(folder.resolve("waiting-halves.part"));
        assertThat(broken.isDue(0, NOON.plusSeconds(61))).isTrue();
        broken.rewrite(Map.of("kept", half(true, "1", NOON)), NOON.plusSeconds(61));
        broken.add("next", half(true, "2", NOON));
        assertThat(file(1).load()).containsOnlyKeys("kept", "next");
        assertThat(waiting.other("a", half(true, "1", NOON), NOON)).isEmpty();
    }
}
