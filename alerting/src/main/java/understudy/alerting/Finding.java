package understudy.alerting;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.Problem;

/**
 * What a monitor holds to be worth a person's time. Findings of one model and cause, while its alert is open, are one alert:
 * it gathers what they observe and is never opened twice.
 *
 * @param version that answered, where it is about one
 * @param monitor that found it, words in dots: {@code data.drift}, {@code data.missing}, {@code volume}, {@code performance}
 * @param cause what would be the same thing again, e.g. {@code data.drift}; alerts are grouped by it. A finding of another
 *     monitor under the cause of an open alert explains that alert: its title, text and runbook take the place of the older
 * @param budgeted whether it counts against the false pages that the model's owner allows
 * @param title one line, e.g. {@code fraud: income moved up by 0.4 standard deviations since Tuesday 14:00}
 * @param text what an operator without a degree in data science needs: what moved, since when, where, how much
 * @param runbook what to do about it, in a few lines
 * @param subjects what it is about, most telling first, e.g. columns
 * @param since when it began, as far as can be told
 * @param at when it was found: the end of the window that completed the evidence
 */
public record Finding(
        String model,
        OptionalInt version,
        String monitor,
        String cause,
        Fact.Severity severity,
        boolean budgeted,
        String title,
        String text,
        String runbook,
        List<Subject> subjects,
        Instant since,
        Instant at) {
    private static final Pattern WORDS = Pattern.compile("[^\\p{Cc}\\p{Zl}\\p{Zp}]{1,200}");

    /** @throws Problem INVALID for names that could not be told */
    public Finding {
        subjects = List.copyOf(subjects);
        Model.checkName(model);
        checkWords("monitor", monitor);
        checkWords("cause", cause);
    }

    private static void checkWords(String field, String text) {
        if (!WORDS.matcher(text).matches()) {
            throw Problem.invalid("finding." + field, text, "1 to 200 characters on one line");
        }
    }

    /**
     * @param name of a column, a segment or a caller
     * @param segment it was seen in, e.g. {@code region=north}; empty for all traffic
     * @param sentence what was seen of it, with its size in the column's own units
     * @param weight its part of the evidence, 0 to 1
     */
    public record Subject(String name, String segment, String sentence, double weight) {}
}
