package understudy.comparison;

import java.util.ArrayList;
import java.util.List;

/** Plans that are forgotten when the test ends. */
final class MemoryPlans implements PlanStore {
    private final List<Plan> kept = new ArrayList<>();

    @Override
    public void add(Plan plan) {
        kept.addFirst(plan);
    }

    @Override
    public List<Plan> plans(String model, int version) {
        return kept.stream().filter(plan -> plan.model().equals(model) && plan.version() == version).toList();
    }
}
