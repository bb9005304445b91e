package understudy.core;

import java.util.Optional;
import javax.crypto.SecretKey;

/** Keys of the people that encrypted values are about. Safe for many threads. */
public interface SubjectKeys {
    /** A pseudonym for the caller's key: a keyed digest, the same each time. */
    String subject(String key);

    /** The subject's key, made when there is none. AES, 256 bits. */
    SecretKey keyFor(String subject);

    /** Empty once erased, or when there never was one. */
    Optional<SecretKey> find(String subject);

    /** Destroys the subject's key everywhere; durable on return. @return whether there was one */
    boolean erase(String subject);

    /** Keyed digest of a value (HMAC-SHA-256, hex), the same each time. */
    String digest(byte[] value);
}
