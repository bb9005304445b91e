package understudy.references;

import java.util.List;
import java.util.Optional;
import understudy.profiles.Schema;

/** Keeps the reference of each version that has one. Safe for many threads. */
public interface ReferenceStore {
    /** Replaces the version's earlier one; durable on return. */
    void save(Reference reference);

    Optional<Reference> find(String model, int version);

    /** Replaces the schema of a reference that is there. @return whether it is */
    default boolean saveSchema(String model, int version, Schema schema) {
        Optional<Reference> found = find(model, version);
        found.ifPresent(reference -> save(reference.with(schema)));
        return found.isPresent();
    }

    /** Versions of the model that have one, ascending. */
    List<Integer> versions(String model);

    /** @return whether there was one */
    boolean delete(String model, int version);
}
