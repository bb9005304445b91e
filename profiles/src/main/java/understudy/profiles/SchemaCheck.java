package understudy.profiles;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import understudy.core.Problem;

/** Checks batches against a schema in bounded memory. Not safe for several threads. */
public final class SchemaCheck {
    private final Schema schema;
    private final List<ColumnCheck> checks = new ArrayList<>();
    private final List<RelationCheck> relations = new ArrayList<>();
    private final List<String> unknown;
    private final int[] indexes;
    private long rows;

    /**
     * @param columns of the batches
     * @throws Problem (INVALID) naming the columns of the schema that are not there
     */
    public SchemaCheck(Schema schema, List<SourceColumn> columns) {
        this.schema = schema;
        List<String> absent = schema.columns().stream()
                .map(ColumnSchema::name)
                .filter(name -> SourceColumn.indexOf(columns, name) < 0)
                .toList();
        if (!absent.isEmpty()) {
            throw new Problem(
                    Problem.Code.INVALID,
                    "The data have no column " + absent.stream().limit(5).toList()
                            + (absent.size() > 5 ? " and " + (absent.size() - 5) + " more" : ""),
                    "Send them, or take them out of the schema");
        }
        this.indexes = schema.columns().stream()
                .mapToInt(column -> SourceColumn.indexOf(columns, column.name()))
                .toArray();
        schema.columns().forEach(column -> checks.add(new ColumnCheck(column)));
        schema.relations().forEach(found -> relations.add(new RelationCheck(found.relation(), columns)));
        this.unknown = columns.stream()
                .map(SourceColumn::name)
                .filter(name -> schema.columns().stream().noneMatch(column -> column.name().equals(name)))
                .toList();
    }

    public void add(Batch batch) {
        rows += batch.rows();
        for (int i = 0; i < indexes.length; i++) {
            checks.get(i).add(batch.columns().get(indexes[i]));
        }
        relations.forEach(relation -> relation.add(batch));
    }

    public QualityReport report() {
        return new QualityReport(
                rows,
                checks.stream().map(check -> check.report(schema.rows())).toList(),
                relations.stream().map(RelationCheck::report).toList(),
                unknown);
    }

    /** All rows of a source. */
    public static QualityReport check(Schema schema, RowSource source) {
        SchemaCheck check = new SchemaCheck(schema, source.columns());
        for (Optional<Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
            check.add(batch.get());
        }
        return check.report();
    }
}
