package understudy.statistics;

/**
 * Average precision of both sides of two joint grids, positives and negatives: Σ precision · step of recall, over
 * thresholds from high to low, each bin being one threshold. The variance of the difference is that of the multinomial
 * delta method: the mean square, over all rows, of the difference of influences.
 */
final class AveragePrecision {
    private AveragePrecision() {}

    static PairedEstimate of(JointGrid positive, JointGrid negative) {
        Side champion = Side.of(positive.marginalA(), negative.marginalA());
        Side challenger = Side.of(positive.marginalB(), negative.marginalB());
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
        static Side of(long[] positives, long[] negatives) {
            int bins = positives.length;
            double[] precision = new double[bins];
            double[] above = new double[bins];
            long positive = 0;
            long all = 0;
            double sum = 0;
            for (int bin = bins - 1; bin >= 0; bin--) {
                positive += positives[bin];
                all += positives[bin] + negatives[bin];
                above[bin] = all;
                precision[bin] = all == 0 ? 0 : (double) positive / all;
                sum += positives[bin] * precision[bin];
            }
            double value = sum / positive;
            double share = positive / (double) all;
            double[] ofPositive = new double[bins];
            double[] ofNegative = new double[bins];
            double gained = 0;
            double lost = 0;
            for (int bin = 0; bin < bins; bin++) {
                // a row here is above the threshold of this bin and of every lower one
                double weight = above[bin] == 0 ? 0 : positives[bin] / above[bin];
                gained += weight * (1 - precision[bin]);
                lost += weight * precision[bin];
                ofPositive[bin] = (precision[bin] + gained - value) / share;
                ofNegative[bin] = -lost / share;
            }
            return new Side(value, ofPositive, ofNegative);
        }
    }
}
