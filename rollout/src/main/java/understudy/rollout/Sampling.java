package understudy.rollout;

import java.util.Optional;
import java.util.UUID;

/** Chooses a share of keys: a key is in or out for good, and a larger share holds every key of a smaller one. */
final class Sampling {
    private Sampling() {}

    /** @param share (0, 1] of keys, or of requests without one */
    static boolean holds(double share, Optional<String> key, UUID request) {
        return share >= 1 || place(key.isPresent() ? hash(key.get()) : request.getLeastSignificantBits()) < share;
    }

    /** In [0, 1), by the request alone; tells nothing of whether {@link #holds} holds it. */
    static double coin(UUID request) {
        return place(Long.rotateLeft(request.getLeastSignificantBits(), 32) ^ 0x9e3779b97f4a7c15L);
    }

    /** FNV-1a. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** In [0, 1), after MurmurHash3's finish. */
    private static double place(long hash) {
        long mixed = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return ((mixed ^ mixed >>> 33) >>> 11) * 0x1.0p-53;
    }
}
