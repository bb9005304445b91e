package understudy.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A model and its versions, oldest first.
 *
 * @param task {@code binary}, {@code multiclass}, {@code regression} or {@code other}
 * @param champion who answers now
 */
public record ModelView(
        String name,
        String task,
        String owner,
        String riskTier,
        Duration maturity,
        Instant createdAt,
        Optional<Integer> champion,
        SignatureView signature,
        List<VersionView> versions) {
    public record Page(List<ModelView> models) {}
}
