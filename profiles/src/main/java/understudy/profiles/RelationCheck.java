package understudy.profiles;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts rows that break a relation. Of a dependency the first 10,000 values are remembered, with the value that came with
 * each first. Not safe for several threads.
 */
final class RelationCheck {
    private static final int MOST = 10_000;

    private final Relation relation;
    private final int[] indexes;
    private final double[] row;
    private final Map<Double, Double> first = new HashMap<>();
    private long rows;
    private long broken;

    RelationCheck(Relation relation, List<SourceColumn> columns) {
        this.relation = relation;
        this.indexes = relation.columns().stream()
                .mapToInt(name -> SourceColumn.indexOf(columns, name))
                .toArray();
        this.row = new double[indexes.length];
    }

    void add(Batch batch) {
        for (int at = 0; at < batch.rows(); at++) {
            boolean whole = true;
            for (int i = 0; i < row.length; i++) {
                row[i] = RowSample.cell(batch.columns().get(indexes[i]), at);
                whole &= !Double.isNaN(row[i]);
            }
            if (whole) {
                rows++;
                broken += holds() ? 0 : 1;
            }
        }
    }

    private boolean holds() {
        return switch (relation) {
            case Relation.AtMost order -> row[0] <= row[1];
            case Relation.Sum sum -> {
                double parts = 0;
                for (int i = 0; i < row.length - 1; i++) {
                    parts += row[i];
                }
                yield RelationSearch.isSum(parts, row[row.length - 1]);
            }
            case Relation.Depends depends -> {
                Double known = first.get(row[0]);
                if (known == null && first.size() < MOST) {
                    first.put(row[0], row[1]);
                }
                yield known == null || known == row[1];
            }
        };
    }

    QualityReport.RelationQuality report() {
        return new QualityReport.RelationQuality(relation, rows, broken);
    }
}
