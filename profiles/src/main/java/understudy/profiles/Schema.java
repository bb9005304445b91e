package understudy.profiles;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.core.Problem;

/**
 * What data have to be like: inferred from a profile, then edited by people as YAML. Immutable.
 *
 * @param rows it was inferred from: how much its missing rates are worth
 * @param timeColumn when a row happened
 */
public record Schema(
        long rows, Optional<String> timeColumn, List<ColumnSchema> columns, List<Relation.Found> relations) {
    public Schema {
        columns = List.copyOf(columns);
        relations = List.copyOf(relations);
        Set<String> names = new HashSet<>();
        for (ColumnSchema column : columns) {
            if (!names.add(column.name())) {
                throw Problem.invalid("column", column.name(), "each name once");
            }
        }
        for (Relation.Found found : relations) {
            for (String name : found.relation().columns()) {
                if (!names.contains(name)) {
                    throw Problem.invalid("relation '" + found.relation().text() + "'", name, "columns of the schema");
                }
            }
        }
        if (timeColumn.isPresent() && !names.contains(timeColumn.get())) {
            throw Problem.invalid("time_column", timeColumn.get(), "a column of the schema");
        }
    }

    /** Where the profile names no time column and has one of that type without gaps, that one. Without derived columns. */
    public static Schema inferred(DataProfile profile) {
        Optional<String> time = profile.roles().time().or(() -> profile.profiles().stream()
                .filter(column -> column.type() == ColumnType.TIME && column.present() == column.rows())
                .map(ColumnProfile::name)
                .findFirst());
        List<ColumnSchema> columns =
                profile.profiles().stream()
                        .filter(column -> !profile.derivations().isDerived(column.name()))
                        .map(ColumnSchema::inferred)
                        .toList();
        return new Schema(profile.rows(), time, columns, new RelationSearch(profile).search());
    }

    /** For {@link ReadingOptions#withTypes}, so that windows are read as the reference was. */
    public Map<String, ColumnType> types() {
        Map<String, ColumnType> types = new LinkedHashMap<>();
        columns.forEach(column -> types.put(column.name(), column.type()));
        return types;
    }
}
