package understudy.scanning;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import understudy.scanning.Symbol.Octets;
import understudy.scanning.Symbol.Plain;
import understudy.scanning.Symbol.Text;
import understudy.scanning.Symbol.Whole;

/** Reads the arguments of pickle's opcodes, keeping no more of them than is needed. See pickletools in Python's library. */
final class PickleSource {
    /** Longest text that may be a name, a key or a code. */
    private static final int NAME = 256;

    /** How much is kept of a line of the old text opcodes: old arrays are lines of any length. */
    private static final int LINE = 1 << 12;

    /** Ends a line that was not kept whole; no name and no number has it. */
    private static final String AND_SO_ON = "\u2026";

    /** Most bytes kept of a byte string. */
    private static final int KEPT = 1 << 16;

    private final Cursor cursor;

    PickleSource(Cursor cursor) {
        this.cursor = cursor;
    }

    /** The stream does not go on as a pickle would. */
    static final class Broken extends IOException {
        private static final long serialVersionUID = 1;

        Broken(String why) {
            super(why);
        }
    }

    Symbol text(long length) throws IOException {
        check(length);
        if (length > NAME) {
            cursor.skip(length);
            return Plain.PROSE;
        }
        String value = new String(cursor.take((int) length), StandardCharsets.UTF_8);
        return value.indexOf('\0') < 0 ? new Text(value) : Plain.PROSE;
    }

    Symbol octets(long length) throws IOException {
        check(length);
        long offset = cursor.offset();
        if (length > KEPT) {
            cursor.skip(length);
            return new Octets(offset, length, null);
        }
        return new Octets(offset, length, cursor.take((int) length));
    }

    /** Bytes up to the end of the line, which is left out. */
    String line() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean longer = false;
        for (int next = cursor.one(); next != '\n'; next = cursor.one()) {
            if (bytes.size() < LINE) {
                bytes.write(next);
            } else {
                longer = true;
            }
        }
        String line = bytes.toString(StandardCharsets.UTF_8);
        return longer ? line + AND_SO_ON : line;
    }

    /** The STRING opcode: a quoted text of Python 2. */
    Symbol quoted() throws IOException {
        String line = line();
        String inner = line.length() >= 2 ? line.substring(1, line.length() - 1) : line;
        String plain = inner.indexOf('\\') < 0 ? inner : unescaped(inner);
        return plain.indexOf('\\') < 0 ? name(plain) : Plain.PROSE;
    }

    /** The UNICODE opcode: text with escapes for what is not Latin-1. */
    Symbol escaped() throws IOException {
        String line = line();
        return name(line.contains("\\u") || line.contains("\\U") ? unescaped(line) : line);
    }

    Symbol decimal() throws IOException {
        String line = line().strip();
        String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
        if (line.endsWith(AND_SO_ON)) {
            return Plain.NUMBER;
        }
        if (line.equals("01")) {
            return Plain.TRUE;
        }
        if (line.equals("00")) {
            return Plain.FALSE;
        }
        if (!digits.matches("[+-]?[0-9xXa-fA-F_]+")) {
            throw new Broken("a number of other characters than digits");
        }
        return digits.matches("-?[0-9]{1,18}") ? new Whole(Long.parseLong(digits)) : Plain.NUMBER;
    }

    Symbol longOf(long length) throws IOException {
        check(length);
        if (length > Long.BYTES) {
            cursor.skip(length);
            return Plain.NUMBER;
        }
        long value = cursor.whole((int) length);
        int unused = 64 - 8 * (int) length;
        return length == 0 ? new Whole(0) : new Whole(value << unused >> unused);
    }

    private static Symbol name(String value) {
        return value.length() > NAME ? Plain.PROSE : new Text(value);
    }

    private static void check(long length) throws IOException {
        if (length < 0) {
            throw new EOFException("a negative length");
        }
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char next = text.charAt(at);
            int digits = next != '\\' || at + 1 == text.length() ? 0 : digits(text.charAt(at + 1));
            String code = digits == 0 || at + 2 + digits > text.length() ? "" : text.substring(at + 2, at + 2 + digits);
            if (code.matches("[0-9a-fA-F]+") && Integer.parseUnsignedInt(code, 16) <= Character.MAX_CODE_POINT
                    && Integer.parseUnsignedInt(code, 16) >= 0) {
                plain.appendCodePoint(Integer.parseInt(code, 16));
                at += 1 + digits;
            } else if (next == '\\' && at + 1 < text.length() && "\\'\"".indexOf(text.charAt(at + 1)) >= 0) {
                plain.append(text.charAt(++at));
            } else {
                plain.append(next);
            }
        }
        return plain.toString();
    }

    private static int digits(char escape) {
        return switch (escape) {
            case 'x' -> 2;
            case 'u' -> 4;
            case 'U' -> 8;
            default -> 0;
        };
    }
}
