package understudy.rollout;

/** Is told of each change of a staged rollout once it is kept: a step, a wait, an end. Must not block. */
public interface RolloutListener {
    void happened(StagedRollout now);
}
