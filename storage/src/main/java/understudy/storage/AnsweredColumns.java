package understudy.storage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.core.DataType;
import understudy.core.Model;
import understudy.core.Privacy;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.profiles.AnsweredRows;
import understudy.profiles.ColumnType;
import understudy.profiles.SourceColumn;

/** What the columns of {@link AnsweredRows} are for one model, and how the archive is asked for each. */
final class AnsweredColumns {
    /** More classes than this are not shown one by one. */
    private static final int MOST_CLASSES = 1_000;

    /**
     * @param kept name of the archive's column it is from; where that is not there, it is missing
     * @param sql of it, as {@link ChunkCells#sqlType}
     */
    record Plain(SourceColumn column, String kept, String sql) {
        String sql(Set<String> there) {
            return there.contains(kept) ? sql : "CAST(NULL AS " + ChunkCells.sqlType(column.type()) + ")";
        }
    }

    /** A feature that can be read. */
    record Feature(String name, DataType type, String kept, boolean text) {}

    private final Map<String, Feature> features = new HashMap<>();
    private final List<Plain> plain = new ArrayList<>();
    private final Optional<SourceColumn> label;
    private final List<String> classes;
    private final List<String> segments;

    AnsweredColumns(Model model, AnsweredRows.Labels labels, List<String> segments) {
        features(model.signature()).forEach(this::add);
        plain(AnsweredRows.AT, ColumnType.TIME, "received_at", "epoch_ms(p.received_at)");
        plain(AnsweredRows.VERSION, ColumnType.NUMBER, "version", "CAST(p.version AS DOUBLE)");
        plain(AnsweredRows.ROLE, ColumnType.CATEGORY, "role", "p.role");
        if (model.task() == Task.BINARY || model.task() == Task.REGRESSION) {
            plain(AnsweredRows.SCORE, ColumnType.NUMBER, "score", "p.score");
        }
        plain(AnsweredRows.PREDICTED, ColumnType.CATEGORY, "predicted", "p.predicted");
        plain(AnsweredRows.ACTION, ColumnType.CATEGORY, "action", "p.action");
        plain(AnsweredRows.OVERRIDE, ColumnType.CATEGORY, "request", "o.said.action");
        plain(AnsweredRows.REASON, ColumnType.CATEGORY, "request", "o.said.reason");
        plain(AnsweredRows.ERROR, ColumnType.CATEGORY, "error", "p.error");
        plain(AnsweredRows.LATENCY, ColumnType.NUMBER, "latency_nanos", "p.latency_nanos / 1e6::DOUBLE");
        plain(AnsweredRows.CALLER, ColumnType.CATEGORY, "caller", "p.caller");
        if (labels != AnsweredRows.Labels.NONE) {
            plain(AnsweredRows.LABELLED_AT, ColumnType.TIME, "request", "epoch_ms(l.received_at)");
        }
        this.label = labels == AnsweredRows.Labels.NONE
                ? Optional.empty()
                : Optional.of(new SourceColumn(AnsweredRows.LABEL, labelType(model.task())));
        this.classes = model.task() == Task.MULTICLASS ? classes(model.signature()) : List.of();
        this.segments = segments;
    }

    private void plain(String name, ColumnType type, String kept, String sql) {
        plain.add(new Plain(new SourceColumn(name, type), kept, sql));
    }

    private void add(Feature feature) {
        ColumnType type = feature.text() ? ColumnType.CATEGORY
                : feature.type() == DataType.BOOL ? ColumnType.BOOLEAN : ColumnType.NUMBER;
        String column = "p." + Duck.identifier(feature.kept());
        plain(feature.name(), type, feature.kept(),
                type == ColumnType.BOOLEAN ? "CAST(" + column + " AS BIGINT)" : column);
        features.put(feature.name(), feature);
    }

