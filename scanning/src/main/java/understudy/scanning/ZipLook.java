package understudy.scanning;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A zip, read as no single reader of zips does: by its directory, by the headers before its entries, and by what stands
 * between them, as readers differ in which of these they believe. See PKWARE's APPNOTE 6.3.10, sections 4.3 to 4.5.
 */
final class ZipLook {
    private static final int ENTRY = 0x04034b50;
    private static final int DIRECTORY = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END64 = 0x06064b50;
    private static final int END_LENGTH = 22;
    private static final int COMMENT = 0xffff;
    private static final long UNSAID = 0xffffffffL;

    /** Bytes between entries that are looked through for entries the directory leaves out. */
    private static final long BETWEEN = 64L << 20;

    private final Looking looking;
    private final String file;
    private final Content content;
    private final int depth;
    private final List<long[]> covered = new ArrayList<>();

    ZipLook(Looking looking, String file, Content content, int depth) {
        this.looking = looking;
        this.file = file;
        this.content = content;
        this.depth = depth;
    }

    /** Tells what is found, if it is a zip to anyone. */
    boolean look() throws IOException {
        boolean begins = content.size() >= 30 && isAt(0, ENTRY);
        List<Long> ends = ends();
        if (ends.isEmpty() && !begins) {
            return false;
        }
        Set<Long> seen = new HashSet<>();
        for (long end : ends) {
            directory(end, seen);
        }
        if (ends.isEmpty()) {
            looking.find(file, Kind.ARCHIVE, "the archive", 0, Verdict.UNKNOWN, "has no directory: it may be cut short");
        }
        gaps(seen);
        return true;
    }

    private List<Long> ends() throws IOException {
        long from = Math.max(0, content.size() - END_LENGTH - COMMENT);
        byte[] tail = content.bytes(from, END_LENGTH + COMMENT);
        List<Long> ends = new ArrayList<>();
        for (int i = tail.length - END_LENGTH; i >= 0 && ends.size() < 8; i--) {
            if (tail[i] == 'P' && tail[i + 1] == 'K' && tail[i + 2] == 5 && tail[i + 3] == 6) {
                ends.add(from + i);
            }
        }
        return ends;
    }

    private void directory(long end, Set<Long> seen) throws IOException {
        Cursor cursor = Cursor.over(content, end + 10);
        long count = cursor.whole(2);
        long size = cursor.whole(4);
        long start = cursor.whole(4);
        covered.add(new long[] {end, end + END_LENGTH + cursor.whole(2)});
        if ((start == UNSAID || size == UNSAID || count == 0xffff || end >= 76) && zip64(end) instanceof long[] big) {
            size = big[0];
            start = big[1];
            covered.add(new long[] {big[2], end});
        }
        // Where something stands before the archive, its offsets are short by as much.
        long shift = 0;
        if (!isAt(start, DIRECTORY) && size >= 0) {
            long real = end - size - (covered.size() > 1 && covered.getLast()[1] == end ? end - covered.getLast()[0] : 0);
            shift = isAt(real, DIRECTORY) ? real - start : 0;
        }
        entries(start + shift, shift, end, seen);
    }

    private long @org.jspecify.annotations.Nullable [] zip64(long end) throws IOException {
        for (long at = Math.max(0, end - 20 - 56); at <= end - 56; at++) {
            if (isAt(at, END64)) {
                Cursor cursor = Cursor.over(content, at + 40);
                return new long[] {cursor.whole(8), cursor.whole(8), at};
            }
        }
        return null;
    }

    private void entries(long start, long shift, long end, Set<Long> seen) throws IOException {
        long at = start;
        while (at + 46 <= end && isAt(at, DIRECTORY)) {
            looking.spend(Looking.Budget.ENTRIES, 1);
            if (looking.spent(Looking.Budget.ENTRIES) > looking.limits().entries()) {
                looking.find(file, Kind.LIMIT, "entries", at, Verdict.DANGEROUS,
                        "are more than " + looking.limits().entries() + ", and the rest is not looked at");
                return;
            }
            ZipEntry listed = ZipEntry.listed(content, at);
            covered.add(new long[] {at, listed.after()});
            at = listed.after();
            if (seen.add(listed.place() + shift)) {
                entry(listed, listed.place() + shift);
            }
        }
    }

    private void entry(ZipEntry listed, long place) throws IOException {
        if (!isAt(place, ENTRY)) {
            looking.find(file, Kind.ARCHIVE, listed.name(), place, Verdict.DANGEROUS,
                    "is in the archive's directory and not where that says");
            return;
        }
        ZipEntry local = ZipEntry.local(content, place);
        String differs = listed.differs(local);
        if (!differs.isEmpty()) {
            looking.find(file, Kind.ARCHIVE, listed.name(), place, Verdict.DANGEROUS,
                    "has another " + differs + " in the directory than before its bytes, so readers disagree");
        }
        long packed = Math.max(listed.packed(), local.later() ? 0 : local.packed());
        covered.add(new long[] {place, Math.min(content.size(), local.after() + Math.max(0, listed.packed()))});
        read(listed.name(), listed, local, packed);
        if (!local.name().equals(listed.name())) {
            read(local.name(), local, local, packed);
        } else if (local.method() != listed.method()) {
            read(local.name(), local, local, packed);
        }
    }

