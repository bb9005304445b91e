package understudy.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A version's way to the front by steps.
 *
 * @param champion the yardstick: who led when it began
 * @param steps shares, the last of them 1
 * @param whenThin {@code wait} or {@code go}
 * @param state {@code rehearsing}, {@code running}, {@code waiting}, {@code finished}, {@code rolled_back}, {@code rejected}
 *     or {@code stopped}
 * @param step index of the present (or last) share in the steps
 * @param by who began it
 * @param sentence how it stands, with the numbers
 * @param changes oldest first
 */
public record RolloutView(
        String id,
        String model,
        int version,
        int champion,
        List<Double> steps,
        Duration every,
        String whenThin,
        String state,
        int step,
        Instant began,
        Instant stepSince,
        String by,
        String sentence,
        List<Guardrail> guardrails,
        List<Change> changes) {
    /**
     * @param state {@code holds}, {@code thin} or {@code broken} now; absent once it is over, and before the first look
     * @param value what was measured
     * @param limit what it is held to
     */
    public record Guardrail(String guardrail, Optional<String> state, Optional<String> value, Optional<String> limit) {}

    /** @param share it answered after the change, 0 to 1 */
    public record Change(Instant at, String state, double share, String by, String sentence) {}

    /**
     * Newest first.
     *
     * @param adaptation the model's last, over or not
     */
    public record Page(String model, List<RolloutView> rollouts, Optional<AdaptationView> adaptation) {}
}
