package understudy.profiles;

import java.util.List;
import java.util.Optional;
import understudy.core.Problem;

/**
 * What a column has to be.
 *
 * @param missing share of rows without a value in the reference, 0 to 1
 * @param least number or time (milliseconds since 1970) that is in range; empty for no limit
 * @param greatest as {@code least}
 * @param categories all there are; empty where any value will do
 * @param constant whether one value alone was seen
 * @param key whether every row has another value
 * @param longestRun rows of the longest run of one value; 0 for unknown
 */
public record ColumnSchema(
        String name,
        ColumnType type,
        double missing,
        Optional<Double> least,
        Optional<Double> greatest,
        Optional<List<String>> categories,
        boolean constant,
        boolean key,
        long longestRun) {
    public ColumnSchema {
        if (!(missing >= 0 && missing <= 1)) {
            throw Problem.invalid("missing of column '" + name + "'", missing, "0 to 1");
        }
        if (least.isPresent() && greatest.isPresent() && least.get() > greatest.get()) {
            throw Problem.invalid("max of column '" + name + "'", greatest.get(), ">= " + least.get());
        }
        if (longestRun < 0) {
            throw Problem.invalid("longest_run of column '" + name + "'", longestRun, "0 or more");
        }
        categories = categories.map(List::copyOf);
    }

    static ColumnSchema inferred(ColumnProfile column) {
        boolean ranged = !column.type().isText() && !Double.isNaN(column.least());
        boolean prose = column.type() == ColumnType.TEXT;
        boolean key = !prose && column.looksLikeKey() && (column.type() != ColumnType.NUMBER || isWhole(column));
        boolean listed = column.type() == ColumnType.CATEGORY && column.isExact() && !key && column.present() > 0;
        return new ColumnSchema(
                column.name(),
                column.type(),
                column.rows() == 0 ? 0 : column.missing() / (double) column.rows(),
                ranged && !key ? Optional.of(column.least()) : Optional.empty(),
                ranged && !key ? Optional.of(column.greatest()) : Optional.empty(),
                listed
                        ? Optional.of(column.top(CategoryCounts.MOST).stream().map(Frequency::value).toList())
                        : Optional.empty(),
                column.isConstant(),
                key,
                column.longestRun());
    }

    /** A measurement may differ in every row and is no key; numbers of one each from the least to the greatest are. */
    private static boolean isWhole(ColumnProfile column) {
        double middle = column.quantile(0.5);
        boolean whole = column.least() == Math.rint(column.least())
                && column.greatest() == Math.rint(column.greatest())
                && middle == Math.rint(middle)
                && column.quantile(0.37) == Math.rint(column.quantile(0.37));
        return whole && column.infinite() == 0;
    }
}
