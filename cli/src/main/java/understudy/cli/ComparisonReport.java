package understudy.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import understudy.api.ComparisonView;
import understudy.api.ComparisonView.Metric;

/**
 * A comparison on one screen: the verdict first, in words; then the evidence, with intervals drawn; then what it would
 * take to know more, and what to type next.
 */
final class ComparisonReport {
    private static final int SEGMENTS = 8;
    private static final int CHANGES = 3;
    private static final int DISAGREEMENTS = 5;
    private static final int NARROW = 60;
    private static final int WIDE = 110;
    private static final int LABEL = 13;
    private static final long BESIDE_PLOT = 64;

    private final ComparisonView comparison;
    private final Ink ink;
    private final int width;
    private final StringBuilder text = new StringBuilder();

    private ComparisonReport(ComparisonView comparison, Ink ink, int width) {
        this.comparison = comparison;
        this.ink = ink;
        this.width = Math.clamp(width, NARROW, WIDE);
    }

    /** @param width of the screen; narrower than 60 or wider than 110 characters makes no difference */
    static String text(ComparisonView comparison, Ink ink, int width) {
        return new ComparisonReport(comparison, ink, width).written();
    }

    private String written() {
        headline();
        evidence();
        metrics();
        guardrails();
        segments();
        differences();
        disagreements();
        next();
        return text.toString();
    }

    private void headline() {
        line(ink.bold(challenger()) + " against " + champion() + ", which answers");
        line("");
        wrapped("  " + verdict(comparison.verdict())
                + (isBroken() ? ink.bold(ink.bad(", BUT A GUARDRAIL IS BROKEN")) : "") + "  ", comparison.explanation());
        line("");
    }

    private boolean isBroken() {
        return comparison.guardrails().stream().anyMatch(each -> each.state().equals("broken"));
    }

    private String verdict(String verdict) {
        String words = words(verdict).toUpperCase(Locale.ROOT);
        return switch (verdict) {
            case "better" -> ink.bold(ink.good(words));
            case "worse" -> ink.bold(ink.bad(words));
            case "not_enough_yet" -> ink.bold(ink.careful(words));
            default -> ink.bold(words);
        };
    }

    static String words(String verdict) {
        return verdict.replace('_', ' ');
    }

    private void evidence() {
        comparison.plan().ifPresent(plan -> field("plan", plan.number() + " of " + Moment.minute(plan.at()) + " UTC by "
                + plan.by() + ": " + plan.metric() + ", margin " + brief(plan.margin()) + ", error rate "
                + brief(plan.alpha()) + (plan.strict() ? ", by betting" : "") + "; only requests since then count"));
        field("requests", count(comparison.pairs()) + " answered by both, " + Moment.minute(comparison.from()) + " to "
                + Moment.minute(comparison.to()) + " UTC");
        field("labels", count(comparison.labelled()) + " known, " + count(comparison.mature())
                + " of them old enough to judge by"
                + (comparison.maturity().isZero() ? "" : " (" + Moment.shown(comparison.maturity()) + ")"));
        if (!comparison.population().isBlank()) {
            field("", comparison.population());
        }
        comparison.agreement().ifPresent(share ->
                field("agreement", bar(share) + " " + Share.percent(share) + " said the same"));
        changes(comparison.operating());
        comparison.scoreShift().ifPresent(this::shift);
        ComparisonView.Latency latency = comparison.latency();
        field("latency", "half within " + millis(latency.challengerMedian()) + " (champion "
                + millis(latency.championMedian()) + "), 99% within " + millis(latency.challengerTail())
                + " (champion " + millis(latency.championTail()) + ")");
        ComparisonView.Errors errors = comparison.errors();
        field("errors", errors.challenger() == 0 && errors.champion() == 0 && errors.both() == 0
                ? "none"
                : count(errors.challenger()) + " the challenger's, " + count(errors.champion()) + " the champion's, "
                        + count(errors.both()) + " of both");
        if (comparison.gaps() > 0) {
            field("gaps", ink.careful(count(comparison.gaps()) + " requests were never shown to the challenger")
                    + "; no verdict counts them");
        }
    }

