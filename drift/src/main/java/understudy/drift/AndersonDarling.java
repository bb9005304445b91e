package understudy.drift;

import java.util.Arrays;

/**
 * Anderson–Darling for k samples by mid-ranks, with the p-value interpolated between the published points (Scholz &
 * Stephens 1987, equation 7 and table 2); p is capped at 0.25 and floored at 0.001, as in SciPy.
 */
final class AndersonDarling {
    private static final double[] B0 = {0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085};
    private static final double[] B1 = {-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615};
    private static final double[] B2 = {-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154};
    private static final double[] LEVELS = {0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001};

    private AndersonDarling() {}

    static Reading of(Sample... samples) {
        Sample all = samples[0];
        for (int i = 1; i < samples.length; i++) {
            all = all.and(samples[i]);
        }
        if (all.distinct() < 2) {
            return Reading.test(0, LEVELS[0]);
        }
        all.need(4, "both samples together");
        int m = samples.length - 1;
        double value = (squares(samples, all) - m) / Math.sqrt(variance(samples, all.size()));
        return Reading.test(value, pValue(value, m));
    }

    static Reading of(Sample reference, Sample window) {
        return of(new Sample[] {reference, window});
    }

    private static double squares(Sample[] samples, Sample all) {
        int n = all.size();
        int[] at = new int[samples.length];
        double[] sums = new double[samples.length];
        for (int start = 0; start < n; ) {
            double value = all.at(start);
            int end = start;
            while (end < n && all.at(end) == value) {
                end++;
            }
            double ties = end - start;
            double below = start + ties / 2;
            for (int i = 0; i < samples.length; i++) {
                int from = at[i];
                while (at[i] < samples[i].size() && samples[i].at(at[i]) == value) {
                    at[i]++;
                }
                double off = n * ((from + at[i]) / 2.0) - below * samples[i].size();
                sums[i] += ties / n * off * off / (below * (n - below) - n * ties / 4);
            }
            start = end;
        }
        double total = 0;
        for (int i = 0; i < samples.length; i++) {
            total += sums[i] / samples[i].size();
        }
        return total * (n - 1.0) / n;
    }

    private static double variance(Sample[] samples, double n) {
        double k = samples.length;
        double inverse = Arrays.stream(samples).mapToDouble(sample -> 1.0 / sample.size()).sum();
        double h = 0;
        double g = 0;
        for (int i = 1; i < n - 1; i++) {
            h += 1 / (n - i);
            g += h / (i + 1);
        }
        h += 1;
        double a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * inverse;
        double b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
        double c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * inverse + 4 * h;
        double d = (2 * h + 6) * k * k - 4 * h * k;
        return (((a * n + b) * n + c) * n + d) / ((n - 1) * (n - 2) * (n - 3));
    }

    private static double pValue(double value, int m) {
        double[] critical = new double[LEVELS.length];
        for (int i = 0; i < critical.length; i++) {
            critical[i] = B0[i] + B1[i] / Math.sqrt(m) + B2[i] / m;
        }
        if (value < critical[0]) {
            return LEVELS[0];
        }
        if (value > critical[critical.length - 1]) {
            return LEVELS[LEVELS.length - 1];
        }
        return Math.exp(parabola(critical, Arrays.stream(LEVELS).map(Math::log).toArray(), value));
    }

    /** Least squares on the polynomials that are orthogonal at these points (Forsythe 1957), read at {@code place}. */
    private static double parabola(double[] x, double[] y, double place) {
        int n = x.length;
        double[] before = new double[n];
        double[] now = new double[n];
        Arrays.fill(now, 1);
        double placeBefore = 0;
        double placeNow = 1;
        double normBefore = 1;
        double fit = 0;
        for (int degree = 0; degree <= 2; degree++) {
            double norm = 0;
            double weighted = 0;
            double shift = 0;
            for (int i = 0; i < n; i++) {
                norm += now[i] * now[i];
                weighted += now[i] * y[i];
                shift += x[i] * now[i] * now[i];
            }
            fit += weighted / norm * placeNow;
            double beta = degree == 0 ? 0 : norm / normBefore;
            double placeNext = (place - shift / norm) * placeNow - beta * placeBefore;
            double[] next = new double[n];
            for (int i = 0; i < n; i++) {
                next[i] = (x[i] - shift / norm) * now[i] - beta * before[i];
            }
            before = now;
            now = next;
            placeBefore = placeNow;
            placeNow = placeNext;
            normBefore = norm;
        }
        return fit;
    }
}
