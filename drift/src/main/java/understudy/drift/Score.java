package understudy.drift;

/**
 * One number in [0, 1] that every row of a column gets, and whose mean over a window is watched.
 *
 * @param name in the column, such as {@code level} or {@code missing}
 * @param kind what a difference has to reach to matter
 * @param rowVariance variance from row to row in the reference, 0 to 0.25; for a share p (1 − p)
 */
public record Score(String name, Kind kind, double rowVariance) {
    /** A mean of ranks or a share of rows. */
    public enum Kind {
        /** What 0.1 standard deviations of a normal column move the mean rank. */
        NUMBER(0.028),
        /** Three rows in a hundred. */
        SHARE(0.03),
        /** What a standard deviation larger by a tenth adds to the mean of |rank − ½| of a normal column. */
        SPREAD(0.015);

        private final double material;

        Kind(double material) {
            this.material = material;
        }

        /** Smaller differences of the window's mean never alarm. */
        double material() {
            return material;
        }
    }

    public Score {
        if (!(rowVariance >= 0 && rowVariance <= 0.25)) {
            throw new IllegalArgumentException("rowVariance: " + rowVariance + " (expected: 0 to 0.25)");
        }
    }
}
