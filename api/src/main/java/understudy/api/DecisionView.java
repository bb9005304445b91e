package understudy.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * The rule that turns a score into an action: a threshold with {@code above} and {@code below}, or {@code actions} with
 * {@code costs[action][class]}.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DecisionView(
        Optional<Double> threshold,
        Optional<String> above,
        Optional<String> below,
        List<String> actions,
        List<List<Double>> costs) {
    /** The rule of the version that answers for a model now; {@code decision} is absent where it has none. */
    public record Current(String model, int version, Optional<DecisionView> decision) {}
}
