package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import understudy.alerting.Finding;
import understudy.core.Fact;
import understudy.drift.Observation;
import understudy.drift.Page;
import understudy.monitoring.WindowSummary.Column;

/** Puts a detector's page in words: which column, which way, how far in its own units, since when, which bins. */
final class DriftFinding {
    /** A shift of one standard deviation moves the mean rank of a normal column by 1/(2√π). */
    private static final double RANK_PER_DEVIATION = 0.2821;

    private static final int MOST_SUBJECTS = 20;
    private static final int MOST_BINS = 3;

    /** Windows before the change that "before" is the mean of: a week of hours. */
    private static final Duration BEFORE = Duration.ofDays(7);

    private final Basis basis;
    private final MonitorPlan plan;
    private final String group;
    private final List<WindowSummary> windows;

    /** @param windows around the page, earliest first */
    DriftFinding(Basis basis, MonitorPlan plan, String group, List<WindowSummary> windows) {
        this.basis = basis;
        this.plan = plan;
        this.group = group;
        this.windows = windows;
    }

    Finding of(Page page, int version, Instant at) {
        List<Finding.Subject> subjects = new ArrayList<>();
        Instant since = at;
        for (Observation observation : page.observations().stream().limit(MOST_SUBJECTS).toList()) {
            Instant began = began(observation.since(), at);
            since = began.isBefore(since) ? began : since;
            subjects.add(new Finding.Subject(
                    observation.column(), Groups.segmentOf(group), sentence(observation, began), observation.weight()));
        }
        Monitor monitor = Groups.monitor(group);
        Observation first = page.observations().getFirst();
        String where = Groups.segmentOf(group).isEmpty() ? "" : " (" + Words.shortened(Groups.segmentOf(group)) + ")";
        List<String> names = page.observations().stream().map(one -> Answers.called(one.column())).toList();
        String title = plan.model() + ": " + (names.size() == 1
                ? Words.shortened(names.getFirst()) + " " + direction(first) + where + extent(first, at)
                : Words.names(names) + " moved" + where)
                + " since " + Words.moment(since, plan.zone());
        return new Finding(
                plan.model(), OptionalInt.of(version), monitor.label(), monitor.label(), severity(page),
                page.delivery() == Page.Delivery.PAGE, title, text(subjects), monitor.runbook(), subjects, since, at);
    }

    /** Of a shift, how many standard deviations; of shares, how many points. */
    private String extent(Observation observation, Instant at) {
        return switch (observation.score()) {
            case "level" -> {
                Optional<Basis.Known> known = basis.known(observation.column());
                Instant since = began(observation.since(), at);
                List<Column> after = columns(observation.column(), since, Instant.MAX);
                List<Column> before = columns(observation.column(), since.minus(BEFORE), since);
                double moved = known.isEmpty() || before.isEmpty()
                        ? observation.effect() / RANK_PER_DEVIATION
                        : (mean(after) - mean(before)) / known.get().profile().spread();
                yield Double.isFinite(moved)
                        ? String.format(Locale.ROOT, " by %.2f standard deviations", Math.abs(moved))
                        : "";
            }
            case "spread" -> "";
            default -> " by " + Words.points(observation.effect());
        };
    }

    private static Fact.Severity severity(Page page) {
        return page.delivery() == Page.Delivery.PAGE ? Fact.Severity.CRITICAL : Fact.Severity.WARNING;
    }

    private String text(List<Finding.Subject> subjects) {
        List<String> lines = new ArrayList<>(subjects.stream().map(Finding.Subject::sentence).toList());
        lines.add("Held against what is normal for each hour, learnt from " + basis.words() + " and the weeks watched.");
        return String.join("\n", lines);
    }

    private Instant began(long ordinal, Instant at) {
        return windows.stream()
                .map(WindowSummary::head)
                .filter(head -> head.ordinal().orElse(Long.MIN_VALUE) >= ordinal)
                .map(WindowSummary.Head::from)
                .findFirst()
                .orElse(at);
    }

    private static String direction(Observation observation) {
        boolean up = observation.effect() > 0;
        return switch (observation.score()) {
            case "level" -> up ? "moved up" : "moved down";
            case "spread" -> up ? "spreads wider" : "spreads less";
            case "missing" -> up ? "is missing more often" : "is missing less often";
            default -> "has other shares";
        };
    }

