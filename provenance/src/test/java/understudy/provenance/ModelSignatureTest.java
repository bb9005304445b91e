package understudy.provenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.core.Problem;
import understudy.core.Sha256;

/** Signs as the format is specified, with the JDK's keys, and spoils it in every way there is. */
class ModelSignatureTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PASSWORD = "of the test alone";

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void files() throws IOException {
        model = Files.createDirectories(folder.resolve("model"));
        write("weights.bin", "weights");
        write("config/config.json", "{}");
        write(".gitattributes", "not signed");
    }

    private void write(String name, String text) throws IOException {
        Path file = model.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    private static KeyPair curve(String name) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(name));
        return generator.generateKeyPair();
    }

    private Path pem(String name, String what, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(der);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }

    private ModelSignature trusting(KeyPair... keys) throws IOException {
        List<Path> files = new ArrayList<>();
        for (KeyPair key : keys) {
            files.add(pem("key" + files.size() + ".pem", "PUBLIC KEY", key.getPublic().getEncoded()));
        }
        return new ModelSignature(TrustedSigners.of(files), InstantSource.system());
    }

    private ObjectNode statement(String... names) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        for (String name : names) {
            digests.put(name, Sha256.of(Files.readAllBytes(model.resolve(name))));
        }
        ObjectNode statement = JSON.createObjectNode();
        statement.put("_type", "https://in-toto.io/Statement/v1");
        ObjectNode predicate = JSON.createObjectNode();
        ObjectNode serialization = predicate.putObject("serialization");
        serialization.put("method", "files").put("hash_type", "sha256").put("allow_symlinks", false);
        serialization.putArray("ignore_paths").add("model.sig").add("cache");
        ArrayNode resources = predicate.putArray("resources");
        MessageDigest root = Sha256.digest();
        digests.forEach((name, digest) -> {
            resources.addObject().put("name", name).put("algorithm", "sha256").put("digest", digest);
            root.update(HexFormat.of().parseHex(digest));
        });
        statement.putArray("subject").addObject().put("name", "model").putObject("digest")
                .put("sha256", HexFormat.of().formatHex(root.digest()));
        statement.put("predicateType", "https://model_signing/signature/v1.0");
        statement.set("predicate", predicate);
        return statement;
    }

    private ObjectNode statement() throws IOException {
        return statement("weights.bin", "config/config.json");
    }

    private static ObjectNode bundle(JsonNode statement, PrivateKey key, String scheme) throws Exception {
        byte[] payload = JSON.writeValueAsBytes(statement);
        String type = "application/vnd.in-toto+json";
        Signature signature = Signature.getInstance(scheme);
        signature.initSign(key);
        signature.update(("DSSEv1 " + type.length() + " " + type + " " + payload.length + " ").getBytes(UTF_8));
        signature.update(payload);
        ObjectNode bundle = JSON.createObjectNode();
        bundle.put("mediaType", "application/vnd.dev.sigstore.bundle.v0.3+json");
        bundle.putObject("verificationMaterial").putObject("publicKey").put("hint", "");
        ObjectNode envelope = bundle.putObject("dsseEnvelope");
        envelope.put("payload", Base64.getEncoder().encodeToString(payload)).put("payloadType", type);
        envelope.putArray("signatures").addObject()
                .put("sig", Base64.getEncoder().encodeToString(signature.sign())).put("keyid", "");
        return bundle;
    }

    private void sign(KeyPair key, Consumer<ObjectNode> spoil) throws Exception {
        ObjectNode statement = statement();
        spoil.accept(statement);
        JSON.writeValue(model.resolve("model.sig").toFile(), bundle(statement, key.getPrivate(), "SHA256withECDSA"));
    }

    private void sign(KeyPair key) throws Exception {
        sign(key, statement -> {});
    }

    private static String reason(ModelSignature.Result result) {
        assertThat(result).isInstanceOf(ModelSignature.Refused.class);
        return ((ModelSignature.Refused) result).reason();
    }

    @ParameterizedTest
    @CsvSource({"secp256r1, SHA256withECDSA", "secp384r1, SHA384withECDSA", "secp521r1, SHA512withECDSA", "Ed25519, Ed25519"})
    void what_a_trusted_key_signed_is_signed(String kind, String scheme) throws Exception {
        KeyPair key = kind.equals("Ed25519") ? KeyPairGenerator.getInstance(kind).generateKeyPair() : curve(kind);
        JSON.writeValue(model.resolve("model.sig").toFile(), bundle(statement(), key.getPrivate(), scheme));
        assertThat(trusting(curve("secp256r1"), key).verify(model, "model.zip"))
                .isEqualTo(new ModelSignature.Signed(TrustedSigners.nameOf(key.getPublic())));
    }

    @Test
    void without_a_signature_it_is_unsigned() throws Exception {
        assertThat(trusting(curve("secp256r1")).verify(model, "model.zip")).isEqualTo(new ModelSignature.Unsigned());
        assertThat(trusting().verify(model.resolve("weights.bin"), "weights.bin")).isEqualTo(new ModelSignature.Unsigned());
    }

    @Test
    void a_signature_of_another_name_is_found_and_two_of_them_are_too_many() throws Exception {
        KeyPair key = curve("secp256r1");
        JSON.writeValue(model.resolve("release.sig.json").toFile(), bundle(statement(), key.getPrivate(), "SHA256withECDSA"));
        assertThat(trusting(key).verify(model, "model.zip")).isInstanceOf(ModelSignature.Signed.class);
        write("other.sig", "{}");
        assertThat(reason(trusting(key).verify(model, "model.zip"))).contains("several", "other.sig", "release.sig.json");
    }

    @Test
    void a_changed_an_added_and_a_missing_file_are_named() throws Exception {
        KeyPair key = curve("secp256r1");
        sign(key);
        write("weights.bin", "Weights");
        assertThat(reason(trusting(key).verify(model, "m"))).isEqualTo("weights.bin is not as it was signed");
        write("weights.bin", "weights");
        write("config/extra.pkl", "code");
        assertThat(reason(trusting(key).verify(model, "m"))).isEqualTo("config/extra.pkl is not among the signed files");
        Files.delete(model.resolve("config/extra.pkl"));
        Files.delete(model.resolve("config/config.json"));
        assertThat(reason(trusting(key).verify(model, "m"))).isEqualTo("config/config.json was signed and is missing");
    }

    @Test
    void only_what_the_signer_left_out_may_be_there_unsigned() throws Exception {
        KeyPair key = curve("secp256r1");
        sign(key);
        write("cache/part", "anything");
        write(".git/config", "anything");
        assertThat(trusting(key).verify(model, "m")).isInstanceOf(ModelSignature.Signed.class);
        write("cached", "not in the folder of that name");
        assertThat(reason(trusting(key).verify(model, "m"))).startsWith("cached is not among");
        Files.delete(model.resolve("cached"));
        write("config/.git", "only at the top");
        assertThat(reason(trusting(key).verify(model, "m"))).startsWith("config/.git is not among");
    }

    @Test
    void a_link_in_place_of_a_file_is_not_the_file() throws Exception {
        KeyPair key = curve("secp256r1");
        sign(key);
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "weights");
        Files.delete(model.resolve("weights.bin"));
        Files.createSymbolicLink(model.resolve("weights.bin"), elsewhere);
        assertThat(reason(trusting(key).verify(model, "m"))).isEqualTo("weights.bin is not as it was signed");
    }

    @Test
    void a_key_that_nobody_trusts_signs_nothing() throws Exception {
        sign(curve("secp256r1"));
        assertThat(reason(trusting(curve("secp256r1")).verify(model, "m"))).contains("none of the trusted keys");
        assertThat(reason(trusting().verify(model, "m"))).contains("no key is trusted");
    }

    @Test
    void a_list_of_files_that_was_changed_after_it_was_signed_is_no_longer_signed() throws Exception {
        KeyPair key = curve("secp256r1");
        write("weights.bin", "Weights");
        ObjectNode changed = statement();
        write("weights.bin", "weights");
        sign(key);
        ObjectNode bundle = (ObjectNode) JSON.readTree(model.resolve("model.sig").toFile());
        String payload = Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(changed));
        bundle.withObject("/dsseEnvelope").put("payload", payload);
        bundle.withObject("/verificationMaterial/publicKey").put("hint", Sha256.of(key.getPublic().getEncoded()));
        JSON.writeValue(model.resolve("model.sig").toFile(), bundle);
        write("weights.bin", "Weights");
        assertThat(reason(trusting(key).verify(model, "m"))).contains("the list of files was changed");
    }

    @Test
    void a_statement_that_does_not_hold_is_refused_though_it_is_signed() throws Exception {
        KeyPair key = curve("secp256r1");
        Map<String, Consumer<ObjectNode>> spoilt = Map.of(
                "Digests/v0.1", statement -> statement.put("predicateType", "https://model_signing/Digests/v0.1"),
                "its type", statement -> statement.put("_type", "https://in-toto.io/Statement/v0.1"),
                "'shards'", statement -> statement.withObject("/predicate/serialization").put("method", "shards"),
                "'blake3'", statement -> statement.withObject("/predicate/serialization").put("hash_type", "blake3"),
                "of the whole", statement -> statement.withArray("subject").addObject().put("name", "another"),
                "no files", statement -> statement.withObject("/predicate").putArray("resources"));
        for (Map.Entry<String, Consumer<ObjectNode>> entry : spoilt.entrySet()) {
            sign(key, entry.getValue());
            assertThat(reason(trusting(key).verify(model, "m"))).contains(entry.getKey());
        }
        sign(key, statement -> {
            ArrayNode resources = statement.withObject("/predicate").withArray("resources");
            resources.add(resources.get(0).deepCopy());
        });
        assertThat(reason(trusting(key).verify(model, "m"))).contains("twice");
    }

    @Test
    void what_is_no_bundle_and_what_needs_a_transparency_log_is_refused() throws Exception {
        KeyPair key = curve("secp256r1");
        write("model.sig", "not JSON");
        assertThat(reason(trusting(key).verify(model, "m"))).contains("no Sigstore bundle");
        write("model.sig", "{\"mediaType\": \"application/vnd.dev.sigstore.bundle.v0.3+json\", \"messageSignature\": {}}");
        assertThat(reason(trusting(key).verify(model, "m"))).contains("DSSE");
        sign(key);
        ObjectNode bundle = (ObjectNode) JSON.readTree(model.resolve("model.sig").toFile());
        bundle.putObject("verificationMaterial").putObject("certificate").put("rawBytes", "AAAA");
        JSON.writeValue(model.resolve("model.sig").toFile(), bundle);
        assertThat(reason(trusting(key).verify(model, "m"))).contains("transparency log");
    }

    @Test
    void a_single_file_is_signed_by_a_bundle_elsewhere() throws Exception {
        KeyPair key = curve("secp256r1");
        Path signature = folder.resolve("weights.sig");
        JSON.writeValue(signature.toFile(), bundle(statement("weights.bin"), key.getPrivate(), "SHA256withECDSA"));
        Path file = model.resolve("weights.bin");
        assertThat(trusting(key).verify(file, "weights.bin", signature)).isInstanceOf(ModelSignature.Signed.class);
        assertThat(reason(trusting(key).verify(file, "other.bin", signature))).contains("about other files");
        write("weights.bin", "changed");
        assertThat(reason(trusting(key).verify(file, "weights.bin", signature))).contains("weights.bin is not as it was signed");
    }

    @Test
    void a_certificate_counts_when_its_chain_leads_to_a_trusted_authority() throws Exception {
        KeyStore keys = authorities();
        ObjectNode bundle = bundle(statement(), (PrivateKey) keys.getKey("signer", PASSWORD.toCharArray()), "SHA256withECDSA");
        ArrayNode chain = bundle.putObject("verificationMaterial").putObject("x509CertificateChain").putArray("certificates");
        for (Certificate certificate : keys.getCertificateChain("signer")) {
            chain.addObject().put("rawBytes", Base64.getEncoder().encodeToString(certificate.getEncoded()));
        }
        JSON.writeValue(model.resolve("model.sig").toFile(), bundle);
        Path root = pem("root.pem", "CERTIFICATE", keys.getCertificate("root").getEncoded());
        Path stranger = pem("stranger.pem", "CERTIFICATE", keys.getCertificate("stranger").getEncoded());
        TrustedSigners trusted = TrustedSigners.of(List.of(root));
        assertThat(new ModelSignature(trusted, InstantSource.system()).verify(model, "m"))
                .isEqualTo(new ModelSignature.Signed("CN=signer"));
        Instant later = Instant.now().plus(Duration.ofDays(30));
        assertThat(reason(new ModelSignature(trusted, InstantSource.fixed(later)).verify(model, "m"))).contains("CN=signer");
        ModelSignature other = new ModelSignature(TrustedSigners.of(List.of(stranger)), InstantSource.system());
        assertThat(reason(other.verify(model, "m"))).contains("no trusted authority");
        assertThat(reason(trusting(curve("secp256r1")).verify(model, "m"))).contains("no authority is trusted");
        write("weights.bin", "changed");
        assertThat(reason(new ModelSignature(trusted, InstantSource.system()).verify(model, "m"))).contains("weights.bin");
    }

    @Test
    void a_key_of_another_kind_cannot_be_trusted() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        Path rsa = pem("rsa.pem", "PUBLIC KEY", generator.generateKeyPair().getPublic().getEncoded());
        assertThatThrownBy(() -> TrustedSigners.of(List.of(rsa)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("rsa.pem")
                .hasMessageContaining("EC or Ed25519")
                .hasMessageNotContaining(folder.toString());
    }

    /** A root, a signer whose certificate it made, and a root that has nothing to do with them; valid for 2 days. */
    private KeyStore authorities() throws Exception {
        Path store = folder.resolve("keys.p12");
        keytool(store, "root", "-ext", "BC:critical=ca:true", "-ext", "KU=keyCertSign");
        keytool(store, "stranger", "-ext", "BC:critical=ca:true", "-ext", "KU=keyCertSign");
        keytool(store, "signer", "-signer", "root", "-ext", "KU=digitalSignature");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store)) {
            keys.load(file, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static void keytool(Path store, String name, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", name, "-keyalg",
                "EC", "-groupname", "secp256r1", "-dname", "CN=" + name, "-validity", "2", "-storetype", "PKCS12", "-keystore",
                store.toString(), "-storepass", PASSWORD));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
