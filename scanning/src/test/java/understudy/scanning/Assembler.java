package understudy.scanning;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes pickles opcode by opcode, so that tests can plant what no pickler would write. */
final class Assembler {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    static Assembler protocol(int version) {
        return new Assembler().raw(0x80, version);
    }

    static Assembler bare() {
        return new Assembler();
    }

    /** A pickle that calls {@code os.system("id")}. */
    static byte[] harmful() {
        return protocol(2).global("os", "system").text("id").op(0x85).op('R').stop();
    }

    Assembler op(int opcode) {
        return raw(opcode);
    }

    Assembler raw(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    Assembler raw(byte[] values) {
        bytes.writeBytes(values);
        return this;
    }

    Assembler line(String text) {
        return raw((text + "\n").getBytes(UTF_8));
    }

    Assembler global(String module, String name) {
        return op('c').line(module).line(name);
    }

    Assembler text(String text) {
        byte[] encoded = text.getBytes(UTF_8);
        return op('X').whole(encoded.length, 4).raw(encoded);
    }

    Assembler stackGlobal(String module, String name) {
        return text(module).op(0x94).text(name).op(0x94).op(0x93);
    }

    Assembler octets(byte[] value) {
        return op('B').whole(value.length, 4).raw(value);
    }

    Assembler whole(long value, int count) {
        byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
        bytes.write(all, 0, count);
        return this;
    }

    Assembler number(int value) {
        return op('J').whole(value, 4);
    }

    /** The wrapper joblib writes before an array of 64-bit numbers, up to its BUILD. */
    Assembler wrapper(int count) {
        return global("joblib.numpy_pickle", "NumpyArrayWrapper")
                .op(')')
                .op(0x81)
                .op('}')
                .op('(')
                .text("shape")
                .number(count)
                .op(0x85)
                .text("dtype")
                .dtype("f8")
                .op('u')
                .op('b');
    }

    Assembler dtype(String code) {
        return global("numpy", "dtype")
                .text(code)
                .op(0x89)
                .op(0x88)
                .op(0x87)
                .op('R')
                .op('(')
                .number(3)
                .text("<")
                .op('N')
                .op('N')
                .op('N')
                .number(-1)
                .number(-1)
                .number(0)
                .op('t')
                .op('b');
    }

    byte[] stop() {
        return op('.').bytes();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
