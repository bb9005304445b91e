package understudy.drift;

import java.util.Arrays;
import understudy.statistics.SymmetricEigen;

/**
 * Drift of many columns together: how badly the reference's main directions describe a window. Values are imputed,
 * standardised and projected on the fewest principal components that hold more than 65 % of the variance; the error is
 * the mean Euclidean distance to the projection, as NannyML has it. Categories come as their count in the reference.
 * Learning takes about 30·columns³ operations, so 300 columns at most. Immutable.
 */
public final class PrincipalReconstruction {
    private static final double VARIANCE = 0.65;
    private static final int MOST_COLUMNS = 300;

    private final double[] imputed;
    private final double[] means;
    private final double[] deviations;
    private final double[][] components;

    private PrincipalReconstruction(double[] imputed, double[] means, double[] deviations, double[][] components) {
        this.imputed = imputed;
        this.means = means;
        this.deviations = deviations;
        this.components = components;
    }

    /**
     * How far a window is from what the components can say.
     *
     * @param mean of the rows' Euclidean distances, in standard deviations
     * @param error standard error of the mean; NaN for one row
     */
    public record Distance(double mean, double error) {}

    /**
     * @param reference rows × columns, NaN where missing; two rows or more
     * @param imputed by column what stands for a missing value: the mean of numbers, the most frequent category's count
     */
    public static PrincipalReconstruction of(double[][] reference, double[] imputed) {
        int columns = imputed.length;
        if (reference.length < 2 || columns < 1 || columns > MOST_COLUMNS) {
            throw new IllegalArgumentException("reference: " + reference.length + " rows of " + columns
                    + " columns (expected: 2 rows or more of 1 to " + MOST_COLUMNS + ")");
        }
        double[] means = new double[columns];
        double[] deviations = new double[columns];
        for (double[] row : reference) {
            for (int column = 0; column < columns; column++) {
                means[column] += value(row, column, imputed) / reference.length;
            }
        }
        for (double[] row : reference) {
            for (int column = 0; column < columns; column++) {
                double off = value(row, column, imputed) - means[column];
                deviations[column] += off * off / reference.length;
            }
        }
        for (int column = 0; column < columns; column++) {
            deviations[column] = deviations[column] > 0 ? Math.sqrt(deviations[column]) : 1;
        }
        SymmetricEigen eigen = new SymmetricEigen(correlations(reference, imputed, means, deviations));
        return new PrincipalReconstruction(imputed.clone(), means, deviations, main(eigen));
    }

    public int components() {
        return components.length;
    }

    /** @param window rows × columns, NaN where missing; one row or more */
    public Distance distance(double[][] window) {
        if (window.length == 0) {
            throw new IllegalArgumentException("window: 0 rows (expected: 1 or more)");
        }
        double[] scaled = new double[means.length];
        double mean = 0;
        double squares = 0;
        for (int row = 0; row < window.length; row++) {
            double distance = distance(window[row], scaled);
            double off = distance - mean;
            mean += off / (row + 1);
            squares += off * (distance - mean);
        }
        return new Distance(mean, Math.sqrt(squares / (window.length - 1.0) / window.length));
    }

    /** |x|² less the squares along the components, which are at right angles. */
    private double distance(double[] row, double[] scaled) {
        for (int column = 0; column < scaled.length; column++) {
            scaled[column] = (value(row, column, imputed) - means[column]) / deviations[column];
        }
        double left = dot(scaled, scaled);
        for (double[] component : components) {
            double along = dot(scaled, component);
            left -= along * along;
        }
        return Math.sqrt(Math.max(0, left));
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static double value(double[] row, int column, double[] imputed) {
        if (row.length != imputed.length) {
            throw new IllegalArgumentException("row: " + row.length + " values (expected: " + imputed.length + ")");
        }
        return Double.isNaN(row[column]) ? imputed[column] : row[column];
    }

    private static double[][] correlations(
            double[][] reference, double[] imputed, double[] means, double[] deviations) {
        int columns = means.length;
        double[][] correlations = new double[columns][columns];
        double[] scaled = new double[columns];
        for (double[] row : reference) {
            for (int i = 0; i < columns; i++) {
                scaled[i] = (value(row, i, imputed) - means[i]) / deviations[i];
                for (int j = 0; j <= i; j++) {
                    correlations[i][j] += scaled[i] * scaled[j] / reference.length;
                }
            }
        }
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < i; j++) {
                correlations[j][i] = correlations[i][j];
            }
        }
        return correlations;
    }

    private static double[][] main(SymmetricEigen eigen) {
        double all = 0;
        for (int i = 0; i < eigen.size(); i++) {
            all += Math.max(0, eigen.value(i));
        }
        double[][] components = new double[eigen.size()][];
        int count = 0;
        double held = 0;
        while (count < eigen.size() && held <= VARIANCE * all) {
            components[count] = eigen.vector(count);
            held += Math.max(0, eigen.value(count));
            count++;
        }
        return Arrays.copyOf(components, count);
    }
}
