package understudy.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The encoded form of texts that come again and again (names of models and columns, digests), so that an append copies
 * bytes instead of encoding characters. Holds at most {@value #SLOTS} of them, the last one met in each slot. Safe for
 * many threads: a lost race costs an encoding.
 *
 * <p>A text is a varint {@code length << 1 | packed} and then its UTF-8, or, packed, the bytes that its lower-case
 * hexadecimal digits stand for: half of them for a SHA-256.
 */
final class Texts {
    private static final int SLOTS = 1024;
    private static final int LONGEST = 256;
    private static final int DIGEST_DIGITS = 64;

    private record Known(String text, byte[] encoded) {}

    private final AtomicReferenceArray<Known> slots = new AtomicReferenceArray<>(SLOTS);

    byte[] encoded(String text) {
        int hash = text.hashCode();
        int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
        Known known = slots.getAcquire(slot);
        if (known != null && known.text.equals(text)) {
            return known.encoded;
        }
        byte[] encoded = encode(text);
        if (encoded.length <= LONGEST) {
            slots.setRelease(slot, new Known(text, encoded));
        }
        return encoded;
    }

    private static byte[] encode(String text) {
        boolean packed = isDigest(text);
        byte[] payload = packed ? HexFormat.of().parseHex(text) : text.getBytes(UTF_8);
        long header = (long) payload.length << 1 | (packed ? 1 : 0);
        int headerLength = EntryWriter.varintLength(header);
        byte[] encoded = new byte[headerLength + payload.length];
        for (int i = 0; i < headerLength; i++) {
            encoded[i] = (byte) (i < headerLength - 1 ? (header & 0x7F) | 0x80 : header);
            header >>>= 7;
        }
        System.arraycopy(payload, 0, encoded, headerLength, payload.length);
        return encoded;
    }

    private static boolean isDigest(String text) {
        return text.length() == DIGEST_DIGITS
                && text.chars().allMatch(HexFormat::isHexDigit)
                && text.equals(text.toLowerCase(Locale.ROOT));
    }
}
