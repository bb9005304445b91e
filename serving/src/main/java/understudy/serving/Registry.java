package understudy.serving;

import java.util.List;
import java.util.Optional;
import understudy.core.Model;
import understudy.core.ModelVersion;

/** Models, versions and lineups, kept. Safe for many threads; each write is durable on return. */
public interface Registry {
    /** By name. */
    List<Model> models();

    Optional<Model> model(String name);

    /** Adds the model, or replaces what may change of it (owner, risk tier, maturity, privacy of features). */
    void save(Model model);

    /** In order. */
    List<ModelVersion> versions(String model);

    Optional<ModelVersion> version(String model, int version);

    /**
     * Adds a version under the model's next number.
     *
     * @param draft its {@code version} is ignored
     * @throws understudy.core.Problem CONFLICT, naming the version, if one of the same digest is there
     */
    ModelVersion add(ModelVersion draft);

    void retire(String model, int version);

    Optional<Lineup> lineup(String model);

    /** Newest first. */
    List<Lineup> lineupHistory(String model, int limit);

    /**
     * Keeps {@code next}, whose revision is one more than the present one (or 1).
     *
     * @throws understudy.core.Problem STALE if the present revision is another
     */
    void save(Lineup next);
}
