package understudy.rollout;

import java.util.ArrayList;
import java.util.List;

/** Staged rollouts that are forgotten when the test ends. */
final class MemoryStagedRollouts implements StagedRolloutStore {
    private final List<StagedRollout> kept = new ArrayList<>();

    @Override
    public synchronized void save(StagedRollout rollout) {
        boolean there = kept.stream().anyMatch(each -> each.id().equals(rollout.id()));
        if (there) {
            kept.replaceAll(each -> each.id().equals(rollout.id()) ? rollout : each);
        } else {
            kept.add(rollout);
        }
    }

    @Override
    public synchronized List<StagedRollout> find(String model, int limit) {
        return kept.reversed().stream().filter(each -> each.model().equals(model)).limit(limit).toList();
    }

    @Override
    public synchronized List<StagedRollout> underWay() {
        return kept.stream().filter(each -> !each.state().isOver()).toList();
    }
}
