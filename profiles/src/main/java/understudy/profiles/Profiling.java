package understudy.profiles;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import understudy.core.Problem;

/** Profiles of whole sources. */
public final class Profiling {
    private Profiling() {}

    /**
     * A profile in one pass, in constant memory.
     *
     * @param source read to its end, not closed
     * @param reference by column: bins to count in exactly, besides
     * @param progress told the bytes read so far after each batch
     * @throws Problem (INVALID) if there is no row
     */
    public static DataProfile profile(
            RowSource source, Roles roles, Map<String, ColumnReference> reference, long seed, LongConsumer progress) {
        DataProfile profile = DataProfile.of(source.columns(), roles, reference, seed);
        for (Optional<Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
            profile.add(batch.get());
            progress.accept(source.bytesRead());
        }
        if (profile.rows() == 0) {
            throw new Problem(
                    Problem.Code.INVALID,
                    "There are " + source.columns().size() + " columns but no row",
                    "Give data with one row or more");
        }
        return profile;
    }

    /**
     * A reference in two passes: the first draws the bins, the second counts in them exactly, since the shares a sketch
     * assumes look like drift in large windows. Where the data can't be read twice, take {@link #references(DataProfile)}.
     *
     * @param opened the same rows every time
     */
    public static Reference reference(Supplier<RowSource> opened, Roles roles, long seed, LongConsumer progress) {
        Map<String, ColumnReference> drawn;
        DataProfile first;
        try (RowSource source = opened.get()) {
            first = profile(source, roles, Map.of(), seed, progress);
            drawn = references(first);
        }
        if (drawn.values().stream().allMatch(column -> column.error() == 0)) {
            return new Reference(first, drawn);
        }
        try (RowSource source = opened.get()) {
            DataProfile second = profile(source, roles, drawn, seed, progress);
            drawn.replaceAll((name, column) -> column.recounted(second.column(name)));
            return new Reference(first, drawn);
        }
    }

    /** Bins by column, with shares as exact as the profile is: see {@link ColumnReference#error}. */
    public static Map<String, ColumnReference> references(DataProfile profile) {
        Map<String, ColumnReference> references = new LinkedHashMap<>();
        profile.profiles().forEach(column -> references.put(column.name(), ColumnReference.drawn(column)));
        return references;
    }

    /** What a version is compared with. @param columns bins and counts by column */
    public record Reference(DataProfile profile, Map<String, ColumnReference> columns) {
        /** @throws Problem (NOT_FOUND) if there is no such column */
        public ColumnReference column(String name) {
            ColumnReference column = columns.get(name);
            if (column == null) {
                throw Problem.notFound("There is no column '" + name + "' in the reference", "");
            }
            return column;
        }
    }
}
