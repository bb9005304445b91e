package understudy.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A Sigstore bundle with a DSSE envelope (protobuf-specs' {@code Bundle} as JSON), signed with a key or with a certificate
 * and its chain. What is signed without keys, by way of a transparency log, needs that log and is refused.
 */
final class SignatureBundle {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle";
    private static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

    private final JsonNode material;
    private final byte[] payload;
    private final byte[] signature;

    private SignatureBundle(JsonNode material, byte[] payload, byte[] signature) {
        this.material = material;
        this.payload = payload;
        this.signature = signature;
    }

    static SignatureBundle of(byte[] json) throws SignedManifest.Unfit {
        try {
            JsonNode bundle = JSON.readTree(json);
            JsonNode envelope = bundle.path("dsseEnvelope");
            if (!bundle.path("mediaType").asText().startsWith(MEDIA_TYPE) || envelope.isMissingNode()) {
                throw new SignedManifest.Unfit("it is no Sigstore bundle with a DSSE envelope");
            }
            if (!envelope.path("payloadType").asText().equals(PAYLOAD_TYPE) || envelope.path("signatures").size() != 1) {
                throw new SignedManifest.Unfit("its envelope does not hold one signature over an in-toto statement");
            }
            return new SignatureBundle(
                    bundle.path("verificationMaterial"), decoded(envelope.path("payload")),
                    decoded(envelope.path("signatures").path(0).path("sig")));
        } catch (IOException | IllegalArgumentException malformed) {
            throw new SignedManifest.Unfit("it is no Sigstore bundle");
        }
    }

    private static byte[] decoded(JsonNode base64) {
        return Base64.getDecoder().decode(base64.asText());
    }

    byte[] payload() {
        return payload.clone();
    }

    /** By whom it was signed, in a few words. @throws SignedManifest.Unfit where it is nobody we trust */
    String signer(TrustedSigners trusted, Instant now) throws SignedManifest.Unfit {
        if (material.hasNonNull("x509CertificateChain")) {
            return certified(trusted, now);
        }
        if (material.hasNonNull("certificate")) {
            throw new SignedManifest.Unfit(
                    "it was signed without a key of one's own (Sigstore), which needs a transparency log");
        }
        for (PublicKey key : trusted.keys()) {
            if (isBy(key)) {
                return TrustedSigners.nameOf(key);
            }
        }
        throw new SignedManifest.Unfit(whyNobody(trusted));
    }

    private String whyNobody(TrustedSigners trusted) {
        if (trusted.keys().isEmpty()) {
            return "it was signed with a key, and no key is trusted";
        }
        String hint = material.path("publicKey").path("hint").asText();
        Optional<PublicKey> meant = trusted.keys().stream()
                .filter(key -> TrustedSigners.hintsOf(key).contains(hint))
                .findFirst();
        return meant.map(TrustedSigners::nameOf)
                .map(name -> "its signature is not one of " + name + ": the list of files was changed")
                .orElse("none of the trusted keys made its signature");
    }

    private String certified(TrustedSigners trusted, Instant now) throws SignedManifest.Unfit {
        List<X509Certificate> chain = new ArrayList<>();
        for (JsonNode each : material.path("x509CertificateChain").path("certificates")) {
            try {
                chain.add(TrustedSigners.certificate(decoded(each.path("rawBytes"))));
            } catch (GeneralSecurityException | IllegalArgumentException malformed) {
                throw new SignedManifest.Unfit("its certificates cannot be read");
            }
        }
        if (chain.isEmpty()) {
            throw new SignedManifest.Unfit("it names no certificate");
        }
        Optional<String> objection = trusted.objection(chain, now);
        if (objection.isPresent()) {
            throw new SignedManifest.Unfit(objection.get());
        }
        X509Certificate leaf = chain.getFirst();
        if (!isBy(leaf.getPublicKey())) {
            throw new SignedManifest.Unfit("its signature is not one of " + TrustedSigners.subject(leaf));
        }
        return TrustedSigners.subject(leaf);
    }

    private boolean isBy(PublicKey key) {
        Optional<String> scheme = TrustedSigners.scheme(key);
        if (scheme.isEmpty()) {
            return false;
        }
        try {
            Signature check = Signature.getInstance(scheme.get());
            check.initVerify(key);
            check.update(encoded(payload));
            return check.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    /** DSSE's pre-authentication encoding (its protocol.md, "Signature Definition"). */
    static byte[] encoded(byte[] payload) {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(payload.length + 64);
        String head = "DSSEv1 " + PAYLOAD_TYPE.length() + " " + PAYLOAD_TYPE + " " + payload.length + " ";
        encoded.writeBytes(head.getBytes(UTF_8));
        encoded.writeBytes(payload);
        return encoded.toByteArray();
    }
}
