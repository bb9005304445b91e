package understudy.governance;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A catalogue's entries in memory. */
final class KeptTechnologies implements TechnologyStore {
    private final Map<String, Technology> kept = new TreeMap<>();

    @Override
    public List<Technology> all() {
        return List.copyOf(kept.values());
    }

    @Override
    public Optional<Technology> find(String runtime) {
        return Optional.ofNullable(kept.get(runtime));
    }

    @Override
    public void save(Technology technology) {
        kept.put(technology.runtime(), technology);
    }
}