    private void changes(ComparisonView.Operating operating) {
        if (operating.changed() > 0) {
            String most = operating.changes().stream()
                    .limit(CHANGES)
                    .map(change -> change.from() + " → " + change.to() + " " + count(change.pairs()))
                    .collect(Collectors.joining(", "));
            boolean days = Duration.between(comparison.from(), comparison.to()).toDays() > 0;
            field("changes", count(operating.changed()) + " answers ("
                    + (days ? brief(operating.changedPerDay()) + " a day, " : "") + count(operating.people())
                    + " people): " + most);
        }
        operating.championCost().flatMap(champion -> operating.challengerCost().map(challenger ->
                        brief(challenger) + " an action (champion " + brief(champion) + ")"))
                .ifPresent(costs -> field("cost", costs));
        operating.championCallCost().flatMap(champion -> operating.challengerCallCost().map(challenger ->
                        brief(1_000 * challenger) + " a thousand calls (champion " + brief(1_000 * champion) + ")"))
                .ifPresent(costs -> field("call cost", costs));
        operating.championCalibration().flatMap(champion -> operating.challengerCalibration().map(challenger ->
                        "probabilities off by " + brief(challenger) + " (champion " + brief(champion) + ")"))
                .ifPresent(off -> field("calibration", off));
    }

    private void shift(ComparisonView.ScoreShift shift) {
        String spread = shift.quantiles().size() == 7
                ? "; 98% between " + brief(shift.quantiles().getFirst()) + " and " + brief(shift.quantiles().getLast())
                : "";
        field("score", signedBriefly(shift.mean()) + " on average" + spread + "; rank correlation "
                + brief(shift.rankCorrelation()) + "; stability index " + brief(shift.psi()) + " (noise "
                + brief(shift.psiNoise()) + ")");
    }

    private void metrics() {
        if (comparison.metrics().isEmpty()) {
            return;
        }
        int plot = Math.clamp(width - BESIDE_PLOT, 15, 33) | 1;
        line("");
        line(ink.bold(String.format(
                Locale.ROOT, "  %-11s %9s %10s %9s  %s", "METRIC", "champion", "challenger", "better by",
                centred("worse ◂ 0 ▸ better", plot))));
        comparison.metrics().forEach(metric -> line(metric(metric, plot)));
        wrapped("  ", "* judged by this one; error rate " + brief(comparison.alpha()) + ", margin "
                + brief(comparison.margin())
                + (comparison.metrics().stream().allMatch(Metric::anytime)
                        ? "; intervals hold whenever you look"
                        : "; ' marks an interval for one look only"));
    }

    private String metric(Metric metric, int plot) {
        boolean primary = comparison.primary().equals(Optional.of(metric.name()));
        String name = metric.name() + (primary ? "*" : "") + (metric.anytime() || metric.low().isEmpty() ? "" : "'");
        String numbers = String.format(
                Locale.ROOT, "  %-11s %9s %10s %9s  ", name, number(metric.champion()), number(metric.challenger()),
                signed(metric.difference()));
        return numbers + Interval.drawn(metric, primary ? comparison.margin() : 0, plot) + "  " + coloured(metric);
    }

    private String coloured(Metric metric) {
        String words = words(metric.verdict()).replace("within", "<");
        return switch (metric.verdict()) {
            case "better" -> ink.good(words);
            case "worse" -> ink.bad(words);
            default -> ink.faint(words);
        };
    }

    private void guardrails() {
        if (comparison.guardrails().isEmpty()) {
            return;
        }
        Table table = new Table("guardrail", "state", "because");
        comparison.guardrails().forEach(each -> table.row(each.guardrail(), each.state(), each.explanation())
                .painted("state", state -> switch (state) {
                    case "broken" -> ink.bad(state);
                    case "thin" -> ink.careful(state);
                    default -> ink.good(state);
                }));
        section(table, 0, "guardrails");
    }

