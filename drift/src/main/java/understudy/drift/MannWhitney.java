package understudy.drift;

import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;

/**
 * Mann and Whitney's U (1947) of the reference, with SciPy's choice: exact if a side has at most 8 rows and there are no
 * ties, else normal with tie and continuity correction.
 */
final class MannWhitney {
    private static final int SMALL = 8;

    /** The exact law takes memory as the product of both sizes. */
    private static final int EXACT_AT_MOST = 1_000;

    private MannWhitney() {}

    static Reading twoSided(Sample reference, Sample window) {
        Sample both = reference.and(window);
        if (both.distinct() == 1) {
            return Reading.test(reference.size() * (double) window.size() / 2, 1);
        }
        boolean exact = Math.min(reference.size(), window.size()) <= SMALL
                && Math.max(reference.size(), window.size()) <= EXACT_AT_MOST
                && both.distinct() == both.size();
        var result = MannWhitneyUTest.withDefaults()
                .with(exact ? PValueMethod.EXACT : PValueMethod.ASYMPTOTIC)
                .test(reference.sorted(), window.sorted());
        return Reading.test(result.getStatistic(), result.getPValue());
    }

    /** Half of it: what SciPy gave before 1.7, and with it the numbers Evidently published. */
    static Reading oneSided(Sample reference, Sample window) {
        Reading both = twoSided(reference, window);
        return Reading.test(both.value(), both.pValue().orElseThrow() / 2);
    }
}
