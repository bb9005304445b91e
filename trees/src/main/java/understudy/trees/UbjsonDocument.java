package understudy.trees;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import understudy.core.Problem;

/**
 * Universal Binary JSON (ubjson.org, draft 12) with XGBoost's additions: {@code u}, {@code m} and {@code M} are unsigned
 * numbers of 16, 32 and 64 bits. A length is believed only as far as bytes are left to back it.
 */
final class UbjsonDocument implements Document {
    /** Far beyond what any model nests; keeps the call stack short. */
    private static final int DEEPEST = 256;

    private final ByteBuffer bytes;
    /** The type of the value that comes next where its container says it for all of them; 0 where the value does. */
    private char announced;
    private int depth;

    UbjsonDocument(byte[] content) {
        this.bytes = ByteBuffer.wrap(content);
    }

    /** What an array or object says of itself. @param count −1 where an end marker follows the last element */
    private record Container(char type, int count) {}

    @Override
    public void object(String where, Consumer<String> field) {
        Container container = open(where, '{', "an object");
        for (int i = 0; container.count < 0 ? !ends(where, '}') : i < container.count; i++) {
            String name = string(where);
            announced = container.type;
            field.accept(name);
        }
        depth--;
    }

    @Override
    public void array(String where, Runnable element) {
        Container container = open(where, '[', "an array");
        for (int i = 0; container.count < 0 ? !ends(where, ']') : i < container.count; i++) {
            announced = container.type;
            element.run();
        }
        depth--;
    }

    @Override
    public String text(String where) {
        char type = type(where);
        if (type == 'S') {
            return string(where);
        }
        double number = number(where, type, "a text");
        return number == (long) number ? Long.toString((long) number) : Double.toString(number);
    }

    @Override
    public int[] integers(String where) {
        Numbers numbers = new Numbers();
        array(where, () -> {
            double value = number(where, type(where), "whole numbers");
            if (value != (int) value) {
                throw Refusal.broken(where, value, "whole numbers of 32 bits");
            }
            numbers.add(value);
        });
        return numbers.toIntegers();
    }

    @Override
    public float[] floats(String where) {
        Numbers numbers = new Numbers();
        array(where, () -> numbers.add(number(where, type(where), "numbers")));
        return numbers.toFloats();
    }

    @Override
    public void skip(String where) {
        char type = type(where);
        switch (type) {
            case '{' -> {
                announced = type;
                object(where, name -> skip(where));
            }
            case '[' -> {
                announced = type;
                array(where, () -> skip(where));
            }
            case 'S', 'H' -> string(where);
            case 'Z' -> {}
            default -> number(where, type, "a value");
        }
    }

    @Override
    public void end(String where) {
        if (bytes.hasRemaining()) {
            throw Refusal.broken(where, bytes.remaining() + " bytes more", "the end of the file");
        }
    }

    private Container open(String where, char begin, String expected) {
        char found = type(where);
        if (found != begin) {
            throw wrong(where, found, expected);
        }
        if (++depth > DEEPEST) {
            throw Refusal.broken(where, "arrays in arrays", "at most " + DEEPEST + " levels");
        }
        char type = 0;
        if (peek(where) == '$') {
            take(where, 1);
            type = marker(where);
            if (peek(where) != '#') {
                throw Refusal.broken(where, "a type without a count", "UBJSON");
            }
        }
        if (peek(where) != '#') {
            return new Container(type, -1);
        }
        take(where, 1);
        double count = number(where, marker(where), "a count");
        // Every element takes a byte at least, but for constants, which nobody has reason to write this way.
        if (size(type) * count > bytes.remaining() || count < 0 || "ZNTF".indexOf(type) >= 0) {
            throw Refusal.broken(where, (long) count + " elements in " + bytes.remaining() + " bytes", "as many as follow");
        }
        return new Container(type, (int) count);
    }

    private boolean ends(String where, char end) {
        if (peek(where) != end) {
            return false;
        }
        take(where, 1);
        return true;
    }

    /** The type of the value that comes next. */
    private char type(String where) {
        char type = announced;
        announced = 0;
        return type == 0 ? marker(where) : type;
    }

    private char marker(String where) {
        char marker;
        do {
            take(where, 1);
            marker = (char) bytes.get(bytes.position() - 1);
        } while (marker == 'N');
        return marker;
    }

    private char peek(String where) {
        need(where, 1);
        return (char) bytes.get(bytes.position());
    }

    private double number(String where, char type, String expected) {
        int at = take(where, size(type));
        return switch (type) {
            case 'i' -> bytes.get(at);
            case 'U' -> Byte.toUnsignedInt(bytes.get(at));
            case 'I' -> bytes.getShort(at);
            case 'u' -> Short.toUnsignedInt(bytes.getShort(at));
            case 'l' -> bytes.getInt(at);
            case 'm' -> Integer.toUnsignedLong(bytes.getInt(at));
            case 'L', 'M' -> bytes.getLong(at);
            case 'd' -> bytes.getFloat(at);
            case 'D' -> bytes.getDouble(at);
            case 'C' -> bytes.get(at);
            case 'T' -> 1;
            case 'F' -> 0;
            default -> throw wrong(where, type, expected);
        };
    }

    /** Bytes of a value of a type, at least. */
    private static int size(char type) {
        return switch (type) {
            case 'I', 'u' -> 2;
            case 'l', 'm', 'd' -> 4;
            case 'L', 'M', 'D' -> 8;
            case 'i', 'U', 'C' -> 1;
            case 'T', 'F', 'Z' -> 0;
            default -> 1;
        };
    }

    private String string(String where) {
        double length = number(where, marker(where), "the length of a text");
        if (!(length >= 0 && length <= bytes.remaining())) {
            throw Refusal.broken(where, "a text of " + (long) length + " bytes", "at most the bytes that follow");
        }
        int at = take(where, (int) length);
        return new String(bytes.array(), at, (int) length, UTF_8);
    }

    /** @return where the bytes begin */
    private int take(String where, int count) {
        need(where, count);
        int at = bytes.position();
        bytes.position(at + count);
        return at;
    }

    private void need(String where, int count) {
        if (bytes.remaining() < count) {
            throw Refusal.broken(where, "the end of the file", "more of it");
        }
    }

    private static Problem wrong(String where, char found, String expected) {
        return Refusal.broken(where, "a value of type '" + (char) (found & 0x7F) + "'", expected);
    }
}
