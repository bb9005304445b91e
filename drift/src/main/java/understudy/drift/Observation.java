package understudy.drift;

/**
 * What one column shows in a page.
 *
 * @param column its name
 * @param score the one that moved most, such as {@code level}
 * @param expected its mean in this slot of the rhythm, 0 to 1
 * @param effect mean difference since {@code since}, with its sign: up is positive
 * @param material δ, the difference that had to be exceeded
 * @param weight share of the column in the evidence, 0 to 1
 * @param since ordinal of the first window that speaks for it
 */
public record Observation(
        String column, String score, double expected, double effect, double material, double weight, long since) {}
