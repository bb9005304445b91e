package understudy.serving;

import java.util.Map;
import java.util.Optional;
import understudy.core.Signature;

/**
 * What a registration says about how its artifact is to be loaded.
 *
 * @param signature overrides what the artifact says of itself; refused where it cannot be true
 * @param options by name, e.g. {@code python} for the interpreter to use; what a runtime has no use for it ignores
 */
public record Loading(Optional<Signature> signature, Map<String, String> options) {
    public Loading {
        options = Map.copyOf(options);
    }

    /** As the artifact says. */
    public static Loading plain() {
        return new Loading(Optional.empty(), Map.of());
    }

    public static Loading as(Signature signature) {
        return new Loading(Optional.of(signature), Map.of());
    }

    static Loading as(Signature signature, Map<String, String> options) {
        return new Loading(Optional.of(signature), options);
    }

    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }
}