    private void differences() {
        comparison.differences().ifPresent(found -> {
            line("");
            String by = found.metric().map(metric -> " by " + metric).orElse("");
            wrapped("  ", ink.bold("Where it loses") + by + ": " + (found.slices().isEmpty()
                    ? "no slice for sure"
                    : count(found.slices().size()) + (found.slices().size() == 1 ? " slice" : " slices")) + " of "
                    + count(found.looked()) + " looked at, over " + count(found.rows()) + " labelled requests");
            if (!found.slices().isEmpty()) {
                Table slices = new Table("slice", "requests", "champion", "challenger", "better by", "p");
                found.slices().forEach(slice -> slices.row(
                        slice.slice(), count(slice.rows()) + " (" + Share.percent(slice.share()) + ")",
                        number(slice.champion()), number(slice.challenger()),
                        signedBriefly(slice.difference()) + " [" + signedBriefly(slice.low()) + ", "
                                + signedBriefly(slice.high()) + "]",
                        number(slice.p())));
                text.append(slices.text(ink, width - 2).indent(2));
                found.slices().getFirst().guardrail().ifPresent(guardrail ->
                        line("  Pin the worst in the next plan: --guardrail '" + guardrail + "'"));
            }
            if (!found.regions().isEmpty()) {
                line("");
                line("  " + ink.bold("Where they disagree"));
                // a region may take several lines, which a table's cell has not
                found.regions().forEach(region -> wrapped(
                        String.format(Locale.ROOT, "  %6s of %-9s ", Share.percent(region.disagreement()), count(region.rows())),
                        region.region().isEmpty() ? "everywhere alike" : region.region()));
            }
        });
    }

    private void segments() {
        if (comparison.segments().isEmpty()) {
            return;
        }
        // areas such as AUC are not made for each segment: another metric may stand in
        String judged = comparison.segments().stream()
                .flatMap(segment -> segment.primary().stream())
                .findFirst()
                .map(metric -> metric.name() + " better by")
                .orElse("better by");
        Table table = new Table("segment", "pairs", "labelled", "agreement", judged, "verdict");
        comparison.segments().stream().limit(SEGMENTS).forEach(segment -> {
            Optional<Metric> primary = segment.primary();
            table.row(
                            segment.segment() + "=" + segment.value(),
                            count(segment.pairs()),
                            count(segment.labelled()),
                            segment.agreement().map(Share::percent).orElse("–"),
                            primary.map(ComparisonReport::interval).orElse("–"),
                            primary.map(metric -> words(metric.verdict())).orElse("–"))
                    .painted("verdict", verdict -> verdict.equals("worse") ? ink.bad(verdict) : verdict);
        });
        section(table, comparison.segments().size() - SEGMENTS, "segments");
    }

    static String interval(Metric metric) {
        return signedBriefly(metric.difference())
                + metric.low()
                        .flatMap(low -> metric.high().map(high -> " [" + signedBriefly(low) + ", " + signedBriefly(high) + "]"))
                        .orElse("");
    }

