package understudy.references;

import java.util.List;
import java.util.Optional;

/** Keeps the reference of each version that has one. Safe for many threads. */
public interface ReferenceStore {
    /** Replaces the version's earlier one; durable on return. */
    void save(Reference reference);

    Optional<Reference> find(String model, int version);

    /** Versions of the model that have one, ascending. */
    List<Integer> versions(String model);

    /** @return whether there was one */
    boolean delete(String model, int version);
}