    private void read(String name, ZipEntry said, ZipEntry local, long packed) throws IOException {
        Paths.judge(looking, file, name, local.place(), "");
        String inner = file + "!" + name;
        if (said.locked() || local.locked()) {
            looking.find(inner, Kind.ARCHIVE, "the entry", local.place(), Verdict.DANGEROUS,
                    "is behind a password, so it cannot be looked into");
        }
        ZipUnpacking.of(looking, inner, content.part(local.after(), Math.max(packed, 0)), said.method(), depth);
        boolean deflated = said.method() == ZipUnpacking.DEFLATED;
        if (deflated && packed == 0 && local.after() < content.size()) {
            ZipUnpacking.of(looking, inner, content.part(local.after(), Long.MAX_VALUE), said.method(), depth);
        }
    }

    /** What no directory speaks of: entries left out of it, and whatever was put before or between. */
    private void gaps(Set<Long> seen) throws IOException {
        covered.sort(Comparator.comparingLong(range -> range[0]));
        long reached = 0;
        long left = BETWEEN;
        List<long[]> all = new ArrayList<>(covered);
        all.add(new long[] {content.size(), content.size()});
        for (long[] range : all) {
            if (range[0] > reached && left > 0) {
                long length = Math.min(range[0] - reached, left);
                hidden(reached, length, seen);
                left -= length;
            }
            reached = Math.max(reached, range[1]);
        }
        if (left <= 0) {
            looking.find(file, Kind.LIMIT, "what stands between the entries", 0, Verdict.DANGEROUS,
                    "is more than " + BETWEEN + " bytes");
        }
    }

    private void hidden(long from, long length, Set<Long> seen) throws IOException {
        byte[] gap = content.bytes(from, (int) length);
        long skip = 0;
        for (int i = 0; i + 30 <= gap.length; i++) {
            boolean header = gap[i] == 'P' && gap[i + 1] == 'K' && gap[i + 2] == 3 && gap[i + 3] == 4;
            if (!header || i < skip || !seen.add(from + i)) {
                continue;
            }
            looking.spend(Looking.Budget.ENTRIES, 1);
            if (looking.spent(Looking.Budget.ENTRIES) > looking.limits().entries()) {
                return;
            }
            ZipEntry local = ZipEntry.local(content, from + i);
            looking.find(file, Kind.ARCHIVE, local.name(), from + i, Verdict.UNKNOWN,
                    "is in the archive and not in its directory");
            long packed = local.later() || local.packed() == 0 ? Long.MAX_VALUE / 4 : local.packed();
            read(local.name(), local, local, packed);
            skip = local.after() - from + (local.later() ? 0 : Math.clamp(local.packed(), 0, length));
        }
    }

    private boolean isAt(long place, int signature) throws IOException {
        byte[] there = place < 0 ? new byte[0] : content.bytes(place, 4);
        return there.length == 4 && ByteBuffer.wrap(there).order(ByteOrder.LITTLE_ENDIAN).getInt() == signature;
    }

    /** One entry as one of the two places describes it. */
    record ZipEntry(String name, int flags, int method, long packed, long place, long after) {
        private static final int PASSWORD = 1 | 0x40;
        private static final int SIZES_LATER = 8;

        boolean locked() {
            return (flags & PASSWORD) != 0;
        }

        boolean later() {
            return (flags & SIZES_LATER) != 0;
        }

        String differs(ZipEntry local) {
            if (!name.equals(local.name)) {
                return "name (" + Looking.shown(local.name) + ")";
            }
            if (method != local.method) {
                return "way of packing";
            }
            if (locked() != local.locked()) {
                return "word on its password";
            }
            return local.later() || packed == local.packed ? "" : "size";
        }

        static ZipEntry local(Content content, long place) throws IOException {
            Cursor cursor = Cursor.over(content, place + 6);
            int flags = (int) cursor.whole(2);
            int method = (int) cursor.whole(2);
            cursor.skip(8);
            long packed = cursor.whole(4);
            long size = cursor.whole(4);
            int name = (int) cursor.whole(2);
            int extra = (int) cursor.whole(2);
            String named = new String(content.bytes(place + 30, name), UTF_8);
            byte[] extras = content.bytes(place + 30 + name, extra);
            long after = place + 30 + name + extra;
            return new ZipEntry(named, flags, method, big(extras, size, packed, -1)[0], place, after);
        }

        static ZipEntry listed(Content content, long at) throws IOException {
            Cursor cursor = Cursor.over(content, at + 8);
            int flags = (int) cursor.whole(2);
            int method = (int) cursor.whole(2);
            cursor.skip(8);
            long packed = cursor.whole(4);
            long size = cursor.whole(4);
            int name = (int) cursor.whole(2);
            int extra = (int) cursor.whole(2);
            int comment = (int) cursor.whole(2);
            cursor.skip(8);
            long place = cursor.whole(4);
            String named = new String(content.bytes(at + 46, name), UTF_8);
            long[] big = big(content.bytes(at + 46 + name, extra), size, packed, place);
            return new ZipEntry(named, flags, method, big[0], big[1], at + 46 + name + extra + comment);
        }

        /** Packed size and place, from the Zip64 field where the plain ones are full. */
        private static long[] big(byte[] extras, long size, long packed, long place) throws IOException {
            Content bytes = new Content.OfBytes(extras, extras.length);
            for (int at = 0; at + 4 <= extras.length; ) {
                Cursor field = Cursor.over(bytes, at);
                long id = field.whole(2);
                int length = (int) field.whole(2);
                if (id == 1 && at + 4 + length <= extras.length) {
                    int left = length / 8;
                    if (size == UNSAID && left-- > 0) {
                        field.skip(8);
                    }
                    long realPacked = packed == UNSAID && left-- > 0 ? field.whole(8) : packed;
                    long realPlace = place == UNSAID && left > 0 ? field.whole(8) : place;
                    return new long[] {Math.max(realPacked, 0), Math.max(realPlace, -1)};
                }
                at += 4 + length;
            }
            return new long[] {packed, place};
        }
    }
}
