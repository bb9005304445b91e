package understudy.references;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import understudy.core.Problem;
import understudy.estimation.LabelledScores;
import understudy.profiles.AnsweredRows;
import understudy.profiles.ColumnProfile;
import understudy.profiles.ColumnSchema;
import understudy.profiles.ColumnType;
import understudy.profiles.DataProfile;
import understudy.profiles.Schema;

/** What is strange about data that traffic is to be held against, a sentence each. */
final class Remarks {
    /** Beyond these many different values only the most frequent are told apart. */
    private static final int COUNTED_VALUES = 1024;

    private final DataProfile profile;
    private final Schema schema;
    private final List<String> remarks;

    private Remarks(DataProfile profile, Schema schema, List<String> layout) {
        this.profile = profile;
        this.schema = schema;
        this.remarks = new ArrayList<>(layout);
    }

    /** @param layout those about columns that are not there @param skipped rows that were left out */
    static List<String> of(
            DataProfile profile, Schema schema, List<String> layout, long skipped, Optional<Reference.Labelled> labelled) {
        Remarks remarks = new Remarks(profile, schema, layout);
        remarks.rows(skipped);
        remarks.columns();
        remarks.outcomes(labelled);
        return List.copyOf(remarks.remarks);
    }

    /** @throws Problem (INVALID) where no feature has a value */
    static void refuseAllMissing(DataProfile profile, String source) {
        List<ColumnProfile> features = profile.profiles().stream()
                .filter(column -> !column.name().startsWith("@"))
                .toList();
        if (features.stream().allMatch(column -> column.present() == column.notNumbers())) {
            throw new Problem(
                    Problem.Code.INVALID,
                    "All values are missing in " + source + ", in each of its "
                            + profile.rows() + " rows: " + names(features),
                    "Give rows with values");
        }
    }

    private void rows(long skipped) {
        if (profile.rows() == 1) {
            remarks.add("There is one row: how far values usually spread cannot be told from it");
        }
        if (skipped > 0) {
            remarks.add(skipped + " rows were left out, because they have not the form of the others");
        }
    }

    private void columns() {
        List<ColumnProfile> all = profile.profiles().stream()
                .filter(column -> !profile.derivations().isDerived(column.name()))
                .toList();
        tell(all, column -> column.present() == 0, "No row has a value");
        List<ColumnProfile> features =
                all.stream().filter(column -> !column.name().startsWith("@")).toList();
        List<ColumnProfile> answers = all.stream()
                .filter(column -> column.name().startsWith(AnsweredRows.SCORE))
                .toList();
        tell(features, column -> isConstant(column.name()), "The same value in every row: a change of it will show, nothing else can");
        tell(answers, column -> isConstant(column.name()), "The same score in every row");
        tell(features, column -> isKey(column.name()), "Another value in every row, as a key has: it cannot drift");
        tell(features, column -> isWide(column) && !isKey(column.name()),
                "More different values than are counted one by one, so that only the most frequent are told apart");
        for (ColumnProfile column : all) {
            if (column.wrongType() > 0) {
                remarks.add(String.format(
                        Locale.ROOT, "%,d of %,d values of '%s' cannot be read as %s", column.wrongType(), column.rows(),
                        column.name(), column.type().label()));
            }
        }
    }

    private void tell(List<ColumnProfile> all, Predicate<ColumnProfile> which, String what) {
        List<ColumnProfile> found = all.stream().filter(which).toList();
        if (!found.isEmpty()) {
            remarks.add(what + ": " + names(found));
        }
    }

    private static String names(List<ColumnProfile> columns) {
        return Words.listed(columns.stream().map(ColumnProfile::name).toList());
    }

    private boolean isConstant(String name) {
        return schema.columns().stream().anyMatch(column -> column.name().equals(name) && column.constant());
    }

    private boolean isKey(String name) {
        return schema.columns().stream()
                .filter(column -> column.name().equals(name))
                .anyMatch(ColumnSchema::key);
    }

    private static boolean isWide(ColumnProfile column) {
        return column.type() == ColumnType.CATEGORY && !column.isExact() && column.distinct() > COUNTED_VALUES;
    }

    private void outcomes(Optional<Reference.Labelled> labelled) {
        boolean hasScore = profile.columns().stream().anyMatch(column -> column.name().startsWith(AnsweredRows.SCORE));
        boolean hasLabel = profile.columns().stream().anyMatch(column -> column.name().equals(AnsweredRows.LABEL));
        if (hasScore && hasLabel && labelled.isEmpty()) {
            remarks.add("No row has both a score and a label, so how good the version was there is not known");
        } else if (hasScore != hasLabel) {
            remarks.add("Without " + (hasScore ? "labels" : "scores")
                    + " how good the version was there is not known, nor can it be estimated later");
        }
        if (labelled.isPresent() && labelled.get() instanceof Reference.Labelled.Binary(LabelledScores scores)
                && (scores.positives() == 0 || scores.positives() == scores.rows())) {
            remarks.add("All " + scores.rows() + " labels are "
                    + (scores.positives() == 0 ? "negative" : "positive") + ", so ranking cannot be judged");
        }
    }
}
