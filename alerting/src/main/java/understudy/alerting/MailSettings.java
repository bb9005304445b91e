package understudy.alerting;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import understudy.core.Problem;

/**
 * How to reach a mail server.
 *
 * @param port 1 to 65535; usual are 587 for STARTTLS, 465 for TLS, 25 for neither
 * @param login empty where the server asks for none
 * @param from an address, with or without a name
 * @param to at least one
 */
public record MailSettings(
        String host, int port, Security security, Optional<Login> login, String from, List<String> to) {
    /** What protects the connection. */
    public enum Security {
        /** Nothing: for a mail server on this machine. */
        NONE,
        /** Begins in the open and must change to TLS before anything is said. */
        STARTTLS,
        /** TLS from the first byte. */
        TLS
    }

    /** Its text shows neither. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "(not shown)";
        }
    }

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    /** @throws Problem INVALID; never with a password */
    public MailSettings {
        to = List.copyOf(to);
        if (host.isBlank()) {
            throw Problem.invalid("mail.host", host, "a host name");
        }
        if (port < 1 || port > 65_535) {
            throw Problem.invalid("mail.port", port, "1 to 65535");
        }
        if (addresses("mail.from", from).size() != 1) {
            throw Problem.invalid("mail.from", from, "one address");
        }
        if (to.isEmpty()) {
            throw Problem.invalid("mail.to", "nobody", "at least one address");
        }
        if (login.isPresent() && security == Security.NONE && !THIS_MACHINE.contains(host)) {
            throw Problem.invalid("mail.security", "none", "starttls or tls, so that the password is not sent in the open");
        }
    }

    /**
     * @param text addresses with commas between
     * @throws Problem INVALID naming the field
     */
    public static List<String> addresses(String field, String text) {
        try {
            InternetAddress[] parsed = InternetAddress.parse(text, true);
            for (InternetAddress address : parsed) {
                address.validate();
            }
            return Arrays.stream(parsed).map(InternetAddress::toString).toList();
        } catch (AddressException malformed) {
            throw new Problem(
                    Problem.Code.INVALID,
                    field + ": " + text + " (expected: e-mail addresses with commas between)", "", malformed);
        }
    }
}
