package understudy.profiles;

import java.util.List;
import understudy.core.Problem;

/**
 * How data keep to their schema, in counts.
 *
 * @param unknownColumns that the schema does not name; left unchecked
 */
public record QualityReport(
        long rows, List<ColumnQuality> columns, List<RelationQuality> relations, List<String> unknownColumns) {
    /**
     * One column. Each probability is that of so many or more, after the reference: see {@link ExpectedRate}.
     *
     * @param missing rows without a value, NaN among them
     * @param unseen values that the schema does not list; a missing one is none
     * @param unseenExamples up to five
     * @param duplicates of a key, beyond the first of each
     * @param duplicatesExact whether all were looked for: among the first million keys they are
     * @param turnedConstant whether a column that varied has one value
     * @param stale rows of a run of one value three times as long as any of the reference, 30 at least; 0 for none
     */
    public record ColumnQuality(
            String column,
            long rows,
            long missing,
            double missingProbability,
            long unseen,
            double unseenProbability,
            List<String> unseenExamples,
            long outOfRange,
            double outOfRangeProbability,
            long wrongType,
            long duplicates,
            boolean duplicatesExact,
            boolean turnedConstant,
            long stale) {
        /** NaN for no rows. */
        public double missingRate() {
            return missing / (double) rows;
        }

        /** NaN for no rows. */
        public double unseenRate() {
            return unseen / (double) rows;
        }
    }

    /** @param rows that have all its columns @param broken of them */
    public record RelationQuality(Relation relation, long rows, long broken) {}

    /** @throws Problem (NOT_FOUND) if the schema has no such column */
    public ColumnQuality column(String name) {
        return columns.stream()
                .filter(column -> column.column().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("There is no column '" + name + "' in the schema", ""));
    }
}
