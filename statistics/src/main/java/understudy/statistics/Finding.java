package understudy.statistics;

/** What an interval of (champion's loss − challenger's loss) says. */
public enum Finding {
    BETTER,
    WORSE,
    /** The difference is smaller than the margin; which way it goes is open. */
    EQUIVALENT,
    BETTER_WITHIN_MARGIN,
    WORSE_WITHIN_MARGIN,
    NOT_ENOUGH_YET
}
