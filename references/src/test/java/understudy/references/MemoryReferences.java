package understudy.references;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import understudy.profiles.SchemaText;

/** Keeps references as the bytes and the text that a database would. */
final class MemoryReferences implements ReferenceStore {
    private record Kept(Reference head, byte[] body, String schema) {}

    private final Map<String, Kept> kept = new ConcurrentSkipListMap<>();

    private static String key(String model, int version) {
        return model + "@" + version;
    }

    @Override
    public void save(Reference reference) {
        kept.put(
                key(reference.model(), reference.version()),
                new Kept(reference, ReferenceForm.of(reference).toBytes(), SchemaText.write(reference.schema())));
    }

    @Override
    public Optional<Reference> find(String model, int version) {
        return Optional.ofNullable(kept.get(key(model, version))).map(found -> {
            ReferenceForm form = ReferenceForm.of(found.body());
            Reference head = found.head();
            return new Reference(
                    head.model(), head.version(), head.source(), head.at(), head.by(), form.profile(), form.columns(),
                    SchemaText.read(found.schema()), form.labelled(), form.remarks());
        });
    }

    @Override
    public List<Integer> versions(String model) {
        return kept.values().stream()
                .map(Kept::head)
                .filter(head -> head.model().equals(model))
                .map(Reference::version)
                .sorted()
                .toList();
    }

    @Override
    public boolean delete(String model, int version) {
        return kept.remove(key(model, version)) != null;
    }
}
