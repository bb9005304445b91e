package understudy.governance;

import java.util.List;
import java.util.Optional;

/** Keeps the catalogue of technologies, one entry for each runtime. Safe for many threads; writes are durable on return. */
public interface TechnologyStore {
    /** By runtime. */
    List<Technology> all();

    Optional<Technology> find(String runtime);

    /** Adds the runtime's entry, or replaces it. */
    void save(Technology technology);
}
