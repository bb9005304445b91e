package understudy.comparison;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import understudy.comparison.Comparison.Errors;
import understudy.comparison.Comparison.Metric;
import understudy.comparison.Comparison.Verdict;

/**
 * A verdict in one sentence, with the numbers it rests on and what it leaves out.
 *
 * @param guardrails of the plan
 * @param otherChampion pairs left out because another version answered them
 * @param unreadable labels that mean nothing to the model
 * @param unknownGaps gaps of which nobody can tell how many predictions were in them
 * @param dominated whether one pair makes up more than a tenth of all squared difference
 */
record Explanation(
        Terms terms,
        Verdict verdict,
        Optional<Metric> primary,
        long pairs,
        long labelled,
        long mature,
        Optional<Double> agreement,
        Errors errors,
        List<Judged> guardrails,
        double margin,
        long otherChampion,
        long unreadable,
        long gaps,
        long unknownGaps,
        boolean dominated) {

    private static final MathContext FOUR_DIGITS = new MathContext(4);

    String sentence() {
        List<String> parts = new ArrayList<>();
        parts.add(finding());
        terms.plan().ifPresent(plan -> parts.add(text("by %s of %s", plan.name(), plan.at().truncatedTo(ChronoUnit.SECONDS))));
        for (Judged judged : guardrails) {
            if (judged.state() == Judged.State.BROKEN) {
                parts.add(text("guardrail %s is broken: %s", judged.guardrail().text(), judged.sentence()));
            }
        }
        if (errors.champion() + errors.challenger() > 0) {
            parts.add(text("%s failed at %,d of %,d, %s at %,d", terms.challengerReference(), errors.challenger(), pairs,
                    terms.championReference(), errors.champion()));
        }
        if (dominated) {
            parts.add("one request makes up more than a tenth of all difference, so take the interval with care");
        }
        if (otherChampion > 0) {
            parts.add(text("%,d pairs answered by other versions are left out", otherChampion));
        }
        if (unreadable > 0) {
            parts.add(text("%,d labels are no class or number of this model and are left out", unreadable));
        }
        if (gaps > 0 || unknownGaps > 0) {
            parts.add(text("%,d predictions%s were never shown to it", gaps,
                    unknownGaps > 0 ? " and an unknown number more" : ""));
        }
        return String.join("; ", parts) + ".";
    }

    private String finding() {
        String champion = terms.championReference();
        String challenger = terms.challengerReference();
        return switch (verdict) {
            case BETTER -> text("%s is better than %s: %s", challenger, champion, numbers());
            case WORSE -> text("%s is worse than %s: %s", challenger, champion, numbers());
            case EQUIVALENT -> text("%s and %s differ by less than the margin of %s: %s", challenger, champion,
                    number(margin), numbers());
            case BETTER_WITHIN_MARGIN -> text("%s is better than %s, but by less than the margin of %s: %s",
                    challenger, champion, number(margin), numbers());
            case WORSE_WITHIN_MARGIN -> text("%s is worse than %s, but by less than the margin of %s: %s", challenger,
                    champion, number(margin), numbers());
            case NOT_ENOUGH_YET -> "Not enough yet: " + notEnough();
        };
    }

    private String notEnough() {
        String seen = text("%,d pairs", pairs)
                + agreement.map(share -> text(" agree in %.1f %%", 100 * share)).orElse("");
        if (pairs == 0) {
            return terms.plan().isPresent()
                    ? text("%s has no answers beside those of %s to requests since its plan was made",
                            terms.challengerReference(), terms.championReference())
                    : text("%s has no answers beside those of %s", terms.challengerReference(),
                            terms.championReference());
        }
        if (labelled == 0) {
            return seen + ", none has a label";
        }
        if (mature == 0) {
            return text("%s, %,d have a label, none had it at the age of %s at which verdicts take labels", seen, labelled,
                    words(terms.maturity()));
        }
        String so = primary.filter(metric -> metric.low().isPresent())
                .map(metric -> numbers())
                .orElse(text("%,d mature labelled pairs of the 100, with 25 that differ, a verdict takes", mature));
        return primary.flatMap(Metric::moreNeeded)
                .map(more -> text("%s; about %,d more labelled pairs would decide", so, more))
                .orElse(so);
    }

    private String numbers() {
        return primary.filter(metric -> metric.low().isPresent() && metric.high().isPresent())
                .map(metric -> numbers(metric, metric.low().orElse(0.0), metric.high().orElse(0.0)))
                .orElse("");
    }

    private String numbers(Metric metric, double low, double high) {
        boolean better = metric.difference() >= 0;
        return text(
                "%s %s against %s, %s by %s (%s to %s, at %s %% however often looked at, "
                        + "over %,d mature labelled pairs)",
                metric.name(), number(metric.challenger()), number(metric.champion()),
                better ? "better" : "worse", number(Math.abs(metric.difference())), number(better ? low : -high),
                number(better ? high : -low), number(100 * (1 - terms.alpha())), mature);
    }

    private static String words(Duration duration) {
        return duration.toDays() > 0 && duration.equals(Duration.ofDays(duration.toDays()))
                ? duration.toDays() + " d"
                : duration.toHours() > 0 ? duration.toHours() + " h" : duration.toSeconds() + " s";
    }

    private static String number(double value) {
        return new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros().toPlainString();
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
