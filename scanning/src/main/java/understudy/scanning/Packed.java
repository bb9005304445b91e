package understudy.scanning;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.Inflater;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.XZInputStream;
import org.jspecify.annotations.Nullable;

/** A file that is packed as a whole: what joblib writes with {@code compress=}, or {@code model.tar.gz}. */
enum Packed {
    ZLIB,
    GZIP,
    BZIP2,
    XZ,
    LZMA,
    LZ4,
    ZSTANDARD,
    NONE;

    /** Most memory, in KiB, that a dictionary may take. */
    private static final int MEMORY = 96 << 10;

    static Packed of(byte[] head) {
        if (starts(head, 0x1f, 0x8b)) {
            return GZIP;
        }
        if (head.length > 1 && head[0] == 0x78 && ((head[0] << 8) + (head[1] & 0xff)) % 31 == 0) {
            return ZLIB;
        }
        if (starts(head, 'B', 'Z', 'h')) {
            return BZIP2;
        }
        if (starts(head, 0xfd, '7', 'z', 'X', 'Z')) {
            return XZ;
        }
        if (starts(head, 0x5d, 0, 0)) {
            return LZMA;
        }
        if (starts(head, 0x04, 0x22, 0x4d, 0x18)) {
            return LZ4;
        }
        return starts(head, 0x28, 0xb5, 0x2f, 0xfd) ? ZSTANDARD : NONE;
    }

    static boolean starts(byte[] head, int... wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (head.length <= i || (head[i] & 0xff) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** Looks at what is inside; whatever the unpackers refuse is a finding. */
    void look(Looking looking, String file, Content content, int depth) throws IOException {
        if (this == ZSTANDARD) {
            looking.find(file, Kind.ARCHIVE, "Zstandard", 0, Verdict.UNKNOWN, "packing cannot be looked into");
            return;
        }
        Inflater inflater = new Inflater(this == GZIP);
        try {
            if (!streamed(looking, file, content, depth, inflater)) {
                inflater.reset();
                Unpacking.Unpacked inner = Unpacking.all(looking, open(content, inflater));
                if (!inner.cut().isEmpty()) {
                    boolean over = looking.spent(Looking.Budget.UNPACKED) > looking.limits().unpacked();
                    looking.find(file, over ? Kind.LIMIT : Kind.BROKEN, "the packed file", 0,
                            over ? Verdict.DANGEROUS : Verdict.UNKNOWN, inner.cut());
                }
                looking.at(file + "!", inner.content(), depth + 1);
            }
        } finally {
            inflater.end();
        }
    }

    /** Joblib's files are read as they come out, and need no room. */
    private boolean streamed(Looking looking, String file, Content content, int depth, Inflater inflater)
            throws IOException {
        byte[] head = new byte[16];
        int read = 0;
        try (InputStream start = open(content, inflater)) {
            read = start.readNBytes(head, 0, head.length);
        } catch (EOFException broken) {
            looking.find(file, Kind.BROKEN, "the packed file", 0, Verdict.UNKNOWN, "breaks while it is unpacked");
            return true;
        }
        head = Arrays.copyOf(head, read);
        inflater.reset();
        boolean pickle = head.length > 1 && (head[0] & 0xff) == 0x80 && head[1] >= 2 && head[1] <= 5;
        if (pickle) {
            new PickleFile(looking, file, null, depth).look(Cursor.over(open(content, inflater)), head, true);
        }
        return pickle;
    }

    /** What comes out, up to where it breaks: unpackers throw all sorts of things at broken bytes. */
    private InputStream open(Content content, Inflater inflater) {
        try {
            return new Telling(unpacker(content, inflater));
        } catch (IOException | RuntimeException broken) {
            return new Telling(InputStream.nullInputStream(), broken);
        }
    }

    private InputStream unpacker(Content content, Inflater inflater) throws IOException {
        InputStream packed = new Plain(content);
        return switch (this) {
            case ZLIB -> new Inflating(content, Inflating.Wrapping.ZLIB, inflater);
            case GZIP -> new Inflating(content, Inflating.Wrapping.GZIP, inflater);
            case BZIP2 -> new BZip2CompressorInputStream(packed, true);
            case XZ -> new XZInputStream(packed, MEMORY, false);
            case LZMA -> new LZMAInputStream(packed, MEMORY);
            case LZ4 -> new FramedLZ4CompressorInputStream(packed, true);
            case ZSTANDARD, NONE -> packed;
        };
    }

    /** A content from its start on, as a stream. */
    static final class Plain extends InputStream {
        private final Content content;
        private long at;

        Plain(Content content) {
            this.content = content;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            int read = content.read(at, into, from, count);
            at += read;
            return read == 0 && count > 0 ? -1 : read;
        }

        @Override
        public int available() {
            return (int) Math.min(content.size() - at, Integer.MAX_VALUE);
        }
    }

    /** Turns what unpackers throw into an early end, up to which everything counts. */
    private static final class Telling extends InputStream {
        private final InputStream packed;
        private final @Nullable Exception atOnce;

        Telling(InputStream packed) {
            this.packed = packed;
            this.atOnce = null;
        }

        /** @param atOnce what it is broken by from the start */
        Telling(InputStream packed, Exception atOnce) {
            this.packed = packed;
            this.atOnce = atOnce;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            try {
                if (atOnce == null) {
                    return packed.read(into, from, count);
                }
                throw ended(atOnce);
            } catch (IOException | RuntimeException broken) {
                throw ended(broken);
            }
        }

        private static EOFException ended(Exception broken) {
            EOFException end = new EOFException("packed bytes are broken");
            end.initCause(broken);
            return end;
        }
    }
}
