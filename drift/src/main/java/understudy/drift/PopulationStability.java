package understudy.drift;

import java.util.Arrays;
import understudy.statistics.Psi;

/** Σ (q − p) ln(q / p), by whoever draws the bins and fills the empty ones. */
final class PopulationStability {
    private PopulationStability() {}

    /** Ten quantile bins and +0.5, p-value by (1/n + 1/m) χ²(B − 1) (Yurdakul 2018); see {@link Psi}. */
    static Reading calibrated(Sample reference, Sample window) {
        Psi psi = Psi.of(reference.sorted(), window.sorted());
        return Reading.test(psi.value(), psi.pValue());
    }

    static Reading calibrated(long[] reference, long[] window) {
        Psi psi = Psi.of(reference, window);
        return Reading.test(psi.value(), psi.pValue());
    }

    /** Evidently's: Sturges bins over both, empty ones filled. */
    static Reading evidently(Sample reference, Sample window) {
        return Reading.distance(of(Shares.evidently(reference, window).filled()));
    }

    static Reading evidently(long[] reference, long[] window) {
        return Reading.distance(of(Shares.of(reference, window).filled()));
    }

    /** NannyML has no PSI; this one is over its Doane bins and overflow, with 0.5 added to every count. */
    static Reading nannyml(Sample reference, Sample window) {
        long[][] counts = Shares.nannymlCounts(reference, window);
        return Reading.distance(of(new Shares(smoothed(counts[0]), smoothed(counts[1]))));
    }

    private static double[] smoothed(long[] counts) {
        double total = Arrays.stream(counts).sum() + 0.5 * counts.length;
        return Arrays.stream(counts).mapToDouble(count -> (count + 0.5) / total).toArray();
    }

    private static double of(Shares shares) {
        double value = 0;
        for (int i = 0; i < shares.reference().length; i++) {
            double p = shares.reference()[i];
            double q = shares.window()[i];
            value += (p - q) * Math.log(p / q);
        }
        return value;
    }
}
