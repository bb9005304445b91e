package understudy.drift;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * Recognises that a column comes in another unit than in the reference: its values are the reference's under a known
 * conversion w = a·r + b, and neither as they were nor as they would be under any other factor near by. Samples are compared by
 * the largest difference D of their distribution functions, which no tail can move, times √(nm/(n + m)): 1.95 is passed by one of
 * a thousand pairs of samples of one law (Kolmogorov–Smirnov). A guess to be shown with its name, never a reason to convert.
 *
 * <p>Named is what (1) fits: D is at most 0.1, or what chance does; (2) explains what no change does not: unconverted, D is
 * three times as large and beyond 4 of chance's units; (3) is sharp: a factor a tenth away (three times, for factors of ten and
 * more; of what has an offset, a quarter, a mere shift and a mere factor) fits clearly worse; (4) is the factor that the data
 * show, within 5 % (25 % for factors of ten and more).
 *
 * @param name such as {@code °C became °F}
 * @param factor a
 * @param offset b
 * @param misfit D after the conversion, 0 to 1
 */
public record UnitChange(String name, double factor, double offset, double misfit) {
    private static final int LEAST_ROWS = 50;

    /** In chance's units: passed by one of a thousand pairs of samples of one law. */
    private static final double CHANCE = 1.95;

    /** Drift that may come on top of another unit. */
    private static final double CLOSE = 0.1;

    /** In chance's units, and as a multiple of the named conversion's: what no change has to be off by. */
    private static final double NEVER_CHANCE = 4;

    private static final double TIMES_WORSE = 3;

    /** In chance's units, and as a multiple: what other factors have to be off by. */
    private static final double WORSE = 2;

    private static final double CLEARLY = 1.5;
    private static final double LARGE = 10;
    private static final int STEPS = 40;

    /** Values that are equal but for the last digits of a product. */
    private static final double ROUNDED = 1e-9;

    private static final List<UnitChange> KNOWN = List.of(
            new UnitChange("a thousand times as large (such as kilo to base, seconds to milliseconds)", 1_000, 0, 0),
            new UnitChange("a thousandth (such as base to kilo, milliseconds to seconds)", 0.001, 0, 0),
            new UnitChange("a hundred times as large (such as share to percent, money to cents)", 100, 0, 0),
            new UnitChange("a hundredth (such as percent to share, cents to money)", 0.01, 0, 0),
            new UnitChange("sixty times as large (such as hours to minutes, minutes to seconds)", 60, 0, 0),
            new UnitChange("a sixtieth (such as minutes to hours, seconds to minutes)", 1 / 60.0, 0, 0),
            new UnitChange("°C became °F", 1.8, 32, 0),
            new UnitChange("°F became °C", 1 / 1.8, -32 / 1.8, 0),
            new UnitChange("kilometres became miles", 1 / 1.609344, 0, 0),
            new UnitChange("miles became kilometres", 1.609344, 0, 0),
            new UnitChange("kilograms became pounds", 1 / 0.45359237, 0, 0),
            new UnitChange("pounds became kilograms", 0.45359237, 0, 0));

    /** @return the conversion that fits best, if one does; empty under 50 rows a side */
    public static Optional<UnitChange> between(Sample reference, Sample window) {
        if (reference.size() < LEAST_ROWS || window.size() < LEAST_ROWS) {
            return Optional.empty();
        }
        double[] was = reference.sorted();
        double[] is = window.sorted();
        double root = Math.sqrt((double) was.length * is.length / (was.length + is.length));
        double same = distance(was, is, 1, 0);
        if (same * root < NEVER_CHANCE) {
            return Optional.empty();
        }
        return KNOWN.stream()
                .map(known -> known.measured(was, is))
                .filter(known -> known.misfit <= Math.max(CLOSE, CHANCE / root) && TIMES_WORSE * known.misfit < same)
                .filter(known -> known.others(reference, window).allMatch(
                        other -> other * root >= WORSE && other >= CLEARLY * known.misfit))
                .filter(known -> known.isWhatDataShow(was, is))
                .min(Comparator.comparingDouble(UnitChange::misfit));
    }

    private UnitChange measured(double[] was, double[] is) {
        return new UnitChange(name, factor, offset, distance(was, is, factor, offset));
    }

    private boolean isLarge() {
        return factor >= LARGE || factor <= 1 / LARGE;
    }

    /** Misfits of what must not fit as well. */
    private DoubleStream others(Sample reference, Sample window) {
        double[] was = reference.sorted();
        double[] is = window.sorted();
        double near = offset != 0 ? 1.25 : isLarge() ? 3 : 1.1;
        DoubleStream factors = DoubleStream.of(near, 1 / near).map(times -> distance(was, is, times * factor, offset));
        if (offset == 0) {
            return factors;
        }
        double before = reference.quantile(0.5);
        double now = window.quantile(0.5);
        double scaled = before == 0 || now / before <= 0 ? 1 : distance(was, is, now / before, 0);
        return DoubleStream.concat(factors, DoubleStream.of(distance(was, is, 1, now - before), scaled));
    }

    /** The middle of the factors that fit best, of those near. */
    private boolean isWhatDataShow(double[] was, double[] is) {
        double tolerance = Math.log(isLarge() ? 1.25 : 1.05);
        double best = Double.POSITIVE_INFINITY;
        double least = 0;
        double most = 0;
        for (int step = -STEPS; step <= STEPS; step++) {
            double apart = 2 * tolerance * step / STEPS;
            double misfit = distance(was, is, factor * Math.exp(apart), offset);
            if (misfit < best) {
                best = misfit;
                least = apart;
            }
            if (misfit <= best) {
                most = apart;
            }
        }
        return Math.abs(least + most) / 2 <= tolerance;
    }

    /** The largest difference of the distribution functions, after the conversion. @param factor above 0 */
    private static double distance(double[] was, double[] is, double factor, double offset) {
        double largest = 0;
        int old = 0;
        int now = 0;
        while (old < was.length && now < is.length) {
            double converted = factor * was[old] + offset;
            double value = Math.min(converted, is[now]);
            double upTo = value + ROUNDED * Math.abs(value);
            while (old < was.length && factor * was[old] + offset <= upTo) {
                old++;
            }
            while (now < is.length && is[now] <= upTo) {
                now++;
            }
            largest = Math.max(largest, Math.abs(old / (double) was.length - now / (double) is.length));
        }
        return largest;
    }
}
