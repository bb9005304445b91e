package understudy.monitoring;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import understudy.alerting.Finding;
import understudy.core.Fact;
import understudy.core.Task;
import understudy.drift.DetectorHistory;
import understudy.drift.DriftDetector;
import understudy.drift.Observation;
import understudy.drift.Page;
import understudy.drift.Rhythm;
import understudy.drift.Score;
import understudy.drift.WatchedColumn;
import understudy.drift.WindowScores;
import understudy.estimation.Estimate;
import understudy.monitoring.WatchStore.Detector;
import understudy.performance.LossWindow;
import understudy.performance.Measure;
import understudy.performance.Performance;
import understudy.performance.Performance.Measured;
import understudy.performance.Performances;
import understudy.performance.Question;
import understudy.performance.WindowSize;

/**
 * Whether answers are worse than they were: by the mean loss of each day whose labels have come, which a detector of its own
 * watches, and before that by estimates. Days are counted anyway, so this reads no rows. Not safe for several threads.
 */
final class LossJudge {
    static final String LOSS = "@loss";

    /** Estimates in so many successive days, the latest among them, are no chance. */
    private static final int SUCCESSIVE = 3;

    /** An estimate this far below the reference matters; as what a comparison would not call equal. */
    private static final double MATERIAL = 0.05;

    private static final Rhythm DAILY = new Rhythm(1, false);
    private static final double DAYS_PER_MONTH = 30;

    /** Its false pages come on top of the budget: a quarter of what detectors have, once in 200 days for a page a month. */
    private static final int PARTS = 4;

    /** What stands beside an alert: the days before it began. */
    private static final int BEFORE = 28;

    private final Watched watched;
    private final Performances performances;

    LossJudge(Watched watched, Performances performances) {
        this.watched = watched;
        this.performances = performances;
    }

    /** Days are looked at four times a day, since labels come at any hour. @param sealed up to where windows are */
    static boolean isDue(Instant sealed) {
        return sealed.getEpochSecond() / 3_600 % 6 == 0;
    }

    WatchState look(WatchState state) {
        Instant from = watched.earliest();
        Instant today = state.cursor().truncatedTo(ChronoUnit.DAYS);
        if (state.version() == 0 || watched.model().task() == Task.OTHER || !from.isBefore(today)) {
            return state;
        }
        Performance performance = performances.of(new Question(
                watched.name(), OptionalInt.of(state.version()), WindowSize.DAY, from, today, Optional.empty(),
                Optional.empty()));
        Standings standings = new Standings(watched.plan(), state.standing());
        Optional<Detector> detector = Optional.empty();
        if (watched.plan().watches(Monitor.PERFORMANCE)) {
            detector = realised(performance, state.version(), standings);
        }
        if (watched.plan().watches(Monitor.ESTIMATE)) {
            estimated(performance, state.version(), standings);
        }
        WatchState after = state.standing(standings.all());
        Optional<Detector> kept = detector;
        watched.store().together(() -> {
            kept.ifPresent(watched.store()::save);
            watched.store().save(after);
        });
        return after;
    }

    private Optional<Detector> realised(Performance performance, int version, Standings standings) {
        List<Measured> mature = performance.windows().stream()
                .filter(window -> window.state() == Performance.State.MATURE && window.loss().isPresent())
                .sorted(Comparator.comparing(Measured::from))
                .toList();
        String bins = "version:" + version;
        Optional<Detector> kept = watched.store()
                .detector(watched.name(), Groups.PERFORMANCE)
                .filter(one -> one.bins().equals(bins));
        Optional<DriftDetector> known = kept.map(one -> DriftDetector.restore(one.snapshot())).or(() -> learnt(mature));
        if (known.isEmpty()) {
            return Optional.empty();
        }
        DriftDetector detector = known.get();
        for (Measured window : mature) {
            LossWindow loss = window.loss().orElseThrow();
            Optional<Page> page = detector.observe(scores(loss));
            page.filter(one -> one.observations().getFirst().effect() > 0)
                    .ifPresent(one -> standings.open(finding(one, mature, window, version)));
            if (page.isEmpty() && detector.muted().isEmpty()) {
                standings.end(Monitor.PERFORMANCE, "Answers have been as good as before again");
            }
        }
        return Optional.of(new Detector(watched.name(), Groups.PERFORMANCE, bins, true, detector.snapshot()));
    }

    /** Of the first four weeks; empty while there are fewer. */
    private Optional<DriftDetector> learnt(List<Measured> mature) {
        List<LossWindow> losses = mature.stream().map(window -> window.loss().orElseThrow()).toList();
        double rows = losses.stream().mapToLong(LossWindow::rows).sum();
        double variance = losses.stream().mapToDouble(loss -> loss.variance() * loss.rows() / rows).sum();
        WatchedColumn column = new WatchedColumn(
                LOSS, true, List.of(new Score("level", Score.Kind.NUMBER, Math.clamp(variance, 0, 0.25))));
        DetectorHistory history = new DetectorHistory(List.of(column), DAILY);
        for (LossWindow loss : losses) {
            history.add(scores(loss));
            if (history.ready()) {
                double limit = DriftDetector.windowsPerFalsePage(
                        DAYS_PER_MONTH, Watched.BUDGET * watched.plan().falsePagesPerMonth(), PARTS);
                return Optional.of(history.detector(limit));
            }
        }
        return Optional.empty();
    }

