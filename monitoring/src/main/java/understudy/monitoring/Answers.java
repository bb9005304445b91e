package understudy.monitoring;

import java.util.Set;
import understudy.profiles.AnsweredRows;

/** Which columns of {@link AnsweredRows} are what versions and people answered. */
final class Answers {
    private static final Set<String> NAMES = Set.of(
            AnsweredRows.SCORE, AnsweredRows.PREDICTED, AnsweredRows.ACTION, AnsweredRows.OVERRIDE, AnsweredRows.REASON,
            AnsweredRows.ERROR);

    private Answers() {}

    static boolean isAnswer(String column) {
        return NAMES.contains(column) || column.startsWith(AnsweredRows.SCORE + ".");
    }

    /** As people call it. */
    static String called(String column) {
        return switch (column) {
            case AnsweredRows.SCORE -> "the score";
            case AnsweredRows.PREDICTED -> "the predicted class";
            case AnsweredRows.ACTION -> "the action";
            case AnsweredRows.OVERRIDE -> "overrides by people";
            case AnsweredRows.REASON -> "the reason of overrides";
            case AnsweredRows.ERROR -> "errors";
            case AnsweredRows.LABEL -> "the label";
            default -> column.startsWith(AnsweredRows.SCORE + ".")
                    ? "the score of class " + column.substring(AnsweredRows.SCORE.length() + 1)
                    : column;
        };
    }
}
