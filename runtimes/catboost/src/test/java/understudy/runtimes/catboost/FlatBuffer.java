package understudy.runtimes.catboost;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes a FlatBuffer from its end to its beginning, as its format description says. What is returned for a part is its
 * distance from the end; parts are written before the tables that point to them.
 */
final class FlatBuffer {
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    private int head = bytes.capacity();
    private int[] slots = new int[0];
    private int tableEnd;

    int text(String value) {
        byte[] content = value.getBytes(UTF_8);
        align(4, content.length + 1);
        head -= content.length + 1;
        bytes.put(head, content);
        return number(content.length);
    }

    int doubles(double... values) {
        align(8, 0);
        for (int i = values.length - 1; i >= 0; i--) {
            head -= 8;
            bytes.putDouble(head, values[i]);
        }
        return number(values.length);
    }

    int floats(float... values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(values[i]);
        }
        return numbers(bits);
    }

    int numbers(int... values) {
        align(4, 0);
        for (int i = values.length - 1; i >= 0; i--) {
            number(values[i]);
        }
        return number(values.length);
    }

    int offsets(int... parts) {
        align(4, 0);
        for (int i = parts.length - 1; i >= 0; i--) {
            offset(parts[i]);
        }
        return number(parts.length);
    }

    FlatBuffer begin(int fields) {
        slots = new int[fields];
        tableEnd = distance();
        return this;
    }

    FlatBuffer put(int slot, int part) {
        align(4, 0);
        slots[slot] = offset(part);
        return this;
    }

    FlatBuffer putNumber(int slot, int value) {
        align(4, 0);
        slots[slot] = number(value);
        return this;
    }

    FlatBuffer putDouble(int slot, double value) {
        align(8, 0);
        head -= 8;
        bytes.putDouble(head, value);
        slots[slot] = distance();
        return this;
    }

    FlatBuffer putByte(int slot, int value) {
        head -= 1;
        bytes.put(head, (byte) value);
        slots[slot] = distance();
        return this;
    }

    int end() {
        align(4, 0);
        int table = number(0);
        for (int i = slots.length - 1; i >= 0; i--) {
            head -= 2;
            bytes.putShort(head, (short) (slots[i] == 0 ? 0 : table - slots[i]));
        }
        head -= 4;
        bytes.putShort(head, (short) (4 + 2 * slots.length));
        bytes.putShort(head + 2, (short) (table - tableEnd));
        bytes.putInt(bytes.capacity() - table, distance() - table);
        return table;
    }

    /** The whole, with the root table's place in front. */
    byte[] finish(int root) {
        align(8, 4);
        offset(root);
        return Arrays.copyOfRange(bytes.array(), head, bytes.capacity());
    }

    private int number(int value) {
        align(4, 0);
        head -= 4;
        bytes.putInt(head, value);
        return distance();
    }

    private int offset(int part) {
        head -= 4;
        bytes.putInt(head, distance() - part);
        return distance();
    }

    private int distance() {
        return bytes.capacity() - head;
    }

    private void align(int to, int coming) {
        while ((distance() + coming) % to != 0) {
            head--;
        }
    }
}
