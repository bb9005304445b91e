package understudy.governance;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * @param name unique, who or what uses it
 * @param hash SHA-256 (hex) of the secret, which itself is never kept
 */
public record StoredToken(
        String name, String hash, Set<AccessRole> roles, Instant createdAt, Optional<Instant> expiresAt) {
    public StoredToken {
        roles = Set.copyOf(roles);
    }
}
