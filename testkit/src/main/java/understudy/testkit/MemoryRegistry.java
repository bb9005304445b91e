package understudy.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.DecisionRule;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.serving.Lineup;
import understudy.serving.Registry;

/** A registry that forgets when the test ends. */
public final class MemoryRegistry implements Registry {
    private final List<Model> models = new ArrayList<>();
    private final List<ModelVersion> versions = new ArrayList<>();
    private final List<Lineup> lineups = new ArrayList<>();

    public static Model model(String name, Task task, Signature signature, Duration maturity) {
        return new Model(name, task, signature, "ann", "low", maturity, Instant.EPOCH);
    }

    public static ModelVersion version(Model model, String artifact, String runtime, Optional<DecisionRule> decision) {
        return new ModelVersion(
                model.name(), 0, artifact, artifact, artifact, runtime, model.signature(), decision, "{}", Map.of(),
                List.of(), "ann", Instant.EPOCH, false);
    }

    @Override
    public synchronized List<Model> models() {
        return List.copyOf(models);
    }

    @Override
    public synchronized Optional<Model> model(String name) {
        return models.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    @Override
    public synchronized void save(Model model) {
        models.removeIf(old -> old.name().equals(model.name()));
        models.add(model);
    }

    @Override
    public synchronized List<ModelVersion> versions(String model) {
        return versions.stream().filter(version -> version.model().equals(model)).toList();
    }

    @Override
    public synchronized Optional<ModelVersion> version(String model, int version) {
        return versions(model).stream().filter(found -> found.version() == version).findFirst();
    }

    @Override
    public synchronized ModelVersion add(ModelVersion draft) {
        for (ModelVersion there : versions(draft.model())) {
            if (there.digest().equals(draft.digest())) {
                throw new Problem(Problem.Code.CONFLICT, there.reference() + " is the same version", "");
            }
        }
        ModelVersion added = draft.numbered(versions(draft.model()).size() + 1);
        versions.add(added);
        return added;
    }

    @Override
    public synchronized void retire(String model, int version) {
        versions.replaceAll(found ->
                found.model().equals(model) && found.version() == version ? found.asRetired() : found);
    }

    @Override
    public synchronized Optional<Lineup> lineup(String model) {
        return lineupHistory(model, 1).stream().findFirst();
    }

    @Override
    public synchronized List<Lineup> lineupHistory(String model, int limit) {
        return lineups.reversed().stream().filter(lineup -> lineup.model().equals(model)).limit(limit).toList();
    }

    @Override
    public synchronized void save(Lineup next) {
        if (next.revision() != lineup(next.model()).map(Lineup::revision).orElse(0L) + 1) {
            throw new Problem(Problem.Code.STALE, "lineup: revision " + next.revision(), "");
        }
        lineups.add(next);
    }
}
