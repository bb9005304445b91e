package understudy.profiles;

import java.util.Arrays;

/**
 * Looks at one text at a time: its words and what it is made of. A word is a run of letters and digits, alike in capitals
 * and small letters; all digits count as one and the same, since numbers are new every day. Where a script puts no spaces
 * between words, each character is one. Not safe for several threads.
 */
final class Words {
    /** A text is known by its first ones; characters are counted to its end. */
    static final int MOST = 10_000;

    private static final long SEED = 0x9e3779b97f4a7c15L;
    private static final long FACTOR = 0xff51afd7ed558ccdL;

    private long[] hashes = new long[64];
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int count;
    private long characters;
    private long inWords;
    private long capitals;
    private long digits;
    private long signs;

    /** Position behind the character that was decoded last. */
    private int next;

    private long open;
    private int openedAt = -1;

    /** @param bytes UTF-8; what is none counts as signs */
    void read(byte[] bytes, int from, int to) {
        count = 0;
        characters = 0;
        inWords = 0;
        capitals = 0;
        digits = 0;
        signs = 0;
        openedAt = -1;
        for (int at = from; at < to; at = next) {
            int character = bytes[at];
            next = at + 1;
            if (character < 0) {
                character = decoded(bytes, at, to);
            }
            characters++;
            take(character, at);
        }
        close(to);
    }

    private void take(int character, int at) {
        if (Character.isDigit(character)) {
            digits++;
            extend('0', at);
        } else if (Character.isLetter(character) || isMark(character)) {
            capitals += Character.isUpperCase(character) ? 1 : 0;
            boolean alone = standsAlone(character);
            if (alone) {
                close(at);
            }
            extend(Character.toLowerCase(character), at);
            if (alone) {
                close(next);
            }
        } else {
            signs += Character.isWhitespace(character) ? 0 : 1;
            close(at);
        }
    }

    private void extend(int character, int at) {
        if (openedAt < 0) {
            openedAt = at;
            open = SEED;
        }
        open = (open ^ character) * FACTOR;
        open ^= open >>> 29;
        inWords += count < MOST ? 1 : 0;
    }

    private void close(int at) {
        if (openedAt < 0) {
            return;
        }
        if (count < MOST) {
            if (count == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * count);
                starts = Arrays.copyOf(starts, 2 * count);
                ends = Arrays.copyOf(ends, 2 * count);
            }
            hashes[count] = TextHash.mixed(open);
            starts[count] = openedAt;
            ends[count++] = at;
        }
        openedAt = -1;
    }

    private static boolean isMark(int character) {
        if (character < 0x300) {
            return false;
        }
        int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    /** Chinese, Japanese, Thai, Lao, Khmer and Burmese have no spaces between words. */
    private static boolean standsAlone(int character) {
        if (character < 0xe00) {
            return false;
        }
        return Character.isIdeographic(character) || switch (Character.UnicodeScript.of(character)) {
            case HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> false;
        };
    }

    /** One character of two to four bytes; the replacement character for bytes that are none. */
    private int decoded(byte[] bytes, int at, int to) {
        int first = bytes[at] & 0xff;
        int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
        int character = first & 0x3f >> more;
        for (int i = 1; i <= more; i++) {
            if (at + i >= to || (bytes[at + i] & 0xc0) != 0x80) {
                return 0xfffd;
            }
            character = character << 6 | bytes[at + i] & 0x3f;
        }
        next = at + 1 + more;
        return more == 0 || !Character.isValidCodePoint(character) ? 0xfffd : character;
    }

    int count() {
        return count;
    }

    long hash(int word) {
        return hashes[word];
    }

    /** Where the word begins among the bytes. */
    int start(int word) {
        return starts[word];
    }

    int end(int word) {
        return ends[word];
    }

    /** Ascending, so that those that are alike stand together. */
    long[] sorted() {
        long[] sorted = Arrays.copyOf(hashes, count);
        Arrays.sort(sorted);
        return sorted;
    }

    long characters() {
        return characters;
    }

    /** Letters and digits of the words that are counted. */
    long inWords() {
        return inWords;
    }

    long capitals() {
        return capitals;
    }

    long digits() {
        return digits;
    }

    /** Neither letters nor digits nor spaces. */
    long signs() {
        return signs;
    }
}
