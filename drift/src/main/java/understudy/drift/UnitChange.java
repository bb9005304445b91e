package understudy.drift;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Recognises that a column comes in another unit than in the reference: its quantiles are the reference's under a known
 * conversion w = a·r + b, and not as they were. A guess to be shown with its name, never a reason to convert by itself.
 *
 * @param name such as {@code °C became °F}
 * @param factor a
 * @param offset b
 * @param misfit how far quantiles are from the converted ones on average, in widths of the converted middle half
 */
public record UnitChange(String name, double factor, double offset, double misfit) {
    /** Quantiles that outliers do not reach. */
    private static final double[] RANKS = {0.05, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.95};

    /** Two samples of 50 rows of one normal law differ by so much in one of ten cases. */
    private static final double CLOSE = 0.2;

    /** As they were, they must fit so many times worse. */
    private static final double CLEARLY = 3;

    private static final int LEAST_ROWS = 30;

    private static final List<UnitChange> KNOWN = List.of(
            new UnitChange("a thousand times as large (such as kilo to base, seconds to milliseconds)", 1_000, 0, 0),
            new UnitChange("a thousandth (such as base to kilo, milliseconds to seconds)", 0.001, 0, 0),
            new UnitChange("a hundred times as large (such as share to percent, money to cents)", 100, 0, 0),
            new UnitChange("a hundredth (such as percent to share, cents to money)", 0.01, 0, 0),
            new UnitChange("°C became °F", 1.8, 32, 0),
            new UnitChange("°F became °C", 1 / 1.8, -32 / 1.8, 0),
            new UnitChange("kilometres became miles", 1 / 1.609344, 0, 0),
            new UnitChange("miles became kilometres", 1.609344, 0, 0),
            new UnitChange("kilograms became pounds", 1 / 0.45359237, 0, 0),
            new UnitChange("pounds became kilograms", 0.45359237, 0, 0));

    /** @return the conversion that fits best, if one does; empty under 30 rows a side */
    public static Optional<UnitChange> between(Sample reference, Sample window) {
        if (reference.size() < LEAST_ROWS || window.size() < LEAST_ROWS) {
            return Optional.empty();
        }
        double[] was = quantiles(reference);
        double[] is = quantiles(window);
        double same = misfit(was, is, 1, 0);
        return KNOWN.stream()
                .map(known -> new UnitChange(
                        known.name, known.factor, known.offset, misfit(was, is, known.factor, known.offset)))
                .filter(change -> change.misfit <= CLOSE && CLEARLY * change.misfit < same && same > CLOSE)
                .min(Comparator.comparingDouble(UnitChange::misfit));
    }

    private static double[] quantiles(Sample sample) {
        double[] quantiles = new double[RANKS.length];
        for (int i = 0; i < RANKS.length; i++) {
            quantiles[i] = sample.quantile(RANKS[i]);
        }
        return quantiles;
    }

    /** In widths of the converted middle half; of a constant column in hundredths of its value. */
    private static double misfit(double[] was, double[] is, double factor, double offset) {
        double width = Math.abs(factor) * (was[6] - was[2]);
        double scale = Math.max(width, Math.abs(factor * was[4] + offset) / 100);
        double sum = 0;
        for (int i = 0; i < was.length; i++) {
            sum += Math.abs(is[i] - (factor * was[i] + offset));
        }
        return scale == 0 ? Double.POSITIVE_INFINITY : sum / was.length / scale;
    }
}
