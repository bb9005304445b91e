package understudy.provenance;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.core.Problem;
import understudy.core.Sha256;

/**
 * Whose signatures count: public keys, and authorities whose certificates count. EC keys on P-256, P-384 and P-521, and
 * Ed25519; the format knows no RSA. Immutable.
 */
public final class TrustedSigners {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private static final int DIGITAL_SIGNATURE = 0;
    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    /** Of a key's name as people see it. */
    private static final int FINGERPRINT = 16;

    private final List<PublicKey> keys;
    private final Set<TrustAnchor> authorities;

    private TrustedSigners(List<PublicKey> keys, Set<TrustAnchor> authorities) {
        this.keys = List.copyOf(keys);
        this.authorities = Set.copyOf(authorities);
    }

    /**
     * Reads public keys and certificates of authorities.
     *
     * @param files PEM, each with one or more blocks {@code PUBLIC KEY} or {@code CERTIFICATE}
     * @throws Problem INVALID for a file that cannot be read, holds neither, or holds a key of another kind
     */
    public static TrustedSigners of(List<Path> files) {
        List<PublicKey> keys = new ArrayList<>();
        Set<TrustAnchor> authorities = new HashSet<>();
        for (Path file : files) {
            try {
                Matcher blocks = BLOCK.matcher(Files.readString(file));
                int found = 0;
                for (; blocks.find(); found++) {
                    byte[] der = Base64.getMimeDecoder().decode(blocks.group(2));
                    if (blocks.group(1).equals("PUBLIC KEY")) {
                        keys.add(key(der));
                    } else {
                        authorities.add(new TrustAnchor(certificate(der), null));
                    }
                }
                if (found == 0) {
                    throw Problem.invalid(
                            String.valueOf(file.getFileName()), "no key", "PEM with a PUBLIC KEY or a CERTIFICATE");
                }
            } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
                throw new Problem(
                        Problem.Code.INVALID, file.getFileName() + " cannot be read as trusted keys",
                        "Give PEM files with EC or Ed25519 public keys, or certificates of authorities", unreadable);
            }
        }
        return new TrustedSigners(keys, authorities);
    }

    List<PublicKey> keys() {
        return keys;
    }

    /** EC or Ed25519, from SubjectPublicKeyInfo. */
    private static PublicKey key(byte[] der) throws GeneralSecurityException {
        GeneralSecurityException last = new GeneralSecurityException("no algorithm");
        for (String algorithm : List.of("EC", "Ed25519")) {
            try {
                PublicKey key = KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
                if (scheme(key).isPresent()) {
                    return key;
                }
            } catch (GeneralSecurityException another) {
                last = another;
            }
        }
        throw last;
    }

    static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    /** The signature scheme that goes with a key: the hash is as long as the curve. Empty for keys of another kind. */
    static Optional<String> scheme(PublicKey key) {
        if (key instanceof ECPublicKey curve) {
            return switch (curve.getParams().getOrder().bitLength()) {
                case 256 -> Optional.of("SHA256withECDSA");
                case 384 -> Optional.of("SHA384withECDSA");
                case 521 -> Optional.of("SHA512withECDSA");
                default -> Optional.empty();
            };
        }
        String algorithm = key.getAlgorithm();
        return algorithm.equals("EdDSA") || algorithm.equals("Ed25519") ? Optional.of("Ed25519") : Optional.empty();
    }

    /** How a key is called among people, e.g. {@code key 1f3a…}: the beginning of the SHA-256 of its DER form. */
    static String nameOf(PublicKey key) {
        return "key " + Sha256.of(key.getEncoded()).substring(0, FINGERPRINT);
    }

    /** The names a bundle may give the key: the SHA-256 of its PEM, or of its DER form. */
    static Set<String> hintsOf(PublicKey key) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        String pem = "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
        return Set.of(Sha256.of(pem), Sha256.of(pem.strip()), Sha256.of(key.getEncoded()));
    }

    /**
     * Whether a chain leads to an authority that is trusted, now, and its first certificate may sign.
     *
     * @param chain the signer's first
     * @return what is wrong with it; empty where nothing is
     */
    Optional<String> objection(List<X509Certificate> chain, Instant now) {
        X509Certificate leaf = chain.getFirst();
        if (authorities.isEmpty()) {
            return Optional.of("it was signed with a certificate, and no authority is trusted");
        }
        try {
            if (!maySign(leaf)) {
                return Optional.of("the certificate of " + subject(leaf) + " is not for signing");
            }
            if (isAuthority(leaf)) {
                leaf.checkValidity(Date.from(now));
                return Optional.empty();
            }
            List<X509Certificate> path = chain.stream().filter(certificate -> !isAuthority(certificate)).toList();
            PKIXParameters parameters = new PKIXParameters(authorities);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return Optional.empty();
        } catch (GeneralSecurityException untrusted) {
            return Optional.of(
                    "the certificate of " + subject(leaf) + " is not valid now, or leads to no trusted authority");
        }
    }

    private boolean isAuthority(X509Certificate certificate) {
        return authorities.stream().anyMatch(anchor -> certificate.equals(anchor.getTrustedCert()));
    }

    private static boolean maySign(X509Certificate leaf) throws GeneralSecurityException {
        boolean[] usage = leaf.getKeyUsage();
        List<String> extended = leaf.getExtendedKeyUsage();
        return (usage != null && usage[DIGITAL_SIGNATURE]) || (extended != null && extended.contains(CODE_SIGNING));
    }

    static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
