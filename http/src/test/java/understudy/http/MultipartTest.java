package understudy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import understudy.core.Problem;

class MultipartTest {
    private static byte[] body(byte[] content) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("preamble\r\n--b\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\"x\"\r\n\r\n".getBytes(ISO_8859_1));
        body.writeBytes(content);
        body.writeBytes("\r\n--b\r\nContent-Disposition: form-data; name=\"rest\"\r\n\r\n{}\r\n--b--".getBytes(ISO_8859_1));
        return body.toByteArray();
    }

    /** Hands out a few bytes at a time, as networks do. */
    private static InputStream trickle(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1 + random.nextInt(7)));
            }
        };
    }

    @Test
    void a_part_comes_out_as_it_went_in_however_it_arrives() throws IOException {
        Random random = new Random(3);
        for (int round = 0; round < 50; round++) {
            byte[] content = new byte[random.nextInt(3000)];
            for (int i = 0; i < content.length; i++) {
                content[i] = (byte) "\r\n--bx".charAt(random.nextInt(6));
            }
            String text = new String(content, ISO_8859_1).replace("\r\n--b", "\r\n--x");
            Multipart parts = new Multipart(trickle(body(text.getBytes(ISO_8859_1)), random), "b");

            Multipart.Part artifact = parts.next().orElseThrow();
            assertThat(new String(artifact.content().readAllBytes(), ISO_8859_1)).isEqualTo(text);
            assertThat(artifact.fileName()).contains("x");
            assertThat(parts.next().orElseThrow().name()).isEqualTo("rest");
            assertThat(parts.next()).isEmpty();
            assertThat(parts.next()).isEmpty();
        }
    }

    @Test
    void a_large_part_takes_a_window_only() throws IOException {
        byte[] content = new byte[5 << 20];
        new Random(1).nextBytes(content);
        Multipart parts = new Multipart(new ByteArrayInputStream(body(content)), "b");

        assertThat(parts.next().orElseThrow().content().readAllBytes()).isEqualTo(content);
    }

    @Test
    void what_is_cut_off_is_refused_and_not_taken_for_the_end() {
        byte[] whole = body(new byte[100]);
        for (int length = 0; length < whole.length - 2; length++) {
            InputStream cut = new ByteArrayInputStream(whole, 0, length);
            assertThatThrownBy(() -> {
                        Multipart parts = new Multipart(cut, "b");
                        while (parts.next().isPresent()) {
                            continue;
                        }
                    })
                    .as("cut at %s", length)
                    .isInstanceOf(Problem.class);
        }
    }
}
