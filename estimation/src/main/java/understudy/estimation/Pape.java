package understudy.estimation;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Performance before labels come, for windows with other inputs than the reference: {@link Cbpe} whose calibration is
 * fitted anew for each window, with every reference row weighted by how much more often its like comes there
 * (probabilistic adaptive performance estimation, Białek, Kuberski, Perrakis, Bifet 2024, arXiv 2401.08348). So the same
 * score may mean another probability in another window. Blind to concept drift as CBPE is. The arrays are not copied.
 */
public final class Pape {
    private final double[][] columns;
    private final double[] scores;
    private final boolean[] labels;
    private final double threshold;
    private final LabelledScores reference;

    /**
     * @param performance with CBPE's band, as if all reference rows counted the same
     * @param effectiveRows what the weighted reference is worth, (Σw)² / Σw²; under 200 the estimate has little to stand on
     */
    public record Adapted(EstimatedPerformance performance, double effectiveRows) {
        public boolean isFounded() {
            return effectiveRows >= Attribution.FEWEST_ROWS;
        }
    }

    /**
     * @param columns column × row, NaN where missing, categories as numbers
     * @param scores one for each row, 0 to 1
     * @param labels one for each row, of both kinds
     */
    public Pape(double[][] columns, double[] scores, boolean[] labels, double threshold) {
        if (BinnedColumns.requireRows(columns) != scores.length) {
            throw new IllegalArgumentException(
                    "scores: " + scores.length + " (expected: " + columns[0].length + ", one for each row)");
        }
        this.columns = columns;
        this.scores = scores;
        this.labels = labels;
        this.threshold = threshold;
        this.reference = Cbpe.labelled(scores, labels, threshold);
    }

    /** @param window the same columns @param windowScores one for each row, 0 to 1 */
    public Adapted estimate(double[][] window, double[] windowScores, RandomGenerator random) {
        DensityRatio ratio = new DensityRatio(columns, window, random);
        double[] weights = Arrays.copyOf(
                ratio.of(IntStream.range(0, ratio.columns()).toArray()), scores.length);
        ScoreCalibration calibration = ScoreCalibration.fit(scores, labels, weights, random);
        return new Adapted(
                new Cbpe(threshold, calibration, reference).estimate(windowScores), DensityRatio.effective(weights));
    }
}
