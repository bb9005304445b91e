package understudy.estimation;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/** People drawn from a known law, with the scores a model gives them and their outcomes. */
record Population(double[][] columns, double[] scores, boolean[] labels) {
    /** @param means of independent normal features, sd 1 @param score of a row @param chance that it is positive */
    static Population drawn(
            int rows,
            double[] means,
            ToDoubleFunction<double[]> score,
            ToDoubleFunction<double[]> chance,
            RandomGenerator random) {
        double[][] columns = new double[means.length][rows];
        double[] scores = new double[rows];
        boolean[] labels = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            double[] features = new double[means.length];
            for (int column = 0; column < means.length; column++) {
                features[column] = means[column] + random.nextGaussian();
                columns[column][row] = features[column];
            }
            scores[row] = score.applyAsDouble(features);
            labels[row] = random.nextDouble() < chance.applyAsDouble(features);
        }
        return new Population(columns, scores, labels);
    }

    static double logistic(double raw) {
        return 1 / (1 + Math.exp(-raw));
    }

    LabelledScores labelled(double threshold) {
        LabelledScores labelled = new LabelledScores(threshold);
        for (int row = 0; row < scores.length; row++) {
            labelled.add(scores[row], labels[row]);
        }
        return labelled;
    }

    double realised(Metric metric) {
        return labelled(0.5).estimate(metric, 0.5).value();
    }

    Attribution.Rows rows() {
        return new Attribution.Rows(columns, scores, Optional.of(labels));
    }

    Attribution.Rows withoutLabels() {
        return new Attribution.Rows(columns, scores, Optional.empty());
    }

    double[] ones() {
        double[] ones = new double[scores.length];
        Arrays.fill(ones, 1);
        return ones;
    }
}
