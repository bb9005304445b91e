package understudy.api;

import java.util.List;
import java.util.Optional;

/**
 * How far a shadow is.
 *
 * @param lagSeconds age of the oldest prediction it has not seen; 0 when it is at the end
 * @param lagBytes of the log it has not read yet
 * @param problem why it stands still, if it does
 */
public record ShadowView(
        String model,
        int version,
        String reader,
        long position,
        double lagSeconds,
        long lagBytes,
        long answered,
        long failed,
        long skipped,
        Optional<String> problem) {
    public record Page(List<ShadowView> shadows) {}
}
