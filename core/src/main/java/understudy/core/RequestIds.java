package understudy.core;

import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * UUIDv7 (RFC 9562 §5.7) that never step back: 48 bits of milliseconds, a 12-bit counter within the millisecond, 62
 * random bits. A clock that steps back, or a restart, goes on from the last id instead. Safe for many threads.
 */
public final class RequestIds {
    private final InstantSource clock;
    private final RandomGenerator random;
    /** Milliseconds shifted left by 12, plus the counter; a full counter spills into the next millisecond. */
    private final AtomicLong last;

    /**
     * @param random must be safe for many threads
     * @param floor ids are later than this one, e.g. the last id of a recovered journal
     */
    public RequestIds(InstantSource clock, RandomGenerator random, Instant floor) {
        this.clock = clock;
        this.random = random;
        this.last = new AtomicLong(floor.toEpochMilli() << 12 | 0xFFF);
    }

    public UUID next() {
        long now = clock.millis() << 12;
        long stamp = last.updateAndGet(previous -> Math.max(previous + 1, now));
        long most = (stamp >>> 12) << 16 | 0x7000 | (stamp & 0xFFF);
        long least = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new UUID(most, least);
    }

    /**
     * The id of a request that another platform answered: a UUIDv7 of that moment whose other 74 bits are the beginning of
     * SHA-256 over the words, so that a repeated delivery has the same id.
     */
    public static UUID derived(Instant at, String... words) {
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            text.append(word.length()).append(':').append(word);
        }
        String digest = Sha256.of(text.toString());
        long counter = Long.parseLong(digest, 0, 3, 16);
        long rest = Long.parseUnsignedLong(digest, 3, 19, 16);
        return new UUID(at.toEpochMilli() << 16 | 0x7000 | counter, rest >>> 2 | 0x8000_0000_0000_0000L);
    }

    /** The millisecond a UUIDv7 tells. */
    public static Instant timeOf(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}
