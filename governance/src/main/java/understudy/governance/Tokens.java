package understudy.governance;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** API tokens: made once, shown once, kept as hashes. Safe for many threads. */
public final class Tokens {
    /** @param secret shown to its maker once, and kept nowhere */
    public record Created(StoredToken token, String secret) {}

    public Created create(String name, Set<AccessRole> roles, Optional<Duration> validity, String by) {
        throw new UnsupportedOperationException("not built yet");
    }

    public List<StoredToken> list() {
        throw new UnsupportedOperationException("not built yet");
    }

    public void revoke(String name, String by) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Empty for a secret that is unknown or no longer valid. */
    public Optional<Principal> authenticate(String secret) {
        throw new UnsupportedOperationException("not built yet");
    }
}
