package understudy.drift;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import understudy.statistics.SymmetricEigen;

/**
 * Epps and Singleton's test (1986) of two empirical characteristic functions at t = 0.4 and 0.8 half interquartile
 * ranges, with their correction for small samples; any kind of number, also whole ones. As SciPy.
 */
final class EppsSingleton {
    private static final double[] POINTS = {0.4, 0.8};
    private static final int SIZE = 2 * POINTS.length;
    private static final int SMALL = 25;

    private EppsSingleton() {}

    /** @throws IllegalArgumentException under 5 rows a side, or if the middle half of all rows is one value */
    static Reading of(Sample reference, Sample window) {
        reference.need(5, "reference");
        window.need(5, "window");
        Sample both = reference.and(window);
        double spread = (both.quantile(0.75) - both.quantile(0.25)) / 2;
        if (spread == 0) {
            throw new IllegalArgumentException(
                    "eppssingleton: the middle half of all rows is " + both.quantile(0.5) + " (expected: some spread)");
        }
        double nx = reference.size();
        double ny = window.size();
        double n = nx + ny;
        double[][] x = waves(reference, spread);
        double[][] y = waves(window, spread);
        double[] difference = new double[SIZE];
        double[][] covariance = new double[SIZE][SIZE];
        for (int i = 0; i < SIZE; i++) {
            difference[i] = mean(x[i]) - mean(y[i]);
            for (int j = 0; j < SIZE; j++) {
                covariance[i][j] = n / nx * covariance(x[i], x[j]) + n / ny * covariance(y[i], y[j]);
            }
        }
        SymmetricEigen eigen = new SymmetricEigen(covariance);
        int rank = 0;
        double value = 0;
        for (int i = 0; i < SIZE; i++) {
            if (eigen.value(i) > 1e-15 * eigen.value(0)) {
                rank++;
                double along = 0;
                for (int j = 0; j < SIZE; j++) {
                    along += eigen.vector(i)[j] * difference[j];
                }
                value += n * along * along / eigen.value(i);
            }
        }
        if (Math.max(nx, ny) < SMALL) {
            value /= 1 + Math.pow(n, -0.45) + 10.1 * (Math.pow(nx, -1.7) + Math.pow(ny, -1.7));
        }
        return Reading.test(value, ChiSquaredDistribution.of(rank).survivalProbability(value));
    }

    private static double[][] waves(Sample sample, double spread) {
        double[][] waves = new double[SIZE][sample.size()];
        for (int i = 0; i < POINTS.length; i++) {
            for (int row = 0; row < sample.size(); row++) {
                waves[i][row] = Math.cos(POINTS[i] / spread * sample.at(row));
                waves[POINTS.length + i][row] = Math.sin(POINTS[i] / spread * sample.at(row));
            }
        }
        return waves;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double covariance(double[] x, double[] y) {
        double meanX = mean(x);
        double meanY = mean(y);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - meanX) * (y[i] - meanY);
        }
        return sum / x.length;
    }
}
