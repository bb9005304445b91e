package understudy.references;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import understudy.core.Problem;
import understudy.profiles.ColumnSchema;
import understudy.profiles.ColumnType;
import understudy.profiles.Schema;

/** A schema that somebody edited, beside the reference it is of. */
record SchemaEdit(Reference reference, Schema edited) {
    /** @throws Problem (INVALID) naming the column */
    void check() {
        if (edited.columns().isEmpty()) {
            throw Problem.invalid("columns", "[]", "one column or more");
        }
        for (ColumnSchema column : edited.columns()) {
            if (!reference.columns().containsKey(column.name())) {
                throw Problem.invalid("column", column.name(), "columns of the reference: "
                        + Words.listed(reference.columns().keySet().stream().sorted().toList()));
            }
            ColumnType known = reference.column(column.name()).type();
            if (isText(known) != isText(column.type())) {
                throw Problem.invalid(
                        "type of column '" + column.name() + "'", column.type().label(),
                        (isText(known) ? "category or text" : "number, boolean or time") + ", as it was counted in the reference");
            }
        }
    }

    private static boolean isText(ColumnType type) {
        return type == ColumnType.CATEGORY || type == ColumnType.TEXT;
    }

    /** For the audit: which columns. */
    Map<String, String> changes() {
        Map<String, ColumnSchema> before = new HashMap<>();
        reference.schema().columns().forEach(column -> before.put(column.name(), column));
        List<String> changed = new ArrayList<>();
        for (ColumnSchema column : edited.columns()) {
            if (!column.equals(before.remove(column.name()))) {
                changed.add(column.name());
            }
        }
        Map<String, String> details = new HashMap<>();
        if (!changed.isEmpty()) {
            details.put("changed", Words.listed(changed));
        }
        if (!before.isEmpty()) {
            details.put("removed", Words.listed(before.keySet().stream().sorted().toList()));
        }
        if (!edited.relations().equals(reference.schema().relations())) {
            details.put("relations", Integer.toString(edited.relations().size()));
        }
        return details;
    }
}