    private String sentence(Observation observation, Instant since) {
        String name = Words.shortened(Answers.called(observation.column()));
        String said = name + " " + direction(observation) + " since " + Words.moment(since, plan.zone());
        Optional<Basis.Known> known = basis.known(observation.column());
        List<Column> after = columns(observation.column(), since, Instant.MAX);
        List<Column> before = columns(observation.column(), since.minus(BEFORE), since);
        boolean segment = !Groups.segmentOf(group).isEmpty();
        if (known.isEmpty() || segment && (before.isEmpty() || after.isEmpty())) {
            return said + ": " + effect(observation);
        }
        if (basis.derivations().isVocabulary(observation.column())) {
            List<String> examples = after.isEmpty()
                    ? List.of()
                    : after.getLast().quality().map(WindowSummary.Quality::unseenExamples).orElse(List.of());
            return NewWords.sentence(
                            basis.derivations().origin(observation.column()), mean(after),
                            before.isEmpty() ? known.get().profile().mean() : mean(before), "before", examples)
                    + ", since " + Words.moment(since, plan.zone());
        }
        return said + ": " + size(observation, known.get(), before, after, segment ? "reference of all traffic" : "reference")
                + moves(known.get(), before, after);
    }

    private List<Column> columns(String name, Instant from, Instant to) {
        return windows.stream()
                .filter(window -> !window.head().from().isBefore(from) && window.head().from().isBefore(to))
                .flatMap(window -> window.column(name).stream())
                .toList();
    }

    /** Of a segment of which no columns are kept, in standard deviations or points. */
    private static String effect(Observation observation) {
        return switch (observation.score()) {
            case "level" -> String.format(
                    Locale.ROOT, "by about %.1f standard deviations", Math.abs(observation.effect()) / RANK_PER_DEVIATION);
            case "spread" -> String.format(
                    Locale.ROOT, "the mean distance from the middle changed by %.1f points of rank", 100 * observation.effect());
            default -> share(observation.score()) + Words.points(observation.effect());
        };
    }

    private static String share(String score) {
        return switch (score) {
            case "missing" -> "missing values ";
            case "other" -> "values beyond the usual ones ";
            default -> Words.shortened(score.substring(1)) + " ";
        };
    }

    private static String size(
            Observation observation, Basis.Known known, List<Column> before, List<Column> after, String reference) {
        return switch (observation.score()) {
            case "level" -> {
                double is = mean(after);
                double was = before.isEmpty() ? known.profile().mean() : mean(before);
                double spread = known.profile().spread();
                yield "it is " + Words.number(is) + " on average, before " + Words.number(was)
                        + (spread > 0 ? " (" + TrainingJudge.signed((is - was) / spread) + " standard deviations)" : "")
                        + ", in the " + reference + " " + Words.number(known.profile().mean());
            }
            case "spread" -> "its standard deviation is " + Words.number(deviation(after)) + ", before "
                    + Words.number(before.isEmpty() ? known.profile().spread() : deviation(before));
            case "missing" -> "missing in " + Words.share(missing(after)) + " of rows, before "
                    + Words.share(before.isEmpty() ? known.missingShare() : missing(before));
            default -> share(observation.score()) + "makes up " + Words.share(clamp(observation.expected() + observation.effect()))
                    + " of rows instead of " + Words.share(observation.expected()) + " (" + Words.points(observation.effect())
                    + ")";
        };
    }

    private static double clamp(double share) {
        return Math.clamp(share, 0, 1);
    }

    private static double mean(List<Column> columns) {
        double sum = 0;
        double rows = 0;
        for (Column column : columns) {
            if (column.present() > 0 && Double.isFinite(column.mean())) {
                sum += column.mean() * column.present();
                rows += column.present();
            }
        }
        return sum / rows;
    }

    /** Pooled over the windows, each around its own mean, so that a cycle of the day is not taken for spread. */
    private static double deviation(List<Column> columns) {
        double sum = 0;
        double rows = 0;
        for (Column column : columns) {
            if (column.present() > 0 && Double.isFinite(column.deviation())) {
                sum += column.deviation() * column.deviation() * column.present();
                rows += column.present();
            }
        }
        return Math.sqrt(sum / rows);
    }

    private static double missing(List<Column> columns) {
        double missing = columns.stream().mapToLong(Column::missing).sum();
        return missing / Math.max(1, columns.stream().mapToLong(Column::rows).sum());
    }

    private static String moves(Basis.Known known, List<Column> before, List<Column> after) {
        long[] is = bins(after, known.reference().counts().length);
        long[] then = bins(before, is.length);
        double all = java.util.Arrays.stream(then).sum();
        double[] was = all == 0
                ? known.reference().shares()
                : java.util.Arrays.stream(then).mapToDouble(count -> count / all).toArray();
        List<String> words = Bins.moved(known.reference(), was, is, MOST_BINS).stream()
                .filter(move -> Math.abs(move.points()) >= 0.01)
                .map(move -> move.name() + " from " + Words.share(move.was()) + " to " + Words.share(move.is()))
                .toList();
        return words.isEmpty() ? "" : "; most changed: " + String.join(", ", words);
    }

    private static long[] bins(List<Column> columns, int count) {
        long[] sums = new long[count];
        for (Column column : columns) {
            for (int bin = 0; bin < count && column.bins().size() == count; bin++) {
                sums[bin] += column.bins().get(bin);
            }
        }
        return sums;
    }
}
