package understudy.scanning;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;

/** A tar: blocks of 512 bytes, each file after a header of one. See POSIX.1-2017, pax, "ustar Interchange Format". */
final class TarLook {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int SIZE = 124;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int LINK = 157;
    private static final int PREFIX = 345;

    private final Looking looking;
    private final String file;
    private final Content content;
    private final int depth;

    TarLook(Looking looking, String file, Content content, int depth) {
        this.looking = looking;
        this.file = file;
        this.content = content;
        this.depth = depth;
    }

    /** Old tars have no magic, but a checksum. */
    static boolean begins(byte[] head) {
        if (head.length < BLOCK || head[0] == 0) {
            return false;
        }
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : head[i] & 0xff;
        }
        return sum == number(head, CHECKSUM, 8);
    }

    void look() throws IOException {
        String longName = "";
        for (long at = 0; at + BLOCK <= content.size(); ) {
            byte[] header = content.bytes(at, BLOCK);
            if (header[0] == 0) {
                at += BLOCK;
                continue;
            }
            looking.spend(Looking.Budget.ENTRIES, 1);
            long size = number(header, SIZE, 12);
            if (!begins(header) || size < 0 || looking.spent(Looking.Budget.ENTRIES) > looking.limits().entries()) {
                looking.find(file, Kind.ARCHIVE, "the archive", at, Verdict.DANGEROUS, "cannot be followed further");
                return;
            }
            String name = longName.isEmpty() ? name(header) : longName;
            longName = "";
            Content body = content.part(at + BLOCK, size);
            char type = (char) header[TYPE];
            switch (type) {
                case 'L' -> longName = text(body.bytes(0, 4096), 0, 4096);
                case '1', '2' -> Paths.judge(looking, file, text(header, LINK, NAME), at, "a link to ");
                case 'x', 'g', 'K', '5', '3', '4', '6' -> Paths.judge(looking, file, name, at, "");
                default -> {
                    Paths.judge(looking, file, name, at, "");
                    looking.at(file + "!" + name, body, depth + 1);
                }
            }
            at += BLOCK + (Math.min(size, content.size()) + BLOCK - 1) / BLOCK * BLOCK;
        }
    }

    private static String name(byte[] header) {
        String prefix = text(header, PREFIX, 155);
        boolean standard = text(header, 257, 5).equals("ustar");
        return standard && !prefix.isEmpty() ? prefix + "/" + text(header, 0, NAME) : text(header, 0, NAME);
    }

    private static String text(byte[] bytes, int from, int most) {
        int end = from;
        while (end < bytes.length && end < from + most && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, ISO_8859_1);
    }

    /** Octal digits, or the binary form of GNU tar for what does not fit. */
    private static long number(byte[] header, int from, int count) {
        long value = 0;
        if ((header[from] & 0x80) != 0) {
            for (int i = from + count - 8; i < from + count; i++) {
                value = value << 8 | header[i] & 0xff;
            }
            return value;
        }
        for (int i = from; i < from + count; i++) {
            if (header[i] >= '0' && header[i] <= '7') {
                value = value << 3 | (header[i] - '0');
            }
        }
        return value;
    }
}
