package understudy.governance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.Problem;
import understudy.core.Sha256;

/**
 * API tokens: made once, shown once, kept as hashes. A secret is 256 random bits, so a plain SHA-256 of it cannot be
 * guessed back. Safe for many threads.
 */
public final class Tokens {
    private static final String PREFIX = "us_";
    private static final int SECRET_BYTES = 32;
    private static final int SECRET_LENGTH = PREFIX.length() + 43;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._@-]{0,99}");
    private static final Duration LONGEST = Duration.ofDays(3650);

    /** How long a token is believed without asking the store again: revoking elsewhere takes this long at most. */
    private static final Duration BELIEVED = Duration.ofSeconds(5);

    private final TokenStore store;
    private final AuditSink audit;
    private final SecureRandom random;
    private final InstantSource clock;
    /** By hash; only tokens that exist are kept, so there are never more than the store has. */
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(StoredToken token, Instant at) {}

    public Tokens(TokenStore store, AuditSink audit, SecureRandom random, InstantSource clock) {
        this.store = store;
        this.audit = audit;
        this.random = random;
        this.clock = clock;
    }

    /** @param secret shown to its maker once, and kept nowhere */
    public record Created(StoredToken token, String secret) {
        @Override
        public String toString() {
            return "Created[" + token.name() + "]";
        }
    }

    /**
     * @param name 1 to 100 letters, digits, '.', '_', '@' or '-', beginning with a letter or digit
     * @param roles at least one
     * @param validity above zero, at most ten years; for ever where empty
     * @throws Problem INVALID, or CONFLICT where there is a token of that name
     */
    public Created create(String name, Set<AccessRole> roles, Optional<Duration> validity, String by) {
        check(name, roles, validity);
        Instant now = clock.instant();
        String secret = newSecret();
        StoredToken token = new StoredToken(name, Sha256.of(secret), roles, now, validity.map(now::plus));
        audit.record(new AuditEvent(now, by, "token.create", name, details(token)), () -> store.add(token));
        return new Created(token, secret);
    }

    public List<StoredToken> list() {
        return store.all();
    }

    /** @throws Problem NOT_FOUND where there is no token of that name */
    public void revoke(String name, String by) {
        boolean was = store.remove(name);
        seen.values().removeIf(entry -> entry.token().name().equals(name));
        if (!was) {
            throw Problem.notFound("there is no token named '" + name + "'", "Names are shown by: understudy token list");
        }
        audit.record(new AuditEvent(clock.instant(), by, "token.revoke", name, Map.of()));
    }

    /** Empty for a secret that is unknown or no longer valid. */
    public Optional<Principal> authenticate(String secret) {
        if (secret.length() != SECRET_LENGTH || !secret.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String hash = Sha256.of(secret);
        Instant now = clock.instant();
        return find(hash, now)
                .filter(token -> MessageDigest.isEqual(hash.getBytes(US_ASCII), token.hash().getBytes(US_ASCII)))
                .filter(token -> token.expiresAt().map(now::isBefore).orElse(true))
                .map(token -> new Principal(token.name(), token.roles()));
    }

    private Optional<StoredToken> find(String hash, Instant now) {
        Seen known = seen.get(hash);
        if (known != null && known.at().plus(BELIEVED).isAfter(now)) {
            return Optional.of(known.token());
        }
        Optional<StoredToken> found = store.find(hash);
        found.ifPresentOrElse(token -> seen.put(hash, new Seen(token, now)), () -> seen.remove(hash));
        return found;
    }

    private String newSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void check(String name, Set<AccessRole> roles, Optional<Duration> validity) {
        if (!NAME.matcher(name).matches()) {
            throw Problem.invalid(
                    "name", name, "1 to 100 letters, digits, '.', '_', '@' or '-', beginning with a letter or digit");
        }
        if (roles.isEmpty()) {
            throw Problem.invalid("roles", roles, "at least one of " + List.of(AccessRole.values()));
        }
        if (validity.isPresent()) {
            Duration given = validity.get();
            if (given.isNegative() || given.isZero() || given.compareTo(LONGEST) > 0) {
                throw Problem.invalid("validity", given, "above zero, at most " + LONGEST.toDays() + " days");
            }
        }
    }

    private static Map<String, String> details(StoredToken token) {
        String roles = token.roles().stream().map(Enum::name).sorted().collect(Collectors.joining(","));
        return Map.of("roles", roles, "expires", token.expiresAt().map(Instant::toString).orElse("never"));
    }
}
