package understudy.scanning;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.Inflater;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.LZMAInputStream;

/** Takes one entry out of a zip and looks at it. Sizes and checksums are not believed. */
final class ZipUnpacking {
    static final int STORED = 0;
    static final int DEFLATED = 8;
    private static final int BZIP2 = 12;
    private static final int LZMA = 14;

    private ZipUnpacking() {}

    static void of(Looking looking, String name, Content packed, int method, int depth) throws IOException {
        if (method == STORED) {
            looking.at(name, packed, depth + 1);
            return;
        }
        Inflater inflater = new Inflater(true);
        try {
            Optional<InputStream> stream = opened(looking, name, packed, method, inflater);
            if (stream.isPresent()) {
                unpack(looking, name, stream.get(), depth);
            }
        } finally {
            inflater.end();
        }
    }

    private static Optional<InputStream> opened(
            Looking looking, String name, Content packed, int method, Inflater inflater) {
        try {
            return switch (method) {
                case DEFLATED -> Optional.of(new Inflating(packed, Inflating.Wrapping.BARE, inflater));
                case BZIP2 -> Optional.of(new BZip2CompressorInputStream(new Packed.Plain(packed), true));
                case LZMA -> Optional.of(lzma(packed));
                default -> {
                    looking.find(name, Kind.ARCHIVE, "packing " + method, 0, Verdict.UNKNOWN, "cannot be looked into");
                    yield Optional.empty();
                }
            };
        } catch (IOException | RuntimeException broken) {
            looking.find(name, Kind.BROKEN, "the entry", 0, Verdict.UNKNOWN, "cannot be unpacked");
            return Optional.empty();
        }
    }

    private static void unpack(Looking looking, String name, InputStream stream, int depth) throws IOException {
        Unpacking.Unpacked inner = Unpacking.all(looking, stream);
        if (!inner.cut().isEmpty()) {
            boolean over = looking.spent(Looking.Budget.UNPACKED) > looking.limits().unpacked();
            looking.find(name, over ? Kind.LIMIT : Kind.BROKEN, "the entry", 0,
                    over ? Verdict.DANGEROUS : Verdict.UNKNOWN, inner.cut());
        }
        looking.at(name, inner.content(), depth + 1);
    }

    /** APPNOTE 5.8.8: version, length of the properties, the properties, then the stream. */
    private static InputStream lzma(Content packed) throws IOException {
        Cursor header = Cursor.over(packed, 4);
        byte properties = (byte) header.one();
        int dictionary = (int) Math.clamp(header.whole(4), 4096, 64 << 20);
        return new LZMAInputStream(new Packed.Plain(packed.part(9, Long.MAX_VALUE)), -1, properties, dictionary);
    }
}
