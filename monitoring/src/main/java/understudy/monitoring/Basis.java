package understudy.monitoring;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import understudy.core.ModelVersion;
import understudy.drift.ColumnReader;
import understudy.drift.ReferenceBins;
import understudy.drift.Sample;
import understudy.drift.TopCategories;
import understudy.profiles.AnsweredRows;
import understudy.profiles.ColumnProfile;
import understudy.profiles.ColumnReference;
import understudy.profiles.ColumnSchema;
import understudy.profiles.ColumnType;
import understudy.profiles.DataProfile;
import understudy.profiles.Derivations;
import understudy.profiles.Frequency;
import understudy.profiles.Profiling;
import understudy.profiles.Schema;
import understudy.references.Reference;

/**
 * What windows are held against: bins, scores and schema of inputs or of answers. Where a version has no reference its first
 * traffic stands in. Immutable, but for the profile it was made of.
 *
 * @param bins names exactly these bins, so that what was learnt in others is not mixed with them
 * @param words where it is from, for people
 * @param trained whether it is what the version was trained on, not just its own first traffic
 */
record Basis(
        String bins, String words, boolean trained, DataProfile profile, Map<String, Known> columns, Optional<Schema> schema) {
    /** Values that are drawn from a sketch to stand for the whole: a hundredth of a percent apart near the ends. */
    private static final int DRAWN = 2_000;

    private static final int MOST_CATEGORIES = 1_024;

    /**
     * A column of the reference.
     *
     * @param reader turns values into scores; empty for those no detector sees: keys, and times, which always grow
     */
    record Known(ColumnReference reference, ColumnProfile profile, Optional<ColumnReader> reader) {
        double missingShare() {
            double share = reference.missingShare();
            return Double.isNaN(share) ? 0 : share;
        }

        /** Share of the most frequent value, as far as values are counted. */
        double topShare() {
            List<Frequency> top = profile.top(1);
            return top.isEmpty() || profile.present() == 0 ? 0 : top.getFirst().count() / (double) profile.present();
        }
    }

    static Basis of(Reference reference, boolean answers) {
        String name = ModelVersion.reference(reference.model(), reference.version());
        return of(
                "file:" + reference.version() + ":" + reference.at() + (hasTexts(reference) ? ":texts" : ""),
                "the reference of " + name + " (" + reference.source() + ")",
                true, reference.profile(), reference.columns(), Optional.of(reference.schema()), answers);
    }

    /** Texts were once scored by their length: what was learnt then is not mixed with what is scored now. */
    private static boolean hasTexts(Reference reference) {
        return reference.profile().columns().stream().anyMatch(column -> column.type() == ColumnType.TEXT);
    }

    /** @param why it stands in, as a clause; empty where nothing else ever could */
    static Basis of(WatchStore.TrafficProfile traffic, String why, boolean answers) {
        DataProfile profile = DataProfile.of(traffic.profile());
        String name = traffic.version() == 0
                ? traffic.model()
                : ModelVersion.reference(traffic.model(), traffic.version());
        return of(
                "traffic:" + traffic.version() + ":" + traffic.to(),
                "the first " + Words.number(profile.rows()) + " rows of " + name + " (" + day(traffic.from()) + " to "
                        + day(traffic.to()) + (why.isEmpty() ? "" : "; " + why) + ")",
                false, profile, Profiling.references(profile), Optional.of(Schema.inferred(profile)), answers);
    }

    private static Basis of(
            String bins,
            String words,
            boolean trained,
            DataProfile profile,
            Map<String, ColumnReference> references,
            Optional<Schema> schema,
            boolean answers) {
        Map<String, Known> columns = new LinkedHashMap<>();
        for (ColumnProfile column : profile.profiles()) {
            ColumnReference reference = references.get(column.name());
            boolean meant = answers
                    ? Answers.isAnswer(column.name()) || column.name().equals(AnsweredRows.LABEL)
                    : !column.name().startsWith("@");
            if (reference != null && meant && column.rows() > 0) {
                boolean key = !answers && schema.map(known -> isKey(known, column.name())).orElse(false);
                columns.put(column.name(), new Known(reference, column, key ? Optional.empty() : reader(column)));
            }
        }
        return new Basis(bins, words, trained, profile, columns, schema);
    }

    private static boolean isKey(Schema schema, String name) {
        return schema.columns().stream().anyMatch(column -> column.name().equals(name) && column.key());
    }

    private static Optional<ColumnReader> reader(ColumnProfile column) {
        return switch (column.type()) {
            case TIME -> Optional.empty();
            case NUMBER -> Optional.of(ReferenceBins.of(drawn(column)));
            case BOOLEAN -> Optional.of(TopCategories.of(truths(column)));
            case CATEGORY -> Optional.of(TopCategories.of(counts(column)));
            case TEXT -> Optional.of(TopCategories.of(Map.of())); // whether there is one; the rest is derived
        };
    }

    /** A column without any number yet: all that can be said of one is above or below naught. */
    private static Sample drawn(ColumnProfile column) {
        double[] values = DoubleStream.iterate(0.5 / DRAWN, rank -> rank < 1, rank -> rank + 1.0 / DRAWN)
                .map(column::quantile)
                .filter(Double::isFinite)
                .toArray();
        return values.length == 0 ? Sample.of(0) : Sample.of(values);
    }

    private static Map<String, Long> truths(ColumnProfile column) {
        long numbers = column.present() - column.notNumbers();
        long ones = Double.isNaN(column.mean()) ? 0 : Math.round(column.mean() * numbers);
        Map<String, Long> counts = new LinkedHashMap<>();
        if (numbers > ones) {
            counts.put("0", numbers - ones);
        }
        if (ones > 0) {
            counts.put("1", ones);
        }
        return counts;
    }

    private static Map<String, Long> counts(ColumnProfile column) {
        Map<String, Long> counts = new LinkedHashMap<>();
        column.top(MOST_CATEGORIES).forEach(one -> counts.put(one.value(), one.count()));
        return counts;
    }

    private static String day(Instant at) {
        return at.toString().substring(0, 10);
    }

    /** What made columns of texts and embeddings. */
    Derivations derivations() {
        return profile.derivations();
    }

    /** The reference's bins by column, for those that a source has in the same kind. */
    Optional<Known> known(String name) {
        return Optional.ofNullable(columns.get(name));
    }

    /** Only the columns that are asked for, with the relations among them. */
    Optional<Schema> schema(List<String> names) {
        return schema.map(all -> new Schema(
                all.rows(),
                Optional.empty(),
                all.columns().stream().filter(column -> names.contains(column.name())).map(Basis::unlimited).toList(),
                all.relations().stream()
                        .filter(found -> names.containsAll(found.relation().columns()))
                        .toList()));
    }

    /** Times grow: the least and greatest of the reference are no range for what comes later. */
    private static ColumnSchema unlimited(ColumnSchema column) {
        return column.type() != ColumnType.TIME
                ? column
                : new ColumnSchema(
                        column.name(), column.type(), column.missing(), Optional.empty(), Optional.empty(),
                        column.categories(), column.constant(), column.key(), column.longestRun());
    }
}
