package understudy.drift;

/** Integrals over the difference of both distribution functions F and G. */
final class CumulativeDistance {
    /** Evidently's least divisor, for constant columns. */
    private static final double LEAST_DEVIATION = 0.001;

    private CumulativeDistance() {}

    /** ∫|F − G| divided by the reference's standard deviation (divisor n), at least 0.001. */
    static Reading wassersteinNormed(Sample reference, Sample window) {
        return Reading.distance(
                integral(reference, window, false) / Math.max(reference.deviation(), LEAST_DEVIATION));
    }

    /** √(2 ∫(F − G)²) (Székely & Rizzo 2004), in the root of the column's unit. */
    static Reading energy(Sample reference, Sample window) {
        return Reading.distance(Math.sqrt(2 * integral(reference, window, true)));
    }

    private static double integral(Sample reference, Sample window, boolean squared) {
        int i = 0;
        int j = 0;
        double sum = 0;
        double last = Math.min(reference.least(), window.least());
        while (i < reference.size() || j < window.size()) {
            boolean first = j == window.size() || i < reference.size() && reference.at(i) <= window.at(j);
            double next = first ? reference.at(i) : window.at(j);
            double gap = Math.abs(i / (double) reference.size() - j / (double) window.size());
            sum += (squared ? gap * gap : gap) * (next - last);
            last = next;
            if (first) {
                i++;
            } else {
                j++;
            }
        }
        return sum;
    }
}
