package understudy.monitoring;

import java.util.List;

/** Says how much of a text's words its reference has not. */
final class NewWords {
    private NewWords() {}

    /**
     * {@code notes: 38.0 % of its words are not in the reference's vocabulary, before 4.00 %, for example lorem, ipsum}.
     *
     * @param is share of words that the reference has, 0 to 1, now
     * @param was the same {@code then}
     * @param examples may be none
     */
    static String sentence(String column, double is, double was, String then, List<String> examples) {
        return Words.shortened(column) + ": " + Words.share(1 - is) + " of its words are not in the reference's vocabulary, "
                + then + " " + Words.share(1 - was) + (examples.isEmpty() ? "" : ", for example " + String.join(", ", examples));
    }
}
