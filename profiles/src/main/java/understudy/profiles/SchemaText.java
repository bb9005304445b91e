package understudy.profiles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.core.Problem;

/** A schema as YAML that people edit: what is usual is left out, and a key that means nothing is refused. */
public final class SchemaText {
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build());
    private static final Set<String> TOP = Set.of("rows", "time_column", "columns", "relations");
    private static final Set<String> OF_COLUMN =
            Set.of("name", "type", "missing", "min", "max", "categories", "constant", "key", "longest_run");
    private static final Set<String> OF_RELATION = Set.of("at_most", "sum", "total", "determines", "rows");

    private SchemaText() {}

    public static String write(Schema schema) {
        try {
            return YAML.writeValueAsString(tree(schema));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of texts and numbers", impossible);
        }
    }

    /** The same as maps, lists, texts, numbers and truths: for JSON, which {@link #read} takes, too. */
    public static Map<String, Object> tree(Schema schema) {
        Map<String, Object> top = new LinkedHashMap<>();
        top.put("rows", schema.rows());
        schema.timeColumn().ifPresent(name -> top.put("time_column", name));
        top.put("columns", schema.columns().stream().map(SchemaText::column).toList());
        if (!schema.relations().isEmpty()) {
            top.put("relations", schema.relations().stream().map(SchemaText::relation).toList());
        }
        return top;
    }

    private static Map<String, Object> column(ColumnSchema column) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", column.name());
        map.put("type", column.type().label());
        if (column.missing() > 0) {
            map.put("missing", column.missing());
        }
        column.least().ifPresent(least -> map.put("min", least));
        column.greatest().ifPresent(greatest -> map.put("max", greatest));
        column.categories().ifPresent(categories -> map.put("categories", categories));
        if (column.constant()) {
            map.put("constant", true);
        }
        if (column.key()) {
            map.put("key", true);
        }
        if (column.longestRun() > 0) {
            map.put("longest_run", column.longestRun());
        }
        return map;
    }

    private static Map<String, Object> relation(Relation.Found found) {
        Map<String, Object> map = new LinkedHashMap<>();
        switch (found.relation()) {
            case Relation.AtMost order -> map.put("at_most", order.columns());
            case Relation.Sum sum -> {
                map.put("sum", sum.parts());
                map.put("total", sum.total());
            }
            case Relation.Depends depends -> map.put("determines", depends.columns());
        }
        map.put("rows", found.rows());
        return map;
    }

    /** @throws Problem (INVALID) naming what is wrong and where */
    public static Schema read(String yaml) {
        JsonNode top;
        try {
            top = YAML.readTree(yaml);
        } catch (JsonProcessingException broken) {
            int line = broken.getLocation() == null ? 1 : broken.getLocation().getLineNr();
            throw new Problem(
                    Problem.Code.INVALID, "schema: no YAML at line " + line, "Correct that line or infer it again", broken);
        }
        known("schema", top, TOP);
        List<ColumnSchema> columns = new ArrayList<>();
        for (JsonNode node : required("schema", top, "columns")) {
            columns.add(column(node));
        }
        List<Relation.Found> relations = new ArrayList<>();
        for (JsonNode node : top.path("relations")) {
            relations.add(relation(node));
        }
        long rows = number("schema", top, "rows").map(Double::longValue).orElse(0L);
        return new Schema(rows, text(top, "time_column"), columns, relations);
    }

    private static ColumnSchema column(JsonNode node) {
        String name = required("column", node, "name").asText();
        String where = "column '" + name + "'";
        known(where, node, OF_COLUMN);
        return new ColumnSchema(
                name,
                ColumnType.of("type of " + where, required(where, node, "type").asText()),
                number(where, node, "missing").orElse(0.0),
                number(where, node, "min"),
                number(where, node, "max"),
                node.has("categories") ? Optional.of(texts(where, node, "categories")) : Optional.empty(),
                node.path("constant").asBoolean(false),
                node.path("key").asBoolean(false),
                number(where, node, "longest_run").map(Double::longValue).orElse(0L));
    }

    private static Relation.Found relation(JsonNode node) {
        known("relation", node, OF_RELATION);
        long rows = number("relation", node, "rows").map(Double::longValue).orElse(0L);
        if (node.has("at_most")) {
            List<String> pair = pair(node, "at_most");
            return new Relation.Found(new Relation.AtMost(pair.getFirst(), pair.getLast()), rows);
        }
        if (node.has("sum")) {
            String total = required("relation", node, "total").asText();
            return new Relation.Found(new Relation.Sum(texts("relation", node, "sum"), total), rows);
        }
        List<String> pair = pair(node, "determines");
        return new Relation.Found(new Relation.Depends(pair.getFirst(), pair.getLast()), rows);
    }

    private static List<String> pair(JsonNode node, String key) {
        required("relation", node, key);
        List<String> names = texts("relation", node, key);
        if (names.size() != 2) {
            throw Problem.invalid(key, names, "two columns");
        }
        return names;
    }

    private static List<String> texts(String where, JsonNode node, String key) {
        if (!node.path(key).isArray()) {
            throw Problem.invalid(key + " of " + where, node.path(key).asText(), "a list");
        }
        List<String> texts = new ArrayList<>();
        node.path(key).forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static Optional<String> text(JsonNode node, String key) {
        return node.has(key) ? Optional.of(node.path(key).asText()) : Optional.empty();
    }

    private static Optional<Double> number(String where, JsonNode node, String key) {
        if (!node.has(key)) {
            return Optional.empty();
        }
        if (!node.path(key).isNumber()) {
            throw Problem.invalid(key + " of " + where, node.path(key).asText(), "a number");
        }
        return Optional.of(node.path(key).asDouble());
    }

    private static JsonNode required(String where, JsonNode node, String key) {
        if (!node.hasNonNull(key)) {
            throw Problem.invalid(where, "without " + key, key);
        }
        return node.path(key);
    }

    private static void known(String where, JsonNode node, Set<String> keys) {
        if (!node.isObject()) {
            throw Problem.invalid(where, node.asText(), "keys and values");
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                throw Problem.invalid("key of " + where, key, "one of " + keys.stream().sorted().toList());
            }
        });
    }
}
