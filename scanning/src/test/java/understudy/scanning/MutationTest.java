package understudy.scanning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Broken files of every sort end in a report, soon, and never in anything else. */
class MutationTest {
    private static final int MUTANTS = 12_000;

    @Test
    void whatever_is_broken_in_a_file_ends_in_a_report() {
        List<byte[]> seeds = seeds();
        Random random = new Random(20260101);
        Limits small = new Limits(3, 1000, 1 << 20, 1 << 12, 100_000, 10_000, 1000, 100_000, 50, 1 << 16);
        Assertions.assertTimeout(Duration.ofMinutes(3), () -> {
            for (int i = 0; i < MUTANTS; i++) {
                byte[] mutant = mutated(seeds.get(i % seeds.size()), random);
                ScanReport report = Scans.of(mutant, "model." + List.of("pkl", "pt", "joblib", "npz", "pb").get(i % 5), small);
                assertThat(report.findings().size()).isLessThan(200);
            }
        });
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] mutant = random.nextInt(8) == 0 ? java.util.Arrays.copyOf(seed, random.nextInt(seed.length) + 1) : seed.clone();
        for (int change = random.nextInt(4); change >= 0; change--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(4)) {
                case 0 -> mutant[at] = (byte) random.nextInt(256);
                case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> mutant[at] = (byte) 0xff;
                default -> System.arraycopy(seed, random.nextInt(seed.length - at % 2 - 1), mutant, at, 1);
            }
        }
        return mutant;
    }

    private static List<byte[]> seeds() {
        byte[] harmful = Assembler.harmful();
        byte[] arrays = Assembler.protocol(4).op(0x95).whole(9, 8).wrapper(4).raw(new byte[32])
                .stackGlobal("sklearn.svm._classes", "SVC").op(')').op(0x81).op('}').op('b').stop();
        byte[] old = Assembler.bare().op('(').op('S').line("'id'").op('i').line("os").line("system")
                .op('p').line("0").op('0').op('g').line("0").op('L').line("12L").op('V').line("a\\u0041").stop();
        byte[] zip = new Zips().deflated("archive/data.pkl", arrays).stored("x.pkl", harmful).end();
        byte[] nested = new Zips().deflated("inner.zip", zip).stored("config.json", "{\"class_name\": \"Lambda\"}".getBytes(UTF_8)).end();
        byte[] graph = Assembler.bare().raw(8, 1, 18, 12, 18, 10, 10, 8, 18, 6).raw("MatMul".getBytes(UTF_8)).bytes();
        byte[] npy = Assembler.bare().raw(0x93).raw("NUMPY".getBytes(UTF_8)).raw(1, 0).whole(18, 2)
                .raw("{'descr': '|O', }\n".getBytes(UTF_8)).raw(harmful).bytes();
        return List.of(harmful, arrays, old, zip, nested, graph, npy, packed("gz", arrays), packed("bzip2", arrays),
                packed("xz", arrays), packed("lzma", arrays), packed("lz4-framed", arrays), packed("deflate", arrays));
    }

    private static byte[] packed(String how, byte[] content) {
        try {
            java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
            try (var out = new org.apache.commons.compress.compressors.CompressorStreamFactory()
                    .createCompressorOutputStream(how, bytes)) {
                out.write(content);
            }
            return bytes.toByteArray();
        } catch (java.io.IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
