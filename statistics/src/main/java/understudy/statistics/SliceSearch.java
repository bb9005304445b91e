package understudy.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Where the challenger loses although it may win overall: looks at every value of every column, and at every pair of
 * values of two columns, on one half of the units; tests the worst on the other half, one-sided, with Holm's correction.
 * So a slice is reported wrongly in at most α of searches, however many were looked at. Fixed horizon: a search repeated
 * on growing data is a new look each time.
 *
 * @param alpha probability that any reported slice is not one, (0, 1)
 * @param leastRows of a slice, 20 or more: the test rests on means of half of them
 * @param mostTested worst slices of the first half that go to the test, 1 or more
 */
public record SliceSearch(double alpha, int leastRows, int mostTested) {
    /** What is left of a slice without a worse one inside it must still lose by so many standard errors to count. */
    private static final double STILL_LOSES = -2;

    /** A weaker sign in the first half is not worth a test. */
    private static final double WORTH_A_TEST = -2;

    public SliceSearch {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha: " + alpha + " (expected: above 0, below 1)");
        }
        if (leastRows < 20) {
            throw new IllegalArgumentException("leastRows: " + leastRows + " (expected: >= 20)");
        }
        if (mostTested < 1) {
            throw new IllegalArgumentException("mostTested: " + mostTested + " (expected: >= 1)");
        }
    }

    /** Rows whose column has this code. */
    public record Condition(int column, int code) {}

    /**
     * Rows that meet all conditions.
     *
     * @param conditions one, or two on different columns
     * @param rows of both halves
     * @param difference mean difference of the second half, which chose nothing, and an interval that holds for all
     *     tested slices at once
     * @param adjustedP Holm's, at most α
     * @param unseen sums of the second half alone, for whoever looks again and again: {@link ConfidenceSequence}
     */
    public record Slice(
            List<Condition> conditions, long rows, Interval difference, double adjustedP, PairedSums unseen) {
        public Slice {
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * What a search found.
     *
     * @param looked slices with enough rows
     * @param tested slices that went to the test
     * @param slices worst mean first
     */
    public record Result(long looked, int tested, List<Slice> slices) {
        public Result {
            slices = List.copyOf(slices);
        }
    }

    /** A slice with what the first half says of it. */
    private record Candidate(List<Condition> conditions, long rows, double sum, double squares) {
        double standardised() {
            return Cells.standardised(rows, sum, squares);
        }

        boolean isWithin(Candidate other) {
            return conditions.containsAll(other.conditions);
        }

        Candidate without(Candidate part) {
            return new Candidate(conditions, rows - part.rows, sum - part.sum, squares - part.squares);
        }
    }

    /**
     * Searches in time of rows × columns², memory of the cells.
     *
     * @param differences one for each row, positive where the challenger is better, finite
     * @param units what each row belongs to (a caller, or the row itself): a unit's rows stay in one half. Rows of one
     *     unit that repeat each other make p-values too small: hand in one row for each
     * @param seed of the split
     */
    public Result search(CodedColumns columns, double[] differences, long[] units, long seed) {
        check(columns, differences, units);
        boolean[] isFirst = new boolean[units.length];
        for (int row = 0; row < isFirst.length; row++) {
            isFirst[row] = new SplittableRandom(units[row] ^ seed).nextBoolean();
        }
        int[] first = IntStream.range(0, isFirst.length).filter(row -> isFirst[row]).toArray();
        int[] second = IntStream.range(0, isFirst.length).filter(row -> !isFirst[row]).toArray();
        List<Candidate> promising = new ArrayList<>();
        long looked = 0;
        for (int a = 0; a < columns.columns(); a++) {
            int[] codes = columns.codes()[a];
            int levels = columns.levels()[a];
            looked += collect(Cells.of(levels, codes, differences, first), a, Optional.empty(), 1, promising);
            for (int b = a + 1; b < columns.columns(); b++) {
                int crossed = columns.levels()[b];
                Cells cells = Cells.crossed(levels, codes, crossed, columns.codes()[b], differences, first);
                looked += collect(cells, a, Optional.of(b), crossed, promising);
            }
        }
        List<Candidate> tested = distinct(promising);
        return new Result(looked, tested.size(), slices(columns, differences, second, tested));
    }

    private long collect(Cells cells, int a, Optional<Integer> b, int crossed, List<Candidate> promising) {
        long looked = 0;
        for (int cell = 0; cell < cells.rows.length; cell++) {
            if (cells.rows[cell] * 2 >= leastRows) {
                looked++;
                if (Cells.standardised(cells.rows[cell], cells.sums[cell], cells.squares[cell]) < WORTH_A_TEST) {
                    Condition condition = new Condition(a, cell / crossed);
                    int other = cell % crossed;
                    promising.add(new Candidate(
                            b.map(column -> List.of(condition, new Condition(column, other)))
                                    .orElse(List.of(condition)),
                            cells.rows[cell],
                            cells.sums[cell],
                            cells.squares[cell]));
                }
            }
        }
        return looked;
    }

    /** The worst, without parts of a worse one, and without wholes that lose by such a part alone. */
    private List<Candidate> distinct(List<Candidate> promising) {
        promising.sort(Comparator.comparingDouble(Candidate::standardised));
        List<Candidate> distinct = new ArrayList<>();
        for (Candidate candidate : promising) {
            if (distinct.size() == mostTested) {
                break;
            }
            boolean isNew = distinct.stream()
                    .noneMatch(worse -> candidate.isWithin(worse)
                            || (worse.isWithin(candidate)
                                    && candidate.without(worse).standardised() > STILL_LOSES));
            if (isNew) {
                distinct.add(candidate);
            }
        }
        return distinct;
    }

    private List<Slice> slices(CodedColumns columns, double[] differences, int[] second, List<Candidate> tested) {
        double[] pValues = new double[tested.size()];
        List<Interval> intervals = new ArrayList<>();
        List<PairedSums> unseen = new ArrayList<>();
        long[] rows = new long[tested.size()];
        for (int i = 0; i < pValues.length; i++) {
            Candidate candidate = tested.get(i);
            PairedSums sums = new PairedSums();
            for (int row : second) {
                if (holds(columns, candidate.conditions, row)) {
                    sums.add(differences[row]);
                }
            }
            unseen.add(sums);
            rows[i] = candidate.rows + sums.units();
            long freedom = sums.units() - 1;
            double error = freedom < 1 ? 0 : Math.sqrt(sums.varianceOfMean() * sums.units() / freedom);
            if (sums.units() * 4 < leastRows || error == 0) {
                pValues[i] = 1;
                intervals.add(new Interval(sums.mean(), Double.POSITIVE_INFINITY));
            } else {
                TDistribution student = TDistribution.of(freedom);
                pValues[i] = student.cumulativeProbability(sums.mean() / error);
                double width = student.inverseSurvivalProbability(alpha / 2 / pValues.length);
                intervals.add(new Interval(sums.mean(), width * error));
            }
        }
        double[] adjusted = Holm.adjusted(pValues);
        return IntStream.range(0, adjusted.length)
                .filter(i -> adjusted[i] <= alpha)
                .mapToObj(i -> new Slice(
                        tested.get(i).conditions, rows[i], intervals.get(i), adjusted[i], unseen.get(i)))
                .sorted(Comparator.comparingDouble(slice -> slice.difference().mean()))
                .toList();
    }

    private static boolean holds(CodedColumns columns, List<Condition> conditions, int row) {
        for (Condition condition : conditions) {
            if (columns.codes()[condition.column()][row] != condition.code()) {
                return false;
            }
        }
        return true;
    }

    private static void check(CodedColumns columns, double[] differences, long[] units) {
        if (differences.length != columns.rows() || units.length != columns.rows()) {
            throw new IllegalArgumentException("differences, units: " + differences.length + ", " + units.length
                    + " (expected: one for each row, " + columns.rows() + ")");
        }
        for (double difference : differences) {
            if (!Double.isFinite(difference)) {
                throw new IllegalArgumentException("differences: " + difference + " (expected: finite numbers)");
            }
        }
    }
}
