package understudy.serving;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;

/** Keeps to the port's promises, for as long as the test lasts. */
final class MemoryRegistry implements Registry {
    private final ConcurrentHashMap<String, Model> models = new ConcurrentHashMap<>();
    private final List<ModelVersion> versions = new ArrayList<>();
    private final List<Lineup> lineups = new ArrayList<>();

    @Override
    public synchronized List<Model> models() {
        return models.values().stream().sorted(Comparator.comparing(Model::name)).toList();
    }

    @Override
    public Optional<Model> model(String name) {
        return Optional.ofNullable(models.get(name));
    }

    @Override
    public void save(Model model) {
        models.put(model.name(), model);
    }

    @Override
    public synchronized List<ModelVersion> versions(String model) {
        return versions.stream().filter(version -> version.model().equals(model)).toList();
    }

    @Override
    public synchronized Optional<ModelVersion> version(String model, int version) {
        return versions(model).stream().filter(one -> one.version() == version).findFirst();
    }

    @Override
    public synchronized ModelVersion add(ModelVersion draft) {
        for (ModelVersion there : versions(draft.model())) {
            if (there.digest().equals(draft.digest())) {
                throw new Problem(Problem.Code.CONFLICT, "this is " + there.reference(), "");
            }
        }
        ModelVersion added = draft.numbered(versions(draft.model()).size() + 1);
        versions.add(added);
        return added;
    }

    @Override
    public synchronized void retire(String model, int version) {
        versions.replaceAll(one -> one.model().equals(model) && one.version() == version
                ? one.asRetired()
                : one);
    }

    @Override
    public synchronized Optional<Lineup> lineup(String model) {
        return lineupHistory(model, 1).stream().findFirst();
    }

    @Override
    public synchronized List<Lineup> lineupHistory(String model, int limit) {
        return lineups.reversed().stream()
                .filter(lineup -> lineup.model().equals(model))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void save(Lineup next) {
        long revision = lineup(next.model()).map(Lineup::revision).orElse(0L);
        if (revision + 1 != next.revision()) {
            throw new Problem(Problem.Code.STALE, "revision " + revision, "");
        }
        lineups.add(next);
    }
}
