package understudy.statistics;

import java.util.Arrays;

/**
 * Average precision of both sides of two joint grids, positives and negatives: Σ precision · step of recall, over
 * thresholds from high to low. A bin of ties is one threshold; one that holds a range of scores is many, along which its
 * positives and negatives come evenly mixed. The variance of the difference is that of the multinomial delta method: the
 * mean square, over all rows, of the difference of influences.
 */
final class AveragePrecision {
    /** Taken along a bin that holds a range of scores. */
    private static final int THRESHOLDS = 16;

    private AveragePrecision() {}

    static PairedEstimate of(JointGrid positive, JointGrid negative) {
        Side champion = Side.of(positive.marginalA(), negative.marginalA(), positive.linesA());
        Side challenger = Side.of(positive.marginalB(), negative.marginalB(), positive.linesB());
        double squares = squares(positive, champion.ofPositive, challenger.ofPositive)
                + squares(negative, champion.ofNegative, challenger.ofNegative);
        long rows = positive.total() + negative.total();
        return new PairedEstimate(champion.value, challenger.value, squares / ((double) rows * rows), rows);
    }

    private static double squares(JointGrid grid, double[] champion, double[] challenger) {
        double squares = 0;
        for (int row = 0; row < grid.rows(); row++) {
            for (int column = 0; column < grid.columns(); column++) {
                double influence = challenger[column] - champion[row];
                squares += grid.count(row, column) * influence * influence;
            }
        }
        return squares;
    }

    /** Average precision, and the influence on it of one more row of each class in each bin. */
    private record Side(double value, double[] ofPositive, double[] ofNegative) {
        static Side of(long[] positives, long[] negatives, JointGrid.Lines lines) {
            double positive = Arrays.stream(positives).sum();
            double all = positive + Arrays.stream(negatives).sum();
            Bin[] bins = new Bin[positives.length];
            double positivesAbove = 0;
            double rowsAbove = 0;
            double sum = 0;
            for (int i = bins.length - 1; i >= 0; i--) {
                int thresholds = lines.isEveryValue() ? 1 : THRESHOLDS;
                bins[i] = Bin.of(positives[i], positives[i] + negatives[i], positivesAbove, rowsAbove, thresholds);
                positivesAbove += positives[i];
                rowsAbove += positives[i] + negatives[i];
                sum += positives[i] * bins[i].precision;
            }
            double value = sum / positive;
            double[] ofPositive = new double[bins.length];
            double[] ofNegative = new double[bins.length];
            double gained = 0;
            double lost = 0;
            for (int i = 0; i < bins.length; i++) {
                // a row here is above all thresholds of lower bins, and above some of its own bin
                double own = bins[i].precision + bins[i].gainedWithin + gained;
                ofPositive[i] = (own - value) * all / positive;
                ofNegative[i] = -(bins[i].lostWithin + lost) * all / positive;
                gained += bins[i].gained;
                lost += bins[i].lost;
            }
            return new Side(value, ofPositive, ofNegative);
        }
    }

    /**
     * Means over the thresholds of a bin.
     *
     * @param gained its positives times the change of precision for one more positive above it
     * @param lost the same for one more negative, sign turned
     * @param gainedWithin the same for one more positive inside it
     */
    private record Bin(double precision, double gained, double lost, double gainedWithin, double lostWithin) {
        static Bin of(double positives, double rows, double positivesAbove, double rowsAbove, int thresholds) {
            if (rows == 0) {
                return new Bin(rowsAbove == 0 ? 0 : positivesAbove / rowsAbove, 0, 0, 0, 0);
            }
            double[] sums = new double[5];
            for (int i = 1; i <= thresholds; i++) {
                double passed = thresholds == 1 ? 1 : (i - 0.5) / thresholds;
                double above = rowsAbove + passed * rows;
                double precision = (positivesAbove + passed * positives) / above;
                double weight = positives / above;
                sums[0] += precision;
                sums[1] += weight * (1 - precision);
                sums[2] += weight * precision;
                sums[3] += passed * weight * (1 - precision);
                sums[4] += passed * weight * precision;
            }
            return new Bin(
                    sums[0] / thresholds,
                    sums[1] / thresholds,
                    sums[2] / thresholds,
                    sums[3] / thresholds,
                    sums[4] / thresholds);
        }
    }
}
