package understudy.drift;

import java.util.Arrays;

/** Distances between two lists of shares p (reference) and q (window). */
final class ShareDistance {
    private ShareDistance() {}

    /** √(½ KL(p‖m) + ½ KL(q‖m)), m = (p + q)/2, natural logarithm: 0 to √ln 2 = 0.83. */
    static Reading jensenShannonEvidently(Sample reference, Sample window) {
        return Reading.distance(jensenShannon(Shares.evidently(reference, window), 1));
    }

    static Reading jensenShannonEvidently(long[] reference, long[] window) {
        return Reading.distance(jensenShannon(Shares.of(reference, window), 1));
    }

    /** The same in base 2: 0 to 1. */
    static Reading jensenShannonNannyml(Sample reference, Sample window) {
        return Reading.distance(jensenShannon(Shares.nannyml(reference, window), Math.log(2)));
    }

    static Reading jensenShannonNannyml(long[] reference, long[] window) {
        long[][] counts = Shares.beyond(new long[][] {reference, window});
        return Reading.distance(jensenShannon(Shares.of(counts[0], counts[1]), Math.log(2)));
    }

    /** Σ p ln(p/q) of the reference against the window, empty bins filled as Evidently does, then scaled to sum 1. */
    static Reading kullbackLeibler(Sample reference, Sample window) {
        return Reading.distance(kullbackLeibler(Shares.evidently(reference, window).filled()));
    }

    static Reading kullbackLeibler(long[] reference, long[] window) {
        return Reading.distance(kullbackLeibler(Shares.of(reference, window).filled()));
    }

    /** √(1 − Σ√(pq)) over Sturges bins of the distinct numbers of both sides. */
    static Reading hellingerEvidently(Sample reference, Sample window) {
        double[] edges = Histogram.sturges(Sample.of(reference.and(window).distinctValues()));
        return Reading.distance(
                hellinger(Shares.of(Histogram.counts(reference, edges), Histogram.counts(window, edges))));
    }

    /** The same over NannyML's bins. */
    static Reading hellingerNannyml(Sample reference, Sample window) {
        return Reading.distance(hellinger(Shares.nannyml(reference, window)));
    }

    static Reading hellinger(long[] reference, long[] window) {
        return Reading.distance(hellinger(Shares.of(reference, window)));
    }

    /** ½ Σ|p − q|, 0 to 1. */
    static Reading totalVariation(long[] reference, long[] window) {
        Shares shares = Shares.of(reference, window);
        double sum = 0;
        for (int i = 0; i < shares.reference().length; i++) {
            sum += Math.abs(shares.reference()[i] - shares.window()[i]);
        }
        return Reading.distance(sum / 2);
    }

    /** max|p − q|, 0 to 1. */
    static Reading linfinity(long[] reference, long[] window) {
        Shares shares = Shares.of(reference, window);
        double largest = 0;
        for (int i = 0; i < shares.reference().length; i++) {
            largest = Math.max(largest, Math.abs(shares.reference()[i] - shares.window()[i]));
        }
        return Reading.distance(largest);
    }

    private static double jensenShannon(Shares shares, double unit) {
        double[] p = shares.reference();
        double[] q = shares.window();
        double divergence = 0;
        for (int i = 0; i < p.length; i++) {
            double middle = (p[i] + q[i]) / 2;
            divergence += term(p[i], middle) + term(q[i], middle);
        }
        return Math.sqrt(Math.max(0, divergence / 2 / unit));
    }

    private static double term(double share, double middle) {
        return share == 0 ? 0 : share * Math.log(share / middle);
    }

    private static double kullbackLeibler(Shares shares) {
        double p = Arrays.stream(shares.reference()).sum();
        double q = Arrays.stream(shares.window()).sum();
        double sum = 0;
        for (int i = 0; i < shares.reference().length; i++) {
            sum += term(shares.reference()[i] / p, shares.window()[i] / q);
        }
        return sum;
    }

    private static double hellinger(Shares shares) {
        double overlap = 0;
        for (int i = 0; i < shares.reference().length; i++) {
            overlap += Math.sqrt(shares.reference()[i] * shares.window()[i]);
        }
        return Math.sqrt(1 - Math.min(1, overlap));
    }
}
