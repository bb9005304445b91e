package understudy.health;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How a model is: as well as the worst of its parts, and nothing else.
 *
 * @param at when it was looked at
 * @param parts in the order of {@link HealthPart.Name}
 */
public record Health(String model, Instant at, List<HealthPart> parts) {
    public Health {
        parts = List.copyOf(parts);
    }

    /** The lowest score of the parts that are known, 0 to 100; empty where none is. */
    public OptionalDouble score() {
        return parts.stream().flatMapToDouble(part -> part.score().stream()).min();
    }

    /** The part of that name. */
    public HealthPart part(HealthPart.Name name) {
        return parts.get(name.ordinal());
    }
}
