package understudy.profiles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.StreamCorruptedException;

/** Lengths of texts in characters (code points) and what kinds of characters they are made of. */
final class TextShape {
    private static final byte[] CLASSES = classes();

    private final Moments lengths;
    private final long[] characters;

    TextShape() {
        this(new Moments(), new long[CharacterClass.values().length]);
    }

    private TextShape(Moments lengths, long[] characters) {
        this.lengths = lengths;
        this.characters = characters;
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int b = 0; b < 256; b++) {
            classes[b] = (byte) CharacterClass.of(b).ordinal();
        }
        return classes;
    }

    /** @param bytes UTF-8 */
    void add(byte[] bytes, int from, int to, long times) {
        int length = 0;
        for (int i = from; i < to; i++) {
            int b = bytes[i] & 0xff;
            if ((b & 0xc0) != 0x80) {
                length++;
                characters[CLASSES[b]] += times;
            }
        }
        if (times > 0) {
            lengths.add(length, times);
        }
    }

    void merge(TextShape other) {
        lengths.merge(other.lengths);
        for (int i = 0; i < characters.length; i++) {
            characters[i] += other.characters[i];
        }
    }

    Moments lengths() {
        return lengths;
    }

    long characters(CharacterClass kind) {
        return characters[kind.ordinal()];
    }

    void write(DataOutput out) throws IOException {
        lengths.write(out);
        Form.write(out, characters);
    }

    static TextShape read(DataInput in) throws IOException {
        Moments lengths = Moments.read(in);
        long[] characters = Form.longs(in);
        int kinds = CharacterClass.values().length;
        if (characters.length != kinds) {
            throw new StreamCorruptedException("other kinds of characters");
        }
        return new TextShape(lengths, characters);
    }
}
