package understudy.references;

import java.time.Instant;
import java.util.List;
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
 * @param remarks what is strange about it, a sentence each
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
        Optional<Labelled> labelled,
        List<String> remarks) {
    public Reference {
        columns = Map.copyOf(columns);
        remarks = List.copyOf(remarks);
    }

    /** The same with a schema that people edited. */
    public Reference with(Schema edited) {
        return new Reference(model, version, source, at, by, profile, columns, edited, labelled, remarks);
    }

    /** Rows it was made from. */
    public long rows() {
        return profile.rows();
    }

    /** How good the version was there. */
    public sealed interface Labelled {
        /** Of two classes. */
        record Binary(LabelledScores scores) implements Labelled {}

        record Regression(RegressionErrors errors) implements Labelled {}

        /**
         * Of more classes.
         *
         * @param rows that had a label and every score
         * @param classes in the order of the probabilities
         * @param probabilities row × class, of a uniform sample of those rows
         * @param labels of the same rows, positions in {@code classes}
         */
        record Multiclass(long rows, List<String> classes, double[][] probabilities, int[] labels) implements Labelled {
            public Multiclass {
                classes = List.copyOf(classes);
                if (probabilities.length != labels.length) {
                    throw Problem.invalid("labels", labels.length, "one for each of " + probabilities.length + " rows");
                }
            }
        }
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
