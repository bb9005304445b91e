package understudy.drift;

import java.util.List;

/** Turns a column's values into scores. */
public sealed interface ColumnReader permits ReferenceBins, TopCategories {
    /** In the order a {@link WindowTally} adds them up. @param missing share of missing values in the reference, 0 to 1 */
    List<Score> scores(double missing);

    /** What the reference's rows have on average, in the same order: what is expected before windows were seen. */
    double[] means(double missing);
}
