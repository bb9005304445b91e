package understudy.monitoring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import understudy.drift.DetectorHistory;
import understudy.drift.DriftDetector;
import understudy.drift.Page;
import understudy.drift.Rhythm;
import understudy.drift.WatchedColumn;
import understudy.drift.WindowScores;
import understudy.monitoring.WatchStore.Detector;
import understudy.monitoring.WatchStore.Scores;

/**
 * The detectors of one model: each learns from the scores that are kept of its windows, pages as soon as it has learnt, and
 * is made once more, with the weeks after as its trial, when these are over. What they find out is written by {@link #keep},
 * so that no transaction waits for arithmetic. Not safe for several threads.
 */
final class Detectors {
    private final WatchStore store;
    private final String model;
    private final Rhythm rhythm;
    private final double windowsPerFalsePage;
    private final List<Runnable> writes = new ArrayList<>();

    Detectors(WatchStore store, String model, Rhythm rhythm, double windowsPerFalsePage) {
        this.store = store;
        this.model = model;
        this.rhythm = rhythm;
        this.windowsPerFalsePage = windowsPerFalsePage;
    }

    /**
     * What a window told a detector.
     *
     * @param page empty for none, and while it learns
     * @param muted columns that had a page and are not back
     * @param windows it has learnt from so far
     * @param needed windows to learn from
     * @param evidence so far; at {@code limit} it pages
     */
    record Outcome(
            String group, Optional<Page> page, List<String> muted, long windows, long needed, double evidence, double limit) {
        boolean learns() {
            return windows < needed;
        }
    }

    /** Takes a sealed window's scores in. A window counts once. */
    Outcome observe(String group, String bins, List<WatchedColumn> columns, WindowScores scores) {
        Optional<Detector> kept = store.detector(model, group).filter(detector -> detector.bins().equals(bins));
        if (kept.isEmpty() || !kept.get().isFinal()) {
            write(() -> store.save(new Scores(model, group, bins, scores)));
        }
        return kept.isEmpty() ? learn(group, bins, columns, scores) : watch(kept.get(), columns, scores);
    }

    /** A window that late rows changed: what is still to be learnt from is corrected, what was judged is not. */
    void revise(String group, String bins, WindowScores scores) {
        boolean learning = store.detector(model, group)
                .filter(detector -> detector.bins().equals(bins) && detector.isFinal())
                .isEmpty();
        if (learning) {
            write(() -> store.save(new Scores(model, group, bins, scores)));
        }
    }

    private Outcome learn(String group, String bins, List<WatchedColumn> columns, WindowScores scores) {
        long first = store.firstScored(model, group, bins).orElse(scores.ordinal());
        long seen = scores.ordinal() - first + 1;
        if (seen < rhythm.windowsToLearn()) {
            return new Outcome(group, Optional.empty(), List.of(), seen, rhythm.windowsToLearn(), 0, windowsPerFalsePage);
        }
        DetectorHistory history = history(group, bins, columns, scores);
        if (!history.ready()) {
            return new Outcome(
                    group, Optional.empty(), List.of(), (long) (history.progress() * rhythm.windowsToLearn()),
                    rhythm.windowsToLearn(), 0, windowsPerFalsePage);
        }
        DriftDetector made = history.detector(windowsPerFalsePage);
        Detector detector = new Detector(model, group, bins, seen >= trial(), made.snapshot());
        write(() -> store.save(detector));
        return outcome(group, Optional.empty(), made);
    }

    private Outcome watch(Detector kept, List<WatchedColumn> columns, WindowScores scores) {
        DriftDetector detector = DriftDetector.restore(kept.snapshot());
        if (!detector.columns().equals(columns)) {
            throw new IllegalStateException("the detector of " + kept.group() + " watches other columns than its bins name");
        }
        Optional<Page> page = detector.observe(scores);
        boolean tried = kept.isFinal();
        if (!tried && page.isEmpty() && scores.ordinal() >= firstOf(kept, scores) + trial()) {
            tried = true;
            // what paged and is still away is no normal to be widened by
            if (detector.muted().isEmpty()) {
                DetectorHistory history = history(kept.group(), kept.bins(), columns, scores);
                detector = history.ready() ? history.detector(windowsPerFalsePage) : detector;
            }
        }
        Detector next = new Detector(model, kept.group(), kept.bins(), tried, detector.snapshot());
        write(() -> store.save(next));
        return outcome(kept.group(), page, detector);
    }

    private long firstOf(Detector kept, WindowScores scores) {
        return store.firstScored(model, kept.group(), kept.bins()).orElse(scores.ordinal());
    }

    private int trial() {
        return rhythm.windowsToLearn() + rhythm.windowsToReplay();
    }

    private DetectorHistory history(String group, String bins, List<WatchedColumn> columns, WindowScores last) {
        DetectorHistory history = new DetectorHistory(columns, rhythm);
        store.scores(model, group, bins).stream()
                .filter(scores -> scores.ordinal() < last.ordinal())
                .forEach(history::add);
        history.add(last);
        return history;
    }

    private void write(Runnable one) {
        writes.add(one);
    }

    /** Writes what was found out since the last time, for the caller's transaction; if that fails, {@link #drop} it. */
    void keep() {
        writes.forEach(Runnable::run);
    }

    void drop() {
        writes.clear();
    }

    private static Outcome outcome(String group, Optional<Page> page, DriftDetector detector) {
        return new Outcome(group, page, detector.muted(), 1, 1, detector.evidence(), Double.NaN);
    }

    /** Somebody found a page of these columns useless: the detectors of the monitor need more from now on. */
    void notUseful(Monitor monitor, Collection<String> columns) {
        for (Detector kept : store.detectors(model)) {
            if (Groups.monitor(kept.group()) == monitor) {
                DriftDetector detector = DriftDetector.restore(kept.snapshot());
                detector.notUseful(columns);
                // made anew it would forget what the person said
                store.save(new Detector(model, kept.group(), kept.bins(), true, detector.snapshot()));
            }
        }
    }

    /** Whether a detector of the monitor, other than of these groups, waits for columns to come back. */
    boolean isAway(Monitor monitor, Collection<String> others) {
        return store.detectors(model).stream()
                .filter(kept -> Groups.monitor(kept.group()) == monitor && !others.contains(kept.group()))
                .anyMatch(kept -> !DriftDetector.restore(kept.snapshot()).muted().isEmpty());
    }
}
