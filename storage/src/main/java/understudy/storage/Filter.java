package understudy.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import understudy.core.Archive;
import understudy.core.Archive.Condition;
import understudy.core.Archive.Operator;
import understudy.core.DataType;
import understudy.core.Problem;

/**
 * A query's conditions as SQL for one model. Values are always bound; what is written into the text are column names
 * that were looked up in what is there, and table sources of ours.
 */
final class Filter {
    private static final String FIELDS =
            "score, label, action, error, disagrees, feature.NAME or segment.NAME";

    private static final String FEATURE = "feature.";
    private static final String SEGMENT = "segment.";

    private final List<String> parts = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    private Filter() {}

    /** Checks what can be checked without looking at any model. @throws Problem INVALID naming the condition */
    static void check(Archive.Query query) {
        for (Condition condition : query.where()) {
            switch (condition.field()) {
                case "score" -> number(condition);
                case "label", "action", "error" -> {}
                case "disagrees" -> version(condition);
                default -> {
                    if (!condition.field().startsWith(FEATURE) && !condition.field().startsWith(SEGMENT)) {
                        throw Problem.invalid("where", condition.field(), "one of " + FIELDS);
                    }
                }
            }
        }
    }

    /** Whether any condition names a feature, so that the columns of the source must be known. */
    static boolean namesFeatures(Archive.Query query) {
        return query.where().stream().anyMatch(condition -> condition.field().startsWith(FEATURE));
    }

    /**
     * @param columns of the source the filter is for
     * @param names of the model's features
     * @param answers source of shadow answers over the same time
     * @param labels source of labels over the same time
     * @return empty where nothing of the source can match
     */
    static Optional<Filter> of(
            Archive.Query query, Set<String> columns, FeatureNames names, String answers, String labels) {
        Filter filter = new Filter();
        query.version().ifPresent(version -> filter.add("version = ?", version));
        query.role().ifPresent(role -> filter.add("role = ?", role.name()));
        query.key().ifPresent(key -> filter.add("key = ?", key));
        query.from().ifPresent(from -> filter.add("received_at >= make_timestamp(?)", RowAppender.micros(from)));
        query.to().ifPresent(to -> filter.add("received_at < make_timestamp(?)", RowAppender.micros(to)));
        for (Condition condition : query.where()) {
            if (!filter.add(condition, columns, names, answers, labels)) {
                return Optional.empty();
            }
        }
        return Optional.of(filter);
    }

    String sql() {
        return parts.isEmpty() ? "true" : String.join(" AND ", parts);
    }

    List<Object> parameters() {
        return parameters;
    }

    private void add(String sql, Object... values) {
        parts.add(sql);
        parameters.addAll(List.of(values));
    }

    private boolean add(Condition condition, Set<String> columns, FeatureNames names, String answers, String labels) {
        String operator = condition.operator().symbol();
        switch (condition.field()) {
            case "score" -> add("score " + operator + " ?", number(condition));
            case "action" -> add("action " + operator + " ?", condition.value());
            case "error" -> add("error " + operator + " ?", condition.value());
            case "disagrees" -> add(
                    "(request, row_index) IN (SELECT (request, row_index) FROM " + answers
                            + " WHERE version = ? AND NOT agrees)",
                    version(condition));
            case "label" -> addLabel(condition, labels);
            default -> {
                if (condition.field().startsWith(SEGMENT)) {
                    String name = condition.field().substring(SEGMENT.length());
                    add("json_extract_string(segments, ?) " + operator + " ?", Segments.pointer(name), condition.value());
                } else {
                    return addFeature(condition, columns, names);
                }
            }
        }
        return true;
    }

    /** The label in force is the last to have come. Numbers are compared as such, so that 1 equals 1.0. */
    private void addLabel(Condition condition, String labels) {
        String last = "arg_max(value, struct_pack(t := received_at, i := position))";
        Optional<Double> number = parsed(condition.value(), Double::valueOf);
        String operator = condition.operator().symbol();
        String holds = number.isPresent() ? "TRY_CAST(" + last + " AS DOUBLE) " + operator + " ?" : last + " " + operator + " ?";
        String compared = number.isPresent() ? "TRY_CAST(value AS DOUBLE) " + operator + " ?" : "value " + operator + " ?";
        Object value = number.isPresent() ? number.get() : condition.value();
        add("(request, row_index) IN (SELECT (request, row_index) FROM (SELECT request, row_index FROM " + labels
                        + " WHERE request IN (SELECT request FROM " + labels + " WHERE " + compared + ")"
                        + " GROUP BY request, row_index HAVING " + holds + "))",
                value, value);
    }

    private boolean addFeature(Condition condition, Set<String> columns, FeatureNames names) {
        String name = condition.field().substring(FEATURE.length());
        String ending = names.ending(name).orElse(name);
        String number = FeatureNames.number(ending);
        String text = FeatureNames.text(ending);
        String operator = condition.operator().symbol();
        if (columns.contains(text) && !columns.contains(number)) {
            add(Duck.identifier(text) + " " + operator + " ?", condition.value());
        } else if (columns.contains(number)) {
            DataType type = names.ofColumn(number).map(FeatureNames.Feature::type).orElse(DataType.FP64);
            add(Duck.identifier(number) + " " + operator + " ?", asKept(number(condition), type));
        } else {
            return false;
        }
        return true;
    }

    /** What a number given in digits became when the feature's type rounded it. */
    static double asKept(double number, DataType type) {
        return switch (type) {
            case FP32 -> (float) number;
            case FP16 -> Float.float16ToFloat(Float.floatToFloat16((float) number));
            case FP64, BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BYTES -> number;
        };
    }

    private static double number(Condition condition) {
        return number("where: " + condition.field(), condition.value());
    }

    /** @throws Problem INVALID naming the field */
    static double number(String field, String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true") ? 1 : 0;
        }
        return parsed(text, Double::valueOf)
                .filter(value -> !value.isNaN())
                .orElseThrow(() -> Problem.invalid(field, text, "a number"));
    }

    private static int version(Condition condition) {
        if (condition.operator() != Operator.EQUAL) {
            throw Problem.invalid("where: disagrees", condition.operator().symbol(), "disagrees = VERSION");
        }
        return parsed(condition.value(), Integer::valueOf)
                .orElseThrow(() -> Problem.invalid("where: disagrees", condition.value(), "the number of a version"));
    }

    private static <T> Optional<T> parsed(String text, Function<String, T> parse) {
        try {
            return Optional.of(parse.apply(text.strip()));
        } catch (NumberFormatException other) {
            return Optional.empty();
        }
    }
}
