package understudy.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.api.Paths;

/** A server that asks who is there. */
class SecurityTest {
    private static final List<String> ROLES =
            List.of("reader", "data_scientist", "operator", "approver", "auditor", "recorder", "admin");
    private static final String ANY = "any valid token";
    private static final char[] PASSWORD = "of the test alone".toCharArray();

    @TempDir
    Path folder;

    @Test
    void every_route_wants_a_token_of_the_right_role() throws IOException {
        try (Server server = start(Map.of()); Caller nobody = new Caller(server.address())) {
            Map<String, Caller> callers = callers(server.address());
            int refused = 0;
            for (Operation operation : operations(nobody)) {
                if (!operation.isOpen()) {
                    assertThat(operation.call(nobody).status()).as("%s without a token", operation).isEqualTo(401);
                }
                for (Map.Entry<String, Caller> caller : callers.entrySet()) {
                    int status = operation.call(caller.getValue()).status();
                    assertThat(status).as("%s by %s", operation, caller.getKey()).isNotEqualTo(401);
                    assertThat(status == 403).as("%s by %s gave %s", operation, caller.getKey(), status)
                            .isEqualTo(!operation.allows(caller.getKey()));
                    refused += status == 403 ? 1 : 0;
                }
            }
            assertThat(refused).isGreaterThan(30);
            assertThat(callers.getOrDefault("data_scientist", nobody)
                            .post(Paths.of(Paths.PROMOTE, "loan"), Map.of("version", 1))
                            .status())
                    .isEqualTo(403);
            assertThat(callers.getOrDefault("operator", nobody).get(Paths.TOKENS).status()).isEqualTo(403);
            assertThat(callers.getOrDefault("operator", nobody).get(Paths.AUDIT).status()).isEqualTo(403);
            callers.values().forEach(Caller::close);
        }
    }

