package understudy.scanning;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes zips field by field, so that tests can plant what no archiver would write. */
final class Zips {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private int entries;

    static Zips of(String name, byte[] content) {
        return new Zips().stored(name, content);
    }

    Zips raw(byte[] before) {
        bytes.writeBytes(before);
        return this;
    }

    Zips stored(String name, byte[] content) {
        return entry(name, name, content, 0, 0, 0, true);
    }

    Zips deflated(String name, byte[] content) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(content);
        deflater.finish();
        byte[] packed = new byte[content.length + 64];
        int length = deflater.deflate(packed);
        deflater.end();
        return entry(name, name, java.util.Arrays.copyOf(packed, length), 8, 0, 0, true);
    }

    Zips hidden(String name, byte[] content) {
        return entry(name, name, content, 0, 0, 0, false);
    }

    Zips twoNames(String listed, String local, byte[] content) {
        return entry(listed, local, content, 0, 0, 0, true);
    }

    Zips flagged(String name, byte[] content, int listedFlags, int localFlags) {
        return entry(name, name, content, 0, listedFlags, localFlags, true);
    }

    byte[] end() {
        int start = bytes.size();
        bytes.writeBytes(directory.toByteArray());
        bytes.writeBytes(little(22).putInt(0x06054b50).putInt(0).putShort((short) entries).putShort((short) entries)
                .putInt(directory.size()).putInt(start).putShort((short) 0).array());
        return bytes.toByteArray();
    }

    private Zips entry(String listed, String local, byte[] content, int method, int listedFlags, int localFlags, boolean list) {
        int place = bytes.size();
        CRC32 check = new CRC32();
        check.update(content);
        byte[] localName = local.getBytes(UTF_8);
        bytes.writeBytes(little(30).putInt(0x04034b50).putShort((short) 20).putShort((short) localFlags)
                .putShort((short) method).putInt(0).putInt((int) check.getValue()).putInt(content.length)
                .putInt(content.length).putShort((short) localName.length).putShort((short) 0).array());
        bytes.writeBytes(localName);
        bytes.writeBytes(content);
        if (list) {
            byte[] name = listed.getBytes(UTF_8);
            directory.writeBytes(little(46).putInt(0x02014b50).putShort((short) 20).putShort((short) 20)
                    .putShort((short) listedFlags).putShort((short) method).putInt(0).putInt((int) check.getValue())
                    .putInt(content.length).putInt(content.length).putShort((short) name.length).putShort((short) 0)
                    .putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0).putInt(place).array());
            directory.writeBytes(name);
            entries++;
        }
        return this;
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
