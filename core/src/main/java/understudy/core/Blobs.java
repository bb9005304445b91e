package understudy.core;

import java.util.Optional;

/** Content-addressed bytes. Safe for many threads. */
public interface Blobs {
    /** Durable on return. @return the SHA-256 in hex */
    String put(byte[] content);

    Optional<byte[]> get(String digest);
}