    @Test
    void the_first_token_is_for_its_owner_alone_and_a_revoked_one_opens_nothing() throws IOException {
        try (Server server = start(Map.of())) {
            Path first = folder.resolve("data").resolve("first-token");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first))).isEqualTo("rw-------");
            Caller admin = admin(server.address());
            Caller reader = created(admin, server.address(), "reader");
            assertThat(reader.get(Paths.MODELS).status()).isEqualTo(200);
            admin.send("DELETE", Paths.of(Paths.TOKEN, "reader"), BodyPublishers.noBody(), Map.of()).good();
            assertThat(reader.get(Paths.MODELS).status()).isEqualTo(401);
            try (Caller guess = new Caller(server.address(), Optional.of("guessed"), Optional.empty())) {
                assertThat(guess.get(Paths.MODELS).status()).isEqualTo(401);
            }
            String secret = Files.readString(first).strip();
            try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
                for (Path file : files.filter(Files::isRegularFile).filter(each -> !each.equals(first)).toList()) {
                    assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1).contains(secret))
                            .as("%s holds the secret of a token", file).isFalse();
                }
            }
            reader.close();
            admin.close();
        }
    }

    @Test
    void the_audit_names_every_change_and_who_made_it_and_its_chain_is_whole() throws IOException {
        try (Server server = start(Map.of()); Caller admin = admin(server.address())) {
            Caller operator = created(admin, server.address(), "operator");
            operator.register("loan", LoanVersion.LOGISTIC_REGRESSION);
            operator.register("loan", LoanVersion.BOOSTED_TREES);
            operator.verb(Paths.SHADOW, "loan", 2);
            operator.post(Paths.of(Paths.CANARY, "loan"), Map.of("version", 2, "share", 0.1)).good();
            operator.verb(Paths.PROMOTE, "loan", 2);
            operator.send("POST", Paths.of(Paths.ROLLBACK, "loan"), BodyPublishers.noBody(), Map.of()).good();
            operator.verb(Paths.RETIRE, "loan", 2);
            operator.postText(Paths.LABELS + "?model=loan", "text/csv", "key,label\nnobody,paid\n").good();
            admin.post(Paths.ERASURE, Map.of("key", "ann")).good();

            List<String> changes = new ArrayList<>();
            admin.get(Paths.AUDIT + "?from=1&limit=1000").good().path("links").forEach(link ->
                    changes.add(link.path("actor").asText() + " " + link.path("action").asText()));
            assertThat(changes).contains(
                    "operator version.register", "operator rollout.shadow", "operator rollout.canary",
                    "operator rollout.promote", "operator rollout.rollback", "operator rollout.retire",
                    "operator lineup.replace");
            assertThat(changes).anyMatch(change -> change.startsWith("first-admin token."));
            assertThat(changes).anyMatch(change -> change.startsWith("operator label"));
            assertThat(changes).anyMatch(change -> change.startsWith("first-admin") && change.contains("eras"));
            JsonNode verified = admin.get(Paths.AUDIT_VERIFICATION).good();
            assertThat(verified.path("intact").asBoolean()).isTrue();
            assertThat(verified.path("links").asInt()).isEqualTo(changes.size());
            operator.close();
        }
    }

    @Test
    void what_is_said_over_tls_is_said_to_the_holder_of_the_key_alone() throws Exception {
        KeyStore keys = selfSigned();
        Map<Setting, String> tls = Map.of(
                Setting.TLS_CERTIFICATE, pem("CERTIFICATE", keys.getCertificate("server").getEncoded()).toString(),
                Setting.TLS_KEY, pem("PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded()).toString());
        try (Server server = start(tls)) {
            assertThat(server.address().getScheme()).isEqualTo("https");
            try (Caller caller = new Caller(server.address(), Optional.empty(), Optional.of(trusting(keys)))) {
                assertThat(caller.get(Paths.HEALTH_LIVE).status()).isEqualTo(200);
                assertThat(caller.get(Paths.MODELS).status()).isEqualTo(401);
            }
            try (Caller suspicious = new Caller(server.address())) {
                assertThatThrownBy(() -> suspicious.trySend("GET", Paths.HEALTH_LIVE, BodyPublishers.noBody(), Map.of()))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    private Server start(Map<Setting, String> more) {
        Map<Setting, String> settings = new LinkedHashMap<>(more);
        settings.put(Setting.AUTHENTICATION, "required");
        return RunningServer.start(folder.resolve("data"), settings);
    }

    private Caller admin(URI server) throws IOException {
        String secret = Files.readString(folder.resolve("data").resolve("first-token")).strip();
        return new Caller(server, Optional.of(secret), Optional.empty());
    }

    private Map<String, Caller> callers(URI server) throws IOException {
        Map<String, Caller> callers = new LinkedHashMap<>();
        try (Caller admin = admin(server)) {
            for (String role : ROLES) {
                callers.put(role, created(admin, server, role));
            }
        }
        return callers;
    }

    /** Its name is its role. */
    private static Caller created(Caller admin, URI server, String role) {
        JsonNode token = admin.post(Paths.TOKENS, Map.of("name", role, "roles", List.of(role))).good();
        return new Caller(server, Optional.of(token.path("secret").asText()), Optional.empty());
    }

    /**
     * A method and a path of the server's own description, called about what is not there.
     *
     * @param access who may, in the description's words
     */
    private record Operation(String method, String path, String access) {
        boolean isOpen() {
            return access.contains("nobody in particular");
        }

        boolean allows(String role) {
            return isOpen() || access.contains(ANY) || List.of(access.split("[ .]")).contains(role);
        }

        Caller.Reply call(Caller caller) {
            String filled = path.replaceAll("\\{[^}]+}", "7");
            return caller.send(method, filled, BodyPublishers.ofString("{\"nonsense\":1}"), Map.of("Content-Type", "application/json"));
        }
    }

    private static List<Operation> operations(Caller caller) {
        List<Operation> operations = new ArrayList<>();
        caller.get(Paths.OPENAPI).good().path("paths").properties().forEach(path -> path.getValue().properties()
                .forEach(operation -> operations.add(new Operation(
                        operation.getKey().toUpperCase(Locale.ROOT), path.getKey(),
                        operation.getValue().path("description").asText()))));
        assertThat(operations).hasSizeGreaterThan(30);
        return operations;
    }

    private KeyStore selfSigned() throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
                        "SAN=IP:127.0.0.1", "-validity", "2", "-storetype", "PKCS12", "-keystore", store.toString(),
                        "-storepass", new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store)) {
            keys.load(file, PASSWORD);
        }
        return keys;
    }

    private Path pem(String what, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(der);
        return Files.writeString(
                folder.resolve(what + ".pem"), "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }

    private static SSLContext trusting(KeyStore keys) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
