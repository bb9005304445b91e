package understudy.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Applications as the numbers a model is trained on.
 *
 * @param rows one a person, columns as in {@link #NAMES}; a category is its place in its list, what is missing is NaN
 * @param truth 1 where the person defaulted, else 0
 * @param people whom the rows are about, in the same order
 */
record TrainingTable(double[][] rows, double[] truth, List<LoanApplication> people) {
    static final List<String> NAMES = List.of(
            "age", "income", "amount", "term", "purpose", "employment", "housing", "utilisation",
            "past_delinquencies", "months_at_bank");

    /** The columns that are categories, and which. */
    static final int PURPOSE = 4;

    static final int EMPLOYMENT = 5;
    static final int HOUSING = 6;

    static TrainingTable draw(long seed, int size, Predicate<LoanApplication> wanted) {
        LoanApplications applications = new LoanApplications(seed, "L");
        List<LoanApplication> people = new ArrayList<>();
        for (int drawn = 0; people.size() < size; drawn++) {
            LoanApplication application = applications.next(drawn % 24 / 24.0);
            if (wanted.test(application)) {
                people.add(application);
            }
        }
        return of(people);
    }

    static TrainingTable of(List<LoanApplication> people) {
        return new TrainingTable(
                people.stream().map(TrainingTable::row).toArray(double[][]::new),
                people.stream().mapToDouble(person -> person.defaults() ? 1 : 0).toArray(),
                List.copyOf(people));
    }

    /** All rows one after the other, as native libraries like them. */
    double[] flat() {
        double[] flat = new double[rows.length * NAMES.size()];
        IntStream.range(0, rows.length)
                .forEach(i -> System.arraycopy(rows[i], 0, flat, i * NAMES.size(), NAMES.size()));
        return flat;
    }

    /** Of those who pass, the same table. */
    TrainingTable only(Predicate<LoanApplication> wanted) {
        return of(people.stream().filter(wanted).toList());
    }

    /**
     * The area under the ROC curve, by ranks; ties count half.
     *
     * @param scores one a row
     */
    double areaUnderCurve(double[] scores) {
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Double.compare(scores[a], scores[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        double positives = 0;
        double rankSum = 0;
        for (int start = 0; start < order.length; ) {
            int end = start;
            while (end < order.length && scores[order[end]] == scores[order[start]]) {
                end++;
            }
            for (int i = start; i < end; i++) {
                positives += truth[order[i]];
                rankSum += truth[order[i]] * (start + end + 1) / 2.0;
            }
            start = end;
        }
        return (rankSum - positives * (positives + 1) / 2) / (positives * (scores.length - positives));
    }

    /** Mean of −ln(probability given to what happened). */
    double logLoss(double[] scores) {
        return IntStream.range(0, scores.length)
                        .mapToDouble(i -> -Math.log(Math.clamp(truth[i] == 1 ? scores[i] : 1 - scores[i], 1e-7, 1)))
                        .sum()
                / scores.length;
    }

    private static double[] row(LoanApplication person) {
        return new double[] {
            person.age(),
            person.income().orElse(Double.NaN),
            person.amount(),
            person.term(),
            LoanApplication.PURPOSES.indexOf(person.purpose()),
            person.employment().map(work -> (double) LoanApplication.EMPLOYMENTS.indexOf(work)).orElse(Double.NaN),
            LoanApplication.HOUSINGS.indexOf(person.housing()),
            person.utilisation().orElse(Double.NaN),
            person.pastDelinquencies().orElse(Double.NaN),
            person.monthsAtBank()
        };
    }
}
