package understudy.rollout;

import java.util.List;

/** Keeps staged rollouts. Safe for many threads; what is saved is durable on return, or with the change around it. */
public interface StagedRolloutStore {
    /** Adds it, or takes the place of the one with its id. */
    void save(StagedRollout rollout);

    /** Those of the model, newest first. */
    List<StagedRollout> find(String model, int limit);

    /** All that are not over. */
    List<StagedRollout> underWay();
}
