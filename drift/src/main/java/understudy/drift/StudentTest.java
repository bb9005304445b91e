package understudy.drift;

import org.apache.commons.statistics.distribution.TDistribution;

/** Two-sided tests that two means are equal; the value is t, positive if the window's mean is lower. */
final class StudentTest {
    private StudentTest() {}

    /** Student's (1908), equal variances: n + m − 2 degrees of freedom. What Evidently calls its t-test. */
    static Reading pooled(Sample reference, Sample window) {
        check(reference, window);
        double n = reference.size();
        double m = window.size();
        double variance = (reference.squares() + window.squares()) / (n + m - 2);
        return of(reference.mean() - window.mean(), variance * (1 / n + 1 / m), n + m - 2);
    }

    /** Welch's (1947), any variances: degrees of freedom by Satterthwaite. */
    static Reading welch(Sample reference, Sample window) {
        check(reference, window);
        double n = reference.size();
        double m = window.size();
        double a = reference.squares() / (n - 1) / n;
        double b = window.squares() / (m - 1) / m;
        return of(reference.mean() - window.mean(), a + b, (a + b) * (a + b) / (a * a / (n - 1) + b * b / (m - 1)));
    }

    private static void check(Sample reference, Sample window) {
        reference.need(2, "reference");
        window.need(2, "window");
    }

    /** Two constants are the same or they are not; there is nothing to estimate. */
    private static Reading of(double difference, double variance, double freedom) {
        if (variance == 0) {
            return difference == 0
                    ? Reading.test(0, 1)
                    : Reading.test(Math.copySign(Double.POSITIVE_INFINITY, difference), 0);
        }
        double t = difference / Math.sqrt(variance);
        return Reading.test(t, 2 * TDistribution.of(freedom).survivalProbability(Math.abs(t)));
    }
}
