package understudy.serving;

import java.util.Optional;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;

/**
 * What must hold before a version meets traffic, growing with what it may do there. Asked when a version's exposure
 * rises; stepping back is always possible.
 */
@FunctionalInterface
public interface ExposureRule {
    /** In rising order. */
    enum Exposure {
        /** Sees traffic; nobody sees what it says. */
        SHADOW,
        /** Answers some callers. */
        CANARY,
        /** Answers callers. */
        CHAMPION
    }

    /** @return why not, and what to do about it; empty if it may */
    Optional<Problem> obstacle(Model model, ModelVersion version, Exposure exposure);

    /** Everything may do everything. */
    static ExposureRule none() {
        return (model, version, exposure) -> Optional.empty();
    }
}
