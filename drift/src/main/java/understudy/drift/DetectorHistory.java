package understudy.drift;

import java.util.ArrayList;
import java.util.List;

/**
 * Weeks of sealed windows from which a {@link DriftDetector} learns what is normal: four weeks (eight for a weekly
 * rhythm), and up to four more on which it is tried and widened before it may page. Holds no more windows than these.
 * Not safe for several threads.
 */
public final class DetectorHistory {
    /** 1.2 to this power is 1,500. */
    private static final int MOST_ROUNDS = 40;

    private final List<WatchedColumn> columns;
    private final Rhythm rhythm;
    private final List<WindowScores> windows;

    public DetectorHistory(List<WatchedColumn> columns, Rhythm rhythm) {
        this(columns, rhythm, List.of());
    }

    private DetectorHistory(List<WatchedColumn> columns, Rhythm rhythm, List<WindowScores> windows) {
        this.columns = List.copyOf(columns);
        this.rhythm = rhythm;
        this.windows = new ArrayList<>(windows);
    }

    /**
     * Takes the next window; empty ones need not be given.
     *
     * @return false if it, or a later one, was taken before, or nothing more is needed
     */
    public boolean add(WindowScores window) {
        check(columns, window);
        boolean late = !windows.isEmpty() && window.ordinal() <= windows.getLast().ordinal();
        if (late || spanned(window.ordinal()) > rhythm.windowsToLearn() + rhythm.windowsToReplay()) {
            return false;
        }
        windows.add(window);
        return true;
    }

    /** Whether there is enough to learn from. */
    public boolean ready() {
        return !windows.isEmpty() && spanned(windows.getLast().ordinal()) >= rhythm.windowsToLearn();
    }

    /** 0 to 1 of what has to be seen before it is ready. */
    public double progress() {
        return windows.isEmpty()
                ? 0
                : Math.min(1, spanned(windows.getLast().ordinal()) / (double) rhythm.windowsToLearn());
    }

    /**
     * A detector that goes on after the last window of this history.
     *
     * @param windowsPerFalsePage A, such as 720 for hourly windows and one false page a month; several detectors share
     *     a budget by their 1/A
     * @throws IllegalStateException before it is ready
     */
    public DriftDetector detector(double windowsPerFalsePage) {
        if (!ready()) {
            throw new IllegalStateException("history: " + windows.size() + " windows (expected: a span of "
                    + rhythm.windowsToLearn() + ")");
        }
        long end = windows.getFirst().ordinal() + rhythm.windowsToLearn();
        List<WindowScores> first = windows.stream().filter(window -> window.ordinal() < end).toList();
        List<WindowScores> rest = windows.stream().filter(window -> window.ordinal() >= end).toList();
        List<Calibration> normal = new ArrayList<>();
        int index = 0;
        for (WatchedColumn column : columns) {
            double atMost = windowsPerFalsePage * columns.size() * column.scores().size() * Masses.PER_SCORE / 10;
            for (Score score : column.scores()) {
                Calibration learnt = Calibration.learn(score, index, rhythm, first);
                widen(learnt, index, rest, atMost);
                normal.add(learnt);
                index++;
            }
        }
        return new DriftDetector(columns, rhythm, windowsPerFalsePage, normal, windows.getLast());
    }

    /**
     * While the score alone comes within a tenth of a page on weeks taken as normal, its v grows by 1.44. A column that
     * drifted in these weeks ends up all but blind: {@link DriftDetector#widened} shows it.
     */
    private void widen(Calibration learnt, int index, List<WindowScores> replay, double atMost) {
        for (int round = 0; round < MOST_ROUNDS && greatest(learnt, index, replay) >= atMost; round++) {
            learnt.widen(1.2);
        }
    }

    private double greatest(Calibration learnt, int index, List<WindowScores> replay) {
        double[] masses = new double[Masses.PER_SCORE];
        double[] unlimited = new double[Masses.PER_SCORE];
        double greatest = 0;
        double before = Double.NaN;
        long last = Long.MIN_VALUE;
        for (WindowScores window : replay) {
            double mean = window.means()[index];
            long rows = window.rows()[index];
            double expected = learnt.expected(rhythm.slot(window.ordinal()));
            if (!Calibration.usable(mean, rows) || Double.isNaN(expected)) {
                before = Double.NaN;
                continue;
            }
            double d = mean - expected;
            double previous = window.ordinal() == last + 1 ? before : Double.NaN;
            Masses.update(masses, unlimited, 0, learnt, d, previous, rows, expected);
            before = d;
            last = window.ordinal();
            for (double mass : masses) {
                greatest = Math.max(greatest, mass);
            }
        }
        return greatest;
    }

    static void check(List<WatchedColumn> columns, WindowScores window) {
        int scores = columns.stream().mapToInt(column -> column.scores().size()).sum();
        if (window.means().length != scores) {
            throw new IllegalArgumentException("window: " + window.means().length
                    + " means (expected: one for each score of the columns, " + scores + ")");
        }
    }

    private long spanned(long ordinal) {
        return windows.isEmpty() ? 1 : ordinal - windows.getFirst().ordinal() + 1;
    }

    /** All of it, for {@link #restore}. */
    public byte[] snapshot() {
        return DetectorSnapshot.of(columns, rhythm, windows);
    }

    /** @throws IllegalArgumentException of bytes that are no snapshot of a history */
    public static DetectorHistory restore(byte[] snapshot) {
        return DetectorSnapshot.history(snapshot, DetectorHistory::new);
    }
}
