package understudy.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import understudy.core.Problem;
import understudy.core.SubjectKeys;

/**
 * A key for each subject, wrapped under the master secret (AES-GCM, bound to its subject), a row each. Erasing deletes
 * the row with SQLite's secure delete and empties the write-ahead log, so that no page still holds it.
 */
final class SqlSubjectKeys implements SubjectKeys {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int REMEMBERED = 10_000;

    private final Database database;
    private final MasterSecret secret;
    private final SecureRandom random;
    private final Remembered remembered = new Remembered();

    SqlSubjectKeys(Database database, MasterSecret secret, SecureRandom random) {
        this.database = database;
        this.secret = secret;
        this.random = random;
        bind();
    }

    /** Notes at first which secret this database belongs to; with another one its keys could not be unwrapped. */
    private void bind() {
        String bound = database.write(sql -> {
            sql.createUpdate("INSERT INTO installation (name, value) VALUES ('secret', :fingerprint) "
                            + "ON CONFLICT (name) DO NOTHING")
                    .bind("fingerprint", secret.fingerprint())
                    .execute();
            return sql.createQuery("SELECT value FROM installation WHERE name = 'secret'")
                    .mapTo(String.class)
                    .one();
        });
        if (!bound.equals(secret.fingerprint())) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE,
                    "the file 'secret' is not the one this database was made with",
                    "Restore it from the backup of this data directory.");
        }
    }

    @Override
    public String subject(String key) {
        return secret.subject(key);
    }

    @Override
    public SecretKey keyFor(String subject) {
        return find(subject).orElseGet(() -> make(subject));
    }

    private SecretKey make(String subject) {
        byte[] fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        database.write(sql -> sql.createUpdate("""
                INSERT INTO subject_key (subject, wrapped) VALUES (:subject, :wrapped)
                ON CONFLICT (subject) DO NOTHING""")
                .bind("subject", subject)
                .bind("wrapped", wrap(subject, fresh))
                .execute());
        return find(subject).orElseGet(() -> make(subject));
    }

    @Override
    public Optional<SecretKey> find(String subject) {
        Optional<SecretKey> known = remembered.find(subject);
        if (known.isPresent()) {
            return known;
        }
        long erasures = remembered.erasures();
        Optional<SecretKey> found = database.read(
                        sql -> sql.createQuery("SELECT wrapped FROM subject_key WHERE subject = :subject")
                                .bind("subject", subject)
                                .mapTo(String.class)
                                .findOne())
                .map(wrapped -> unwrap(subject, wrapped));
        found.ifPresent(key -> remembered.keep(subject, key, erasures));
        return found;
    }

    @Override
    public boolean erase(String subject) {
        boolean was = database.write(sql -> sql.createUpdate("DELETE FROM subject_key WHERE subject = :subject")
                .bind("subject", subject)
                .execute() > 0);
        remembered.forget(subject);
        database.maintain(sql -> sql.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
        return was;
    }

    @Override
    public String digest(byte[] value) {
        return secret.digest(value);
    }

    private String wrap(String subject, byte[] key) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, subject, nonce, key);
        byte[] wrapped = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, wrapped, NONCE_BYTES, sealed.length);
        return Base64.getEncoder().encodeToString(wrapped);
    }

    private SecretKey unwrap(String subject, String text) {
        byte[] wrapped = Base64.getDecoder().decode(text);
        byte[] nonce = Arrays.copyOf(wrapped, NONCE_BYTES);
        byte[] sealed = Arrays.copyOfRange(wrapped, NONCE_BYTES, wrapped.length);
        return new SecretKeySpec(crypt(Cipher.DECRYPT_MODE, subject, nonce, sealed), "AES");
    }

    private byte[] crypt(int mode, String subject, byte[] nonce, byte[] content) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, secret.wrapping(), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(subject.getBytes(US_ASCII));
            return cipher.doFinal(content);
        } catch (GeneralSecurityException damaged) {
            throw new Problem(
                    Problem.Code.INTERNAL, "a subject's key in the database is damaged", "Restore it from a backup.", damaged);
        }
    }

    /** The keys used last, a bounded number of them. A key read before an erasure is not kept after it. */
    private static final class Remembered {
        private final Map<String, SecretKey> keys = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, SecretKey> eldest) {
                return size() > REMEMBERED;
            }
        };

        private long erasures;

        synchronized Optional<SecretKey> find(String subject) {
            return Optional.ofNullable(keys.get(subject));
        }

        synchronized long erasures() {
            return erasures;
        }

        synchronized void keep(String subject, SecretKey key, long erasuresWhenRead) {
            if (erasures == erasuresWhenRead) {
                keys.put(subject, key);
            }
        }

        synchronized void forget(String subject) {
            erasures++;
            keys.remove(subject);
        }
    }
}
