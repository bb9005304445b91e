package understudy.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import understudy.core.Problem;

/**
 * 256 random bits in a file only its owner may read, and what is derived from them: a key for each purpose is
 * HMAC-SHA-256 of the purpose's name. Immutable; safe for many threads.
 */
public final class MasterSecret {
    private static final int BYTES = 32;
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final SecretKey wrapping;
    private final SecretKey digesting;
    private final SecretKey naming;
    private final SecretKey waiting;
    private final String fingerprint;

    private MasterSecret(byte[] secret) {
        SecretKey root = new SecretKeySpec(secret, "HmacSHA256");
        this.wrapping = new SecretKeySpec(mac(root, "wrap subject keys".getBytes(UTF_8)), "AES");
        this.digesting = new SecretKeySpec(mac(root, "digest values".getBytes(UTF_8)), "HmacSHA256");
        this.naming = new SecretKeySpec(mac(root, "name subjects".getBytes(UTF_8)), "HmacSHA256");
        this.waiting = new SecretKeySpec(mac(root, "keep what waits".getBytes(UTF_8)), "AES");
        this.fingerprint = HexFormat.of().formatHex(mac(root, "fingerprint".getBytes(UTF_8)));
    }

    /**
     * Reads the file, or makes it where there is none.
     *
     * @throws Problem UNAVAILABLE for a file that others may read, that has another size, or that cannot be read
     */
    public static MasterSecret open(Path file, SecureRandom random) {
        try {
            if (!Files.exists(file)) {
                byte[] fresh = new byte[BYTES];
                random.nextBytes(fresh);
                DurableFiles.write(file, fresh, OWNER);
            }
            if (DurableFiles.isPosix(file) && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
                throw unusable(file, "may be read by others than its owner", "Run: chmod 600 on it.");
            }
            byte[] secret = Files.readAllBytes(file);
            if (secret.length != BYTES) {
                throw unusable(file, "has " + secret.length + " bytes (expected: " + BYTES + ")", "Restore it from a backup.");
            }
            return new MasterSecret(secret);
        } catch (IOException failure) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE, "the secret file could not be read or made", "Is the disk full?", failure);
        }
    }

    /** Tells two secrets apart, and nothing about them. */
    String fingerprint() {
        return fingerprint;
    }

    /** For what is kept only until it is complete. AES, 256 bits. */
    public SecretKey waiting() {
        return waiting;
    }

    /** AES, 256 bits. */
    SecretKey wrapping() {
        return wrapping;
    }

    String subject(String key) {
        return HexFormat.of().formatHex(mac(naming, key.getBytes(UTF_8)));
    }

    String digest(byte[] value) {
        return HexFormat.of().formatHex(mac(digesting, value));
    }

    private static byte[] mac(SecretKey key, byte[] value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(value);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
        }
    }

    private static Problem unusable(Path file, String why, String remedy) {
        return new Problem(Problem.Code.UNAVAILABLE, "the file '" + file.getFileName() + "' " + why, remedy);
    }
}
