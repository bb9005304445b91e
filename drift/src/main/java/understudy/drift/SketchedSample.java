package understudy.drift;

import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * Numbers of a column of which only quantiles are known, within an error: a sketch. Describes large windows whose rows are
 * gone. As safe for several threads as the function is.
 *
 * @param quantile of a rank of 0 to 1; never falls
 * @param rows 1 or more
 * @param error how far a share may be off, 0 to 1, such as 0.0035 of a KLL sketch of k = 1,024 at 99 %
 */
public record SketchedSample(DoubleUnaryOperator quantile, long rows, double error) {
    /** Places on each side where both distribution functions are compared. */
    private static final int PLACES = 256;

    /** Halvings of the rank: finer than any sketch. */
    private static final int HALVINGS = 24;

    private static final double ALPHA = 0.05;

    /** Terms of the Kolmogorov series beyond this change nothing. */
    private static final int TERMS = 100;

    public SketchedSample {
        if (rows < 1 || !(error >= 0 && error <= 1)) {
            throw new IllegalArgumentException("rows, error: " + rows + ", " + error + " (expected: 1 or more, 0 to 1)");
        }
    }

    /**
     * Kolmogorov–Smirnov, with the distance taken at the quantiles of both and, for the p-value, less by both errors: a
     * p-value that is too large rather than too small. By the limit law with Stephens' (1970) correction.
     */
    public static Measured kolmogorovSmirnov(SketchedSample reference, SketchedSample window) {
        double distance = Math.max(apart(reference, window, reference), apart(reference, window, window));
        double sure = Math.max(0, distance - reference.error - window.error);
        double root = Math.sqrt((double) reference.rows * window.rows / (reference.rows + window.rows));
        double pValue = beyond((root + 0.12 + 0.11 / root) * sure);
        return Measured.of(
                "ks.sketched", new Reading(distance, OptionalDouble.of(pValue)), ALPHA, Rule.P_BELOW);
    }

    private static double apart(SketchedSample reference, SketchedSample window, SketchedSample where) {
        double most = 0;
        for (int i = 0; i <= PLACES; i++) {
            double value = where.quantile.applyAsDouble(i / (double) PLACES);
            most = Math.max(most, Math.abs(reference.upTo(value) - window.upTo(value)));
        }
        return most;
    }

    /** Share at or below a value: the greatest rank whose quantile is not above it. */
    private double upTo(double value) {
        double low = 0;
        double high = 1;
        if (quantile.applyAsDouble(0) > value) {
            return 0;
        }
        if (quantile.applyAsDouble(1) <= value) {
            return 1;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (quantile.applyAsDouble(middle) <= value) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** P(K > x) of Kolmogorov's limit law: 2 Σ (−1)ᵏ⁻¹ exp(−2k²x²). */
    private static double beyond(double x) {
        if (x < 0.2) {
            return 1;
        }
        double sum = 0;
        for (int k = 1; k <= TERMS; k++) {
            double term = Math.exp(-2.0 * k * k * x * x);
            sum += k % 2 == 1 ? term : -term;
            if (term < 1e-17) {
                break;
            }
        }
        return Math.clamp(2 * sum, 0, 1);
    }
}
