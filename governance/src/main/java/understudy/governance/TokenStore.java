package understudy.governance;

import java.util.List;
import java.util.Optional;

/** Keeps tokens by their hash. Safe for many threads; writes are durable on return. */
public interface TokenStore {
    void add(StoredToken token);

    List<StoredToken> all();

    Optional<StoredToken> find(String hash);

    /** @return whether there was one of that name */
    boolean remove(String name);
}
