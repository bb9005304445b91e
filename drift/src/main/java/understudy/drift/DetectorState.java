package understudy.drift;

import java.util.Arrays;

/** What a detector remembers from window to window. Fields, as a struct: {@link DriftDetector} owns them. */
final class DetectorState {
    /** By score, sign and λ: what pages. */
    final double[] masses;
    /** The same before a window's say is limited; see {@link Masses}. */
    final double[] unlimited;
    /** By score: d of the last window, NaN if there was none. */
    final double[] before;
    /** By score: what was expected in the last window judged. */
    final double[] expected;
    /** By score: sum of d since the column began to move, or in the block of windows that may end its mute. */
    final double[] sums;
    /** By column: windows in {@link #sums}. */
    final int[] windows;
    /** By column: ordinal of the first window that speaks for a move. */
    final long[] since;
    /** By column. */
    final boolean[] muted;

    final TokenBucket bucket;
    long last;
    long lastPage = Long.MIN_VALUE;
    long alert = Long.MIN_VALUE;

    DetectorState(
            double[] masses,
            double[] unlimited,
            double[] before,
            double[] expected,
            double[] sums,
            int[] windows,
            long[] since,
            boolean[] muted,
            TokenBucket bucket) {
        this.masses = masses;
        this.unlimited = unlimited;
        this.before = before;
        this.expected = expected;
        this.sums = sums;
        this.windows = windows;
        this.since = since;
        this.muted = muted;
        this.bucket = bucket;
    }

    static DetectorState fresh(int columns, int scores, long last) {
        DetectorState state = new DetectorState(
                new double[scores * Masses.PER_SCORE],
                new double[scores * Masses.PER_SCORE],
                new double[scores],
                new double[scores],
                new double[scores],
                new int[columns],
                new long[columns],
                new boolean[columns],
                TokenBucket.full());
        Arrays.fill(state.before, Double.NaN);
        Arrays.fill(state.since, last + 1);
        state.last = last;
        return state;
    }
}