    private static WindowScores scores(LossWindow loss) {
        return new WindowScores(loss.ordinal(), new double[] {Math.clamp(loss.mean(), 0, 1)}, new long[] {loss.rows()});
    }

    private Finding finding(Page page, List<Measured> mature, Measured last, int version) {
        Observation observation = page.observations().getFirst();
        List<Measured> after = mature.stream()
                .filter(window -> window.loss().orElseThrow().ordinal() >= observation.since())
                .filter(window -> !window.from().isAfter(last.from()))
                .toList();
        Instant since = after.isEmpty() ? last.from() : after.getFirst().from();
        List<Measured> before = mature.stream().filter(window -> window.from().isBefore(since)).toList();
        before = before.subList(Math.max(0, before.size() - BEFORE), before.size());
        Measure first = Measure.first(watched.model().task());
        double is = mean(after, first);
        double was = mean(before, first);
        Optional<Estimate> trained = performances.ofReference(watched.name(), version, first);
        String loss = String.format(
                Locale.ROOT, "the mean loss is %s, before %s", Words.number(loss(after)), Words.number(loss(before)));
        String sentence = called(first) + " is " + Words.number(is) + " in " + days(after.size()) + " since "
                + Words.moment(since, watched.plan().zone()) + ", before " + Words.number(was)
                + trained.map(one -> ", in the reference " + Words.number(one.value())).orElse("") + "; " + loss
                + " (0 is right, 1 is wrong)";
        String title = watched.name() + ": answers are worse since " + Words.moment(since, watched.plan().zone()) + ", "
                + called(first) + " " + Words.number(is) + " instead of " + Words.number(was);
        return found(Monitor.PERFORMANCE, Fact.Severity.CRITICAL, title, sentence, since, last.to(), version);
    }

    private Finding found(
            Monitor monitor, Fact.Severity severity, String title, String sentence, Instant since, Instant at, int version) {
        return new Finding(
                watched.name(), OptionalInt.of(version), monitor.label(), monitor.label(), severity, monitor.budgeted(), title,
                sentence + ".", monitor.runbook(), List.of(new Finding.Subject(LOSS, "", sentence, 1)), since, at);
    }

    /** Labels are missing, and what is expected of them lies below the reference, band and all, by what matters. */
    private void estimated(Performance performance, int version, Standings standings) {
        Measure first = Measure.first(watched.model().task());
        Optional<Estimate> trained = performances.ofReference(watched.name(), version, first);
        List<Measured> last = performance.windows().stream()
                .sorted(Comparator.comparing(Measured::from))
                .filter(window -> window.figure(first).estimated().isKnown() && window.figure(first).shown().isKnown())
                .toList();
        last = last.subList(Math.max(0, last.size() - SUCCESSIVE), last.size());
        if (trained.isEmpty() || last.size() < SUCCESSIVE) {
            standings.end(Monitor.ESTIMATE, "There are no estimates any more that could be believed");
            return;
        }
        Predicate<Measured> unlabelled = window -> window.state() != Performance.State.MATURE;
        Predicate<Measured> worse = window -> isWorse(first, window.figure(first).shown(), trained.get());
        if (last.stream().allMatch(unlabelled.and(worse)) && !standings.holds(Monitor.ESTIMATE)) {
            Measured latest = last.getLast();
            Estimate shown = latest.figure(first).shown();
            String sentence = called(first) + " is estimated at " + Words.number(shown.value()) + " (" + Words.number(shown.low())
                    + " to " + Words.number(shown.high()) + ") before labels are known, in the reference it is "
                    + Words.number(trained.get().value());
            standings.open(found(
                    Monitor.ESTIMATE, Fact.Severity.WARNING, watched.name() + ": " + sentence, sentence, last.getFirst().from(),
                    latest.to(), version));
        } else if (last.stream().noneMatch(unlabelled.and(worse))) {
            standings.end(Monitor.ESTIMATE, "Labels have come, or estimates are as in the reference again");
        }
    }

    private static boolean isWorse(Measure measure, Estimate shown, Estimate trained) {
        return switch (measure.better()) {
            case HIGHER -> shown.high() < trained.low() && trained.value() - shown.value() >= MATERIAL;
            case LOWER -> shown.low() > trained.high() && shown.value() - trained.value() >= MATERIAL * trained.value();
            case NEITHER -> false;
        };
    }

    private static double mean(List<Measured> windows, Measure measure) {
        return windows.stream()
                .map(window -> window.figure(measure).realised())
                .filter(Estimate::isKnown)
                .mapToDouble(Estimate::value)
                .average()
                .orElse(Double.NaN);
    }

    private static double loss(List<Measured> windows) {
        return windows.stream().mapToDouble(window -> window.loss().orElseThrow().mean()).average().orElse(Double.NaN);
    }

    private static String days(int count) {
        return count == 1 ? "the day" : "the " + count + " days";
    }

    private static String called(Measure measure) {
        return switch (measure) {
            case AUC -> "the area under the ROC curve";
            case MAE -> "the mean absolute error";
            default -> "the " + measure.label().replace('_', ' ');
        };
    }
}
