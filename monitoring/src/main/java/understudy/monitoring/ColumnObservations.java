package understudy.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.monitoring.Observation.State;
import understudy.monitoring.WatchState.Standing;
import understudy.monitoring.WindowSummary.Column;
import understudy.monitoring.WindowSummary.Flag;
import understudy.monitoring.WindowSummary.Head;
import understudy.monitoring.WindowSummary.Statistic;

/** Says of a window's summary what is to be seen in it. Immutable. */
final class ColumnObservations {
    private static final String SHARE = "share";

    /** The calibrated index holds from so many rows on. */
    private static final long LEAST_ROWS = 250;

    /** What chance alone stays within in all but three of a thousand windows. */
    private static final double SIGMAS = 3;

    private final WindowSummary summary;
    private final String segment;

    ColumnObservations(WindowSummary summary) {
        this(summary, "");
    }

    /** @param segment that the summary is of; empty for all traffic */
    ColumnObservations(WindowSummary summary, String segment) {
        this.summary = summary;
        this.segment = segment;
    }

    List<Observation> ofWindow() {
        Head head = summary.head();
        List<Observation> all = new ArrayList<>();
        all.add(observation(
                Monitor.VOLUME, "", head.rows(), Double.NaN, 0, "rows", head.rows() == 0 ? State.NOTED : State.FINE,
                head.rows() == 0
                        ? "No request came"
                        : Words.number(head.rows()) + " requests came, " + Words.number(head.errors()) + " without an answer"));
        head.notes().forEach(note -> all.add(
                observation(Monitor.ANSWERS, "", Double.NaN, Double.NaN, 0, "", State.NOTED, note)));
        if (head.rows() > 0 && head.reference().isEmpty()) {
            all.add(observation(
                    Monitor.DRIFT, "", Double.NaN, Double.NaN, 0, "", State.LEARNING,
                    "There is no reference, and not enough traffic yet to stand in for one"));
        }
        return all;
    }

    /** @param known of the reference, counted in the same bins */
    List<Observation> of(Column column, Optional<Basis.Known> known, Map<String, Standing> standing) {
        List<Observation> all = new ArrayList<>();
        for (Flag flag : summary.head().flags()) {
            if (flag.column().equals(column.name())) {
                Monitor monitor = Monitor.of(flag.monitor());
                all.add(observation(
                        monitor, column.name(), flag.size(), Double.NaN, 0, SHARE,
                        stands(monitor, column.name(), standing) ? State.ALARMED : State.NOTED, flag.sentence()));
            }
        }
        boolean flaggedMissing = all.stream().anyMatch(one -> one.monitor().equals(Monitor.MISSING.label()));
        known.ifPresent(reference -> {
            if (!flaggedMissing && column.rows() > 0) {
                all.add(missing(column, reference));
            }
            all.add(level(column, reference, standing));
        });
        column.statistics().stream().skip(1).forEach(statistic -> all.add(statistic(column, statistic)));
        return all;
    }

    /** Whatever is wrong with a column's data is part of the one alert that names it. */
    private static boolean stands(Monitor monitor, String column, Map<String, Standing> standing) {
        boolean ofData = monitor.byFlags() || monitor == Monitor.DRIFT;
        return standing.values().stream()
                .filter(one -> one.holds() && (one.finding().cause().equals(monitor.label())
                        || ofData && Monitor.of(one.finding().monitor()).byFlags()))
                .anyMatch(one -> one.finding().subjects().stream().anyMatch(subject -> subject.name().equals(column)));
    }

    private String reference() {
        return segment.isEmpty() ? "reference" : "reference of all traffic";
    }

    private Observation missing(Column column, Basis.Known known) {
        double usual = known.missingShare();
        double error = SIGMAS * Math.sqrt(Math.max(usual * (1 - usual), 0.25 / Math.max(1, column.rows())) / Math.max(1, column.rows()));
        return observation(
                Monitor.MISSING, column.name(), column.missingRate(), usual, error, SHARE, State.FINE,
                Words.shortened(column.name()) + " is missing in " + Words.share(column.missingRate()) + " of rows, in the reference in "
                        + Words.share(usual));
    }

    /** Where the window stands against the reference: the calibrated index, in the words of the column's own units. */
    private Observation level(Column column, Basis.Known known, Map<String, Standing> standing) {
        Monitor monitor = Answers.isAnswer(column.name()) ? Monitor.ANSWERS : Monitor.DRIFT;
        String name = Words.shortened(Answers.called(column.name()));
        boolean off = column.statistics().stream().findFirst().map(Statistic::drifted).orElse(false);
        State state = column.present() < LEAST_ROWS
                ? State.NOT_ENOUGH
                : stands(monitor, column.name(), standing) ? State.ALARMED : off ? State.NOTED : State.FINE;
        if (Kinds.isText(known.reference().type()) || Double.isNaN(column.mean())) {
            long[] counts = column.bins().stream().mapToLong(Long::longValue).toArray();
            Optional<Bins.Move> most =
                    Bins.moved(known.reference(), known.reference().shares(), counts, 1).stream().findFirst();
            return observation(
                    monitor, column.name(), most.map(Bins.Move::is).orElse(Double.NaN),
                    most.map(Bins.Move::was).orElse(Double.NaN), 0, SHARE, state,
                    most.map(move -> "Of " + name + " " + move.name() + " has " + Words.share(move.is()) + ", in the " + reference() + " "
                                    + Words.share(move.was()))
                            .orElse(name + " has no value"));
        }
        double spread = known.profile().spread();
        double error = SIGMAS * spread
                * Math.sqrt(1.0 / Math.max(1, column.present()) + 1.0 / Math.max(1, known.profile().present()));
        return observation(
                monitor, column.name(), column.mean(), known.profile().mean(), error, "column", state,
                name + " is " + Words.number(column.mean()) + " on average, in the reference "
                        + Words.number(known.profile().mean()));
    }

    private Observation statistic(Column column, Statistic statistic) {
        String said = statistic.remark().isEmpty()
                ? statistic.name() + " of " + Words.shortened(column.name()) + " is " + Words.number(statistic.value())
                        + statistic.pValue().map(p -> ", p = " + Words.number(p)).orElse("")
                : statistic.name() + " of " + Words.shortened(column.name()) + " has no value: " + statistic.remark();
        return observation(
                Monitor.DRIFT, column.name(), statistic.value(), Double.NaN, 0, statistic.name(),
                statistic.drifted() ? State.NOTED : State.FINE, said);
    }

    private Observation observation(
            Monitor monitor, String column, double value, double expected, double error, String unit, State state,
            String sentence) {
        return new Observation(
                monitor.label(), column, segment, summary.head().id(), summary.head().from(), value, expected, expected - error,
                expected + error, unit, state, sentence);
    }
}
