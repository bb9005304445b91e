package understudy.core;

/** What the journal keeps of a tensor, after the feature's {@link Privacy} was applied. */
public sealed interface Value {
    record Plain(Tensor tensor) implements Value {}

    /** Keyed digests (HMAC-SHA-256, hex) in a BYTES tensor of the original's shape: equal values stay equal. */
    record Hashed(Tensor digests) implements Value {}

    /**
     * AES-GCM under the key of {@code subject}, which is a pseudonym of the caller's own key. Once that key is
     * destroyed nobody can read it.
     *
     * @param sealed nonce followed by ciphertext and tag
     */
    record Encrypted(String subject, DataType type, long[] shape, byte[] sealed) implements Value {}

    /** Never kept. */
    record Dropped() implements Value {}

    /** Too large for the journal (over 64 KB): kept in the content store under its SHA-256. */
    record Blob(String digest, DataType type, long[] shape) implements Value {}
}
