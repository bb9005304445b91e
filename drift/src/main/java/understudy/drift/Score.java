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
        /** 0.028 is what 0.1 standard deviations of a normal column move the mean rank, 0.138 what 0.5 move it. */
        NUMBER(0.028, 0.138),
        /** Three rows in a hundred; ten while nobody knows the rhythm. */
        SHARE(0.03, 0.1);

        private final double material;
        private final double gross;

        Kind(double material, double gross) {
            this.material = material;
            this.gross = gross;
        }

        /** Smaller differences of the window's mean never alarm. */
        double material() {
            return material;
        }

        /** The same while all that is known is the reference: room for a daily rhythm. */
        double gross() {
            return gross;
        }

        /** Standard deviation of a window's mean that is taken for natural while all that is known is the reference. */
        double wander() {
            return material;
        }
    }

    public Score {
        if (!(rowVariance >= 0 && rowVariance <= 0.25)) {
            throw new IllegalArgumentException("rowVariance: " + rowVariance + " (expected: 0 to 0.25)");
        }
    }
}
