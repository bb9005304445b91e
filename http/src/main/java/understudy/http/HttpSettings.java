package understudy.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import understudy.core.Problem;

/**
 * How the doors are set up.
 *
 * @param host to bind to, a name or an address
 * @param port of REST and the dashboard; 0 picks a free one
 * @param grpcPort 0 picks a free one; no gRPC where empty
 * @param hosts names callers may use in {@code Host} beside the loopback's while bound to it
 * @param authentication whether callers must show a token even on loopback; elsewhere they must anyway
 * @param maxRequest most bytes of a request's body, 1 KB to 2 GB
 * @param maxUpload most bytes of an uploaded artifact
 * @param maxData most bytes of an uploaded file of rows, which is read from the disk
 * @param temporary an existing folder for uploads under way
 * @param drain longest to wait for requests under way when stopping
 */
public record HttpSettings(
        String host,
        int port,
        Optional<Integer> grpcPort,
        Set<String> hosts,
        boolean authentication,
        int maxRequest,
        long maxUpload,
        long maxData,
        Path temporary,
        Duration drain,
        Optional<Tls> tls) {

    /** A certificate with its key: PEM files, or a PKCS12 store with its password. */
    public sealed interface Tls {
        /** @param certificate chain, leaf first; {@code key} unencrypted PKCS8 */
        record Pem(Path certificate, Path key) implements Tls {}

        record Store(Path store, String password) implements Tls {
            @Override
            public String toString() {
                return "Store[" + store + "]";
            }
        }
    }

    public HttpSettings {
        hosts = Set.copyOf(hosts);
        port("http.port", port);
        grpcPort.ifPresent(given -> port("http.grpc-port", given));
        if (maxRequest < 1024) {
            throw Problem.invalid("http.max-request", maxRequest, "at least 1024 bytes");
        }
        if (maxUpload < 1024) {
            throw Problem.invalid("http.max-upload", maxUpload, "at least 1024 bytes");
        }
        if (maxData < 1024) {
            throw Problem.invalid("http.max-data", maxData, "at least 1024 bytes");
        }
        if (!authentication && !isLoopback(host)) {
            throw new Problem(
                    Problem.Code.INVALID,
                    "http.host: " + host + " is reachable from elsewhere and authentication is off",
                    "Switch http.authentication on, or bind to 127.0.0.1");
        }
    }

    boolean isLoopback() {
        return isLoopback(host);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            throw Problem.invalid("http.host", host, "a name or an address of this machine");
        }
    }

    private static void port(String field, int port) {
        if (port < 0 || port > 65_535) {
            throw Problem.invalid(field, port, "0 to 65535");
        }
    }
}