    private void disagreements() {
        if (comparison.disagreements().isEmpty()) {
            return;
        }
        Table table = new Table("disagreement", "champion", "challenger", "label", "segments");
        comparison.disagreements().stream().limit(DISAGREEMENTS).forEach(one -> table.row(
                one.predictionId(),
                said(one.championSays(), one.championScore()),
                said(one.challengerSays(), one.challengerScore()),
                one.label().orElse("–"),
                one.segments().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" "))));
        section(table, comparison.disagreements().size() - DISAGREEMENTS, "disagreements");
    }

    private static String said(Optional<String> says, Optional<Double> score) {
        List<String> parts = new ArrayList<>();
        says.ifPresent(parts::add);
        score.ifPresent(value -> parts.add("(" + brief(value) + ")"));
        return parts.isEmpty() ? "–" : String.join(" ", parts);
    }

    private void section(Table table, int more, String what) {
        line("");
        text.append(table.text(ink, width - 2).indent(2));
        if (more > 0) {
            line(ink.faint("  … and " + more + " more " + what + ": -o json shows all"));
        }
    }

    private void next() {
        line("");
        needed().ifPresent(sentence -> wrapped("  To know more  ", sentence));
        if (isBroken()) {
            line("  Next          mend what breaks the guardrail, and register it: understudy model register "
                    + comparison.model() + " FILE");
            return;
        }
        line("  Next          " + switch (comparison.verdict()) {
            case "better", "better_within_margin" -> "understudy promote " + challenger();
            case "worse", "worse_within_margin" -> "understudy retire " + challenger();
            case "equivalent" -> "keep the champion, or take the faster: understudy promote " + challenger();
            default -> comparison.pairs() == 0
                    ? "understudy lineup " + comparison.model()
                    : "understudy label " + comparison.model() + " FILE";
        });
    }

    private Optional<String> needed() {
        if (!comparison.verdict().equals("not_enough_yet")) {
            return Optional.empty();
        }
        if (comparison.pairs() == 0) {
            return Optional.of("no request was answered by both yet: does the challenger shadow, and is there traffic?");
        }
        Optional<Long> more = comparison.metrics().stream()
                .filter(metric -> comparison.primary().equals(Optional.of(metric.name())))
                .findFirst()
                .flatMap(Metric::moreNeeded);
        return Optional.of(more.map(pairs -> "about " + count(pairs) + " more labelled requests, old enough to judge by, "
                        + "if the difference stays as it is")
                .orElse("more labels, old enough to judge by; how many, nobody can tell yet"));
    }

    private String champion() {
        return comparison.model() + "@" + comparison.champion();
    }

    private String challenger() {
        return comparison.model() + "@" + comparison.challenger();
    }

    private void field(String name, String value) {
        wrapped("  " + name + " ".repeat(Math.max(1, LABEL - name.length())), value);
    }

    /** Breaks at blanks; what follows stands under the first line's beginning. */
    private void wrapped(String start, String value) {
        int indent = plainLength(start);
        StringBuilder line = new StringBuilder(start);
        int length = indent;
        for (String word : value.split(" ")) {
            if (length > indent && length + plainLength(word) > width) {
                line(line.toString().stripTrailing());
                line = new StringBuilder(" ".repeat(indent));
                length = indent;
            }
            line.append(word).append(' ');
            length += plainLength(word) + 1;
        }
        line(line.toString().stripTrailing());
    }

    private static int plainLength(String painted) {
        return painted.replaceAll("\u001b\\[[0-9]+m", "").length();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private static String centred(String words, int width) {
        int left = Math.max(0, (width - words.length()) / 2);
        return " ".repeat(left) + words;
    }

    private static String bar(double share) {
        int full = (int) Math.round(share * 20);
        return "█".repeat(full) + "░".repeat(20 - full);
    }

    private static String millis(double value) {
        return brief(value) + " ms";
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Four digits that count. */
    static String number(double value) {
        if (!Double.isFinite(value) || value == 0) {
            return value == 0 ? "0" : String.valueOf(value);
        }
        double size = Math.abs(value);
        if (size >= 1e6 || size < 1e-4) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        int decimals = Math.clamp(3L - (long) Math.floor(Math.log10(size)), 0, 5);
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String signed(double value) {
        return (value > 0 ? "+" : "") + number(value);
    }

    private static String signedBriefly(double value) {
        return (value > 0 ? "+" : "") + brief(value);
    }

    /** For a sentence: without zeros at the end. */
    static String brief(double value) {
        String number = number(value);
        return number.indexOf('.') < 0 || number.indexOf('e') >= 0 ? number : number.replaceAll("\\.?0+$", "");
    }
}
