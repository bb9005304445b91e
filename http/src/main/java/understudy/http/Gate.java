package understudy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import understudy.core.Problem;
import understudy.governance.AccessRole;
import understudy.governance.Principal;
import understudy.governance.Tokens;

/**
 * Lets callers in.
 *
 * <p>While bound to loopback, with authentication not asked for and no token made yet, everyone on the machine may do
 * everything; the first token shuts that for good. A page from elsewhere, open in a browser on this machine, is kept out
 * all the same: by the {@code Host} it must name (DNS rebinding) and by the {@code Origin} its browser adds. Safe for
 * many threads.
 */
final class Gate {
    private static final Principal LOCAL = new Principal("local", Set.of(AccessRole.ADMIN));
    private static final Principal NOBODY = new Principal("nobody", Set.of());
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final Tokens tokens;
    private final boolean loopback;
    private final Set<String> hosts;
    private volatile boolean open;

    Gate(HttpSettings settings, Tokens tokens) {
        this.tokens = tokens;
        this.loopback = settings.isLoopback();
        Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
        settings.hosts().forEach(host -> names.add(host.toLowerCase(Locale.ROOT)));
        this.hosts = Set.copyOf(names);
        this.open = loopback && !settings.authentication() && tokens.list().isEmpty();
    }

    /** Whether callers need no token now. */
    boolean isOpen() {
        return open;
    }

    /** Makes a token; the first one must be able to make more. */
    Tokens.Created create(String name, Set<AccessRole> roles, Optional<Duration> validity, String by) {
        if (open && !roles.contains(AccessRole.ADMIN)) {
            throw new Problem(
                    Problem.Code.CONFLICT,
                    "roles: " + roles.stream().map(Names::wire).toList() + " would lock everyone out of making more tokens",
                    "Make the first token with the role admin");
        }
        Tokens.Created created = tokens.create(name, roles, validity, by);
        open = false;
        return created;
    }

    /** @param authorization the header or metadata of that name, or empty */
    Principal admit(Access access, String authorization) {
        if (access == Access.OPEN) {
            return NOBODY;
        }
        Principal principal = authenticate(authorization);
        require(access, principal);
        return principal;
    }

    void require(Access access, Principal principal) {
        if (!access.allows(principal)) {
            throw new Problem(
                    Problem.Code.FORBIDDEN, principal.name() + " may not do this", "It takes " + access.describe());
        }
    }

    private Principal authenticate(String authorization) {
        if (open) {
            return LOCAL;
        }
        Optional<String> shown = shown(authorization);
        if (shown.isPresent()) {
            Optional<Principal> found = tokens.authenticate(shown.get());
            if (found.isPresent()) {
                return found.get();
            }
            throw new Problem(Problem.Code.UNAUTHENTICATED, "the token is unknown or no longer valid", "");
        }
        throw new Problem(
                Problem.Code.UNAUTHENTICATED, "no token was shown", "Send the header: Authorization: Bearer <token>");
    }

    /** As a bearer's, or as the password of basic authentication, which is all that some loggers can be given in an address. */
    private static Optional<String> shown(String authorization) {
        if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(authorization.substring(BEARER.length()).strip());
        }
        if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        try {
            String pair = new String(Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip()), UTF_8);
            return Optional.of(pair.substring(pair.indexOf(':') + 1));
        } catch (IllegalArgumentException malformed) {
            return Optional.of("");
        }
    }

    /** @throws Problem FORBIDDEN for a name that is not this machine's, while bound to loopback */
    void checkHost(String authority) {
        if (loopback && !hosts.contains(hostOf(authority))) {
            throw new Problem(
                    Problem.Code.FORBIDDEN,
                    "Host: " + authority + " is not a name of this server",
                    "Call it as localhost, or add the name to http.hosts");
        }
    }

    /** @throws Problem FORBIDDEN for a request that a browser makes for another site's page */
    void checkOrigin(String origin, String authority) {
        int scheme = origin.indexOf("://");
        if (!origin.isEmpty() && !(scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(authority))) {
            throw new Problem(Problem.Code.FORBIDDEN, "Origin: " + origin + " is another site", "");
        }
    }

    private static String hostOf(String authority) {
        int colon = authority.lastIndexOf(':');
        String host = colon > authority.lastIndexOf(']') && colon >= 0 ? authority.substring(0, colon) : authority;
        return host.toLowerCase(Locale.ROOT);
    }
}
