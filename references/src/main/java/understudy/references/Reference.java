package understudy.references;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.estimation.LabelledScores;
import understudy.estimation.RegressionErrors;
import understudy.profiles.ColumnReference;
import understudy.profiles.DataProfile;
import understudy.profiles.Schema;

/**
 * What a version's data looked like where it was trained or validated: what its traffic is held against. Columns are named as
 * {@link understudy.profiles.AnsweredRows} names them, whatever a file called its score, label and time.
 *
 * @param source where it is from, in words for people: {@code train.parquet}, {@code traffic of fraud@2, 1 to 15 March 2026}
 * @param profile of every column, with a sample of whole rows
 * @param columns exact counts in the bins that windows are counted in, by column
 * @param schema inferred, until people edit it
 * @param labelled empty without scores and labels
 */
public record Reference(
        String model,
        int version,
        String source,
        Instant at,
        String by,
        DataProfile profile,
        Map<String, ColumnReference> columns,
        Schema schema,
        Optional<Labelled> labelled) {
    public Reference {
        columns = Map.copyOf(columns);
    }

    /** How good the version was there. */
    public sealed interface Labelled {
        /** Of two classes. */
        record Binary(LabelledScores scores) implements Labelled {}

        record Regression(RegressionErrors errors) implements Labelled {}

        /** Of more classes: what is needed of them is in the profile's sample of rows. @param rows that had a label */
        record Multiclass(long rows) implements Labelled {}
    }

    /** @throws Problem (NOT_FOUND) naming the columns there are */
    public ColumnReference column(String name) {
        ColumnReference found = columns.get(name);
        if (found == null) {
            throw Problem.notFound(
                    "There is no column '" + name + "' in the reference of " + ModelVersion.reference(model, version),
                    "It has " + columns.keySet().stream().sorted().limit(20).toList());
        }
        return found;
    }
}
