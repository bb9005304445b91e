package understudy.scanning;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;

/** A .npy file: arrays of objects are a pickle after the header. See numpy.lib.format. */
final class NumpyLook {
    private NumpyLook() {}

    static void look(Looking looking, String file, Content content, int depth) throws IOException {
        byte[] start = content.bytes(0, 12);
        int version = start.length > 6 ? start[6] : 0;
        int prefix = version >= 2 ? 12 : 10;
        long length = Cursor.over(content, 8).whole(Math.min(version >= 2 ? 4 : 2, (int) Math.max(0, content.size() - 8)));
        String header = new String(content.bytes(prefix, (int) Math.clamp(length, 0, 1 << 20)), ISO_8859_1);
        boolean objects = header.matches("(?s).*['\"][|<>=]?O\\d*['\"].*") || !header.contains("descr");
        Content body = content.part(prefix + length, Long.MAX_VALUE);
        byte[] head = body.bytes(0, 512);
        if (body.size() > 0) {
            new PickleFile(looking, file, body, depth).look(Cursor.over(body, 0), head, objects);
        }
    }
}
