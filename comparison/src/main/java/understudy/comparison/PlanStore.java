package understudy.comparison;

import java.util.List;
import java.util.Optional;

/** Keeps plans; none is ever changed or removed. Safe for many threads; an addition is durable on return. */
public interface PlanStore {
    /** @throws understudy.core.Problem STALE if the version has a plan of that number */
    void add(Plan plan);

    /** Newest first. */
    List<Plan> plans(String model, int version);

    /** The one in force. */
    default Optional<Plan> find(String model, int version) {
        return plans(model, version).stream().findFirst();
    }
}
