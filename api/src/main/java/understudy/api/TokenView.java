package understudy.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A token, without its secret.
 *
 * @param roles of {@code reader}, {@code data_scientist}, {@code operator}, {@code approver}, {@code auditor},
 *     {@code recorder}, {@code admin}
 */
public record TokenView(String name, List<String> roles, Instant createdAt, Optional<Instant> expiresAt) {
    /** @param validity {@code 90d}; for ever where absent */
    public record Request(String name, List<String> roles, Optional<String> validity) {}

    /** @param secret shown this once, and kept nowhere */
    public record Created(String name, List<String> roles, Instant createdAt, Optional<Instant> expiresAt, String secret) {}

    public record Page(List<TokenView> tokens) {}
}
