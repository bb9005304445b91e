package understudy.runtimes.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Tensor;
import understudy.serving.Instance;

/** An endpoint whose certificate only its own authority has signed. */
final class TlsTest {
    private static final String PASSWORD = "changeit";

    private final Documents documents;
    private final HttpsServer server;
    private final String pem;

    TlsTest(@TempDir Path folder) throws Exception {
        documents = new Documents(folder, Map.of("UNDERSTUDY_REMOTE_TOKEN", "abc"));
        KeyStore keys = keys(folder.resolve("keys.p12"));
        byte[] certificate = keys.getCertificate("endpoint").getEncoded();
        pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n";
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                byte[] body = "{\"score\": 2}".getBytes(UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    private static KeyStore keys(Path file) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
                        "endpoint", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost,ip:127.0.0.1",
                        "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD)
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream content = Files.newInputStream(file)) {
            keys.load(content, PASSWORD.toCharArray());
        }
        return keys;
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private String document(String authority) {
        return """
                {"remote": {"protocol": "json", "url": "https://127.0.0.1:%d/", "timeout": "20s",
                  "request": "{\\"a\\": {{a}}}", "response": {"score": "/score"},
                  "signature": {"inputs": [{"name": "a", "datatype": "FP64"}], "outputs": [{"name": "score", "datatype": "FP64"}]}
                  %s}}""".formatted(server.getAddress().getPort(), authority);
    }

    @Test
    void the_documents_authority_is_trusted_and_no_other() {
        List<NamedTensor> row = List.of(new NamedTensor("a", Tensor.of(new double[] {1})));
        try (Instance instance = documents.load(document(", \"certificate_authority\": " + Json.quoted(pem)))) {
            assertThat(instance.predict(row, 1).getFirst().tensor().doubles()).containsExactly(2);
        }
        try (Instance instance = documents.load(document(""))) {
            assertThat(Documents.problem(() -> instance.predict(row, 1)).fact())
                    .endsWith("speaks no TLS that can be trusted");
        }
    }

    @Test
    void what_is_no_certificate_is_refused_when_it_is_loaded() {
        Problem problem = Documents.problem(
                () -> documents.load(document(", \"certificate_authority\": \"/etc/ssl/ca.pem\"")));
        assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
        assertThat(problem.fact()).contains("certificate_authority");
    }
}