    /** Those that may be read, as many as the archive has columns for. */
    private static List<Feature> features(Signature signature) {
        FeatureNames names = new FeatureNames(signature);
        List<Feature> features = new ArrayList<>();
        for (Signature.Input input : signature.inputs()) {
            for (Signature.Feature feature : input.features()) {
                boolean text = input.type() == DataType.BYTES || feature.privacy() == Privacy.HASH;
                boolean readable = feature.privacy() == Privacy.KEEP || feature.privacy() == Privacy.HASH;
                boolean clear = !feature.name().isBlank() && !feature.name().startsWith("@");
                if (readable && clear && features.size() < FeatureNames.MOST) {
                    String ending = names.ending(feature.name()).orElse(feature.name());
                    String kept = text ? FeatureNames.text(ending) : FeatureNames.number(ending);
                    features.add(new Feature(feature.name(), input.type(), kept, text));
                }
            }
        }
        return features;
    }

    private static ColumnType labelType(Task task) {
        return switch (task) {
            case BINARY -> ColumnType.BOOLEAN;
            case REGRESSION -> ColumnType.NUMBER;
            case MULTICLASS, OTHER -> ColumnType.CATEGORY;
        };
    }

    private static List<String> classes(Signature signature) {
        Optional<Signature.Output> score = signature.output(Signature.Meaning.SCORE);
        if (score.isEmpty()) {
            return List.of();
        }
        List<String> names = score.get().classes();
        long width = score.get().shape().isEmpty() ? 0 : score.get().shape().getLast();
        if (names.isEmpty()) {
            List<String> positions = new ArrayList<>();
            for (int i = 0; i < width && width <= MOST_CLASSES && score.get().shape().size() > 1; i++) {
                positions.add(Integer.toString(i));
            }
            return positions;
        }
        return names.size() <= MOST_CLASSES ? names : List.of();
    }

    /** Those that are one expression each, in order. */
    List<Plain> plain() {
        return plain;
    }

    Optional<SourceColumn> label() {
        return label;
    }

    /** Of which each has a score of its own. */
    List<String> classes() {
        return classes;
    }

    List<String> segments() {
        return segments;
    }

    /** Empty for a name that is no readable feature's. */
    Optional<Feature> feature(String name) {
        return Optional.ofNullable(features.get(name));
    }

    /** First the plain ones, then the label, the scores of classes, the segments. */
    List<SourceColumn> all() {
        List<SourceColumn> all = new ArrayList<>(plain.stream().map(Plain::column).toList());
        label.ifPresent(all::add);
        classes.forEach(name -> all.add(new SourceColumn(AnsweredRows.SCORE + "." + name, ColumnType.NUMBER)));
        segments.forEach(name -> all.add(new SourceColumn(AnsweredRows.SEGMENT + name, ColumnType.CATEGORY)));
        return List.copyOf(all);
    }

    /** @throws Problem INVALID for a slice by another column, or a value that none of its rows can have */
    void check(Optional<AnsweredRows.Slice> slice) {
        slice.ifPresent(asked -> condition(asked, Set.of(), new ArrayList<>()));
    }

    /** The condition of a slice, its parameters added to those there are. @throws Problem INVALID for another column */
    String condition(AnsweredRows.Slice slice, Set<String> there, List<Object> parameters) {
        if (slice.column().startsWith(AnsweredRows.SEGMENT)) {
            parameters.add(Segments.pointer(slice.column().substring(AnsweredRows.SEGMENT.length())));
            parameters.add(slice.value());
            return "json_extract_string(segments, ?) = ?";
        }
        Feature feature = feature(slice.column()).orElseThrow(() -> Problem.invalid(
                "slice", slice.column(), "a feature that is kept readable, or " + AnsweredRows.SEGMENT + "NAME"));
        if (!feature.text()) {
            parameters.add(Filter.asKept(Filter.number("slice: " + slice.column(), slice.value()), feature.type()));
        } else {
            parameters.add(slice.value());
        }
        if (!there.contains(feature.kept())) {
            parameters.removeLast();
            return "false";
        }
        return Duck.identifier(feature.kept()) + " = ?";
    }
}
