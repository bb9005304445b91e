package understudy.drift;

/**
 * How windows follow one another. A window is known by its ordinal: windows since some midnight (a Monday's for weekly
 * rhythms), counted also where there were no rows.
 *
 * @param windowsPerDay 1 or more, 24 for hourly windows
 * @param weekly whether each hour of the week has its own mean; needs eight weeks to learn instead of four
 */
public record Rhythm(int windowsPerDay, boolean weekly) {
    private static final int MOST = 1_440;

    public Rhythm {
        if (windowsPerDay < 1 || windowsPerDay > MOST) {
            throw new IllegalArgumentException("windowsPerDay: " + windowsPerDay + " (expected: 1 to " + MOST + ")");
        }
    }

    int slots() {
        return weekly ? 7 * windowsPerDay : windowsPerDay;
    }

    int slot(long ordinal) {
        return (int) Math.floorMod(ordinal, (long) slots());
    }

    long day(long ordinal) {
        return Math.floorDiv(ordinal, (long) windowsPerDay);
    }

    /** Four weeks, or eight for a weekly rhythm. */
    public int windowsToLearn() {
        return windowsPerDay * (weekly ? 56 : 28);
    }

    /** Four weeks more, on which what was learnt is tried before it may page. */
    public int windowsToReplay() {
        return windowsPerDay * 28;
    }
}
