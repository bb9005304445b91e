package understudy.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import understudy.core.Problem;

/** Reads a server's certificate and key. */
final class Certificates {
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private Certificates() {}

    /** @throws Problem (INVALID) saying which file is wrong; never with a path's content or a password */
    static KeyManagerFactory keys(HttpSettings.Tls tls) {
        try {
            char[] password;
            KeyStore store = KeyStore.getInstance("PKCS12");
            switch (tls) {
                case HttpSettings.Tls.Store given -> {
                    password = given.password().toCharArray();
                    try (InputStream input = Files.newInputStream(given.store())) {
                        store.load(input, password);
                    }
                }
                case HttpSettings.Tls.Pem pem -> {
                    password = new char[0];
                    store.load(null, password);
                    store.setKeyEntry("server", privateKey(pem.key()), password, chain(pem.certificate()));
                }
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            return keys;
        } catch (GeneralSecurityException | IOException unreadable) {
            throw new Problem(
                    Problem.Code.INVALID,
                    "http.tls: the certificate or its key cannot be read: " + unreadable.getClass().getSimpleName(),
                    "Give a PEM chain with an unencrypted PKCS8 key, or a PKCS12 store with its password", unreadable);
        }
    }

    static SSLContext context(HttpSettings.Tls tls) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(tls).getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has TLS", impossible);
        }
    }

    private static Certificate[] chain(Path file) throws GeneralSecurityException, IOException {
        try (InputStream input = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(input).toArray(new Certificate[0]);
        }
    }

    private static PrivateKey privateKey(Path file) throws GeneralSecurityException, IOException {
        String body = Files.readString(file).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        PKCS8EncodedKeySpec encoded;
        try {
            encoded = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body));
        } catch (IllegalArgumentException malformed) {
            throw new InvalidKeySpecException(malformed);
        }
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException another) {
                continue;
            }
        }
        throw new InvalidKeySpecException("none of " + KEY_ALGORITHMS);
    }
}
