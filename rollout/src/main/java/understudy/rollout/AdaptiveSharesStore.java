package understudy.rollout;

import java.util.List;
import java.util.Optional;

/** Keeps how a model's shares adapt; the last of each model. Safe for many threads; what is saved is durable on return. */
public interface AdaptiveSharesStore {
    void save(AdaptiveShares shares);

    Optional<AdaptiveShares> find(String model);

    List<AdaptiveShares> active();
}
