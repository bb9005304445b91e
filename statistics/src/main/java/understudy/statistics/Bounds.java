package understudy.statistics;

/**
 * Where the truth lies, from {@code low} to {@code high}.
 *
 * @param low at most {@code high}
 */
public record Bounds(double low, double high) {
    public Bounds {
        if (!(low <= high)) {
            throw new IllegalArgumentException("low: " + low + " (expected: at most high, " + high + ")");
        }
    }

    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    /** What it says of the challenger, positive being better. @param margin differences below it do not matter */
    public Finding finding(double margin) {
        return finding(low, high, margin);
    }

    static Finding finding(double low, double high, double margin) {
        boolean within = -margin < low && high < margin;
        if (low > 0) {
            return within ? Finding.BETTER_WITHIN_MARGIN : Finding.BETTER;
        }
        if (high < 0) {
            return within ? Finding.WORSE_WITHIN_MARGIN : Finding.WORSE;
        }
        return within ? Finding.EQUIVALENT : Finding.NOT_ENOUGH_YET;
    }
}
