package understudy.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pages when the columns of a model have moved and stay moved, and without drift at most once in A windows on average:
 * an e-detector of Shiryaev–Roberts type (Shin, Ramdas & Rinaldo 2023), averaged over the columns.
 *
 * <pre>
 *   z = (±(d − ρ·d_prev) − δ(1 − ρ))/√v                  for each score and sign, d = window mean − expected
 *   z° = (±d − δ)/√v
 *   S = (S + 1)·exp(λ·min(8, z) − λ²/2)                  for λ = 1, 2, 4
 *   M = min(S, (M + 1)·exp(λ·min(4, z°) − λ²/2))         see {@link Masses}
 *   page if Σ_c (1/C)·mean_j M[c, j] ≥ A
 * </pre>
 *
 * <p>Each S less the number of windows is a supermartingale while no difference exceeds δ, and so is their average, however
 * the columns depend on one another. M is never more: E[M at a stop] ≤ E[stop], so the average run to a false page is A or
 * longer. Exact for independent rows; with what was calibrated, as good as the calibration (see RATIONALE.md). A window
 * counts once, however often it is given. Not safe for several threads.
 */
public final class DriftDetector {
    private static final int MUTE_WINDOWS = 24;
    private static final double OBSERVED = 0.2;
    private static final double LARGE_EFFECT = 3;
    private static final double USELESS = 1.25;

    private final List<WatchedColumn> columns;
    private final Rhythm rhythm;
    private final double windowsPerFalsePage;
    private final List<Calibration> normal;
    private final DetectorState state;

    DriftDetector(
            List<WatchedColumn> columns,
            Rhythm rhythm,
            double windowsPerFalsePage,
            List<Calibration> normal,
            WindowScores last) {
        this(
                columns,
                rhythm,
                windowsPerFalsePage,
                normal,
                DetectorState.fresh(columns.size(), normal.size(), last.ordinal()));
        for (int score = 0; score < normal.size(); score++) {
            double expected = normal.get(score).expected(rhythm.slot(last.ordinal()));
            boolean usable = Calibration.usable(last.means()[score], last.rows()[score]);
            state.before[score] = usable ? last.means()[score] - expected : Double.NaN;
        }
    }

    DriftDetector(
            List<WatchedColumn> columns,
            Rhythm rhythm,
            double windowsPerFalsePage,
            List<Calibration> normal,
            DetectorState state) {
        if (!(windowsPerFalsePage >= 1)) {
            throw new IllegalArgumentException("windowsPerFalsePage: " + windowsPerFalsePage + " (expected: 1 or more)");
        }
        this.columns = columns;
        this.rhythm = rhythm;
        this.windowsPerFalsePage = windowsPerFalsePage;
        this.normal = normal;
        this.state = state;
    }

    public List<WatchedColumn> columns() {
        return columns;
    }

    /** Ordinal of the last window that counted. */
    public long last() {
        return state.last;
    }

    /** The evidence so far, in windows; at {@code windowsPerFalsePage} it pages. */
    public double evidence() {
        double evidence = 0;
        for (int column = 0, from = 0; column < columns.size(); column++) {
            int to = from + columns.get(column).scores().size();
            evidence += mean(from, to);
            from = to;
        }
        return evidence / columns.size();
    }

    /** What the evidence is held against. */
    public double windowsPerFalsePage() {
        return windowsPerFalsePage;
    }

    /** Columns that had a page and are not back yet. */
    public List<String> muted() {
        List<String> muted = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            if (state.muted[column]) {
                muted.add(columns.get(column).name());
            }
        }
        return muted;
    }

    /**
     * By column, how many times as large its widest standard deviation is taken as the calibration weeks had it, because
     * the weeks after them wandered further or a person found its pages useless; 1 is as learnt. Large values mean the
     * column is watched with half an eye, and perhaps drifted while it was learnt.
     */
    public Map<String, Double> widened() {
        Map<String, Double> widened = new LinkedHashMap<>();
        for (int column = 0, from = 0; column < columns.size(); column++) {
            int to = from + columns.get(column).scores().size();
            widened.put(
                    columns.get(column).name(),
                    normal.subList(from, to).stream().mapToDouble(Calibration::widening).max().orElse(1));
            from = to;
        }
        return widened;
    }

    /**
     * Takes a sealed window. One that was taken before, or is older than the last, changes nothing: late rows do not
     * count twice. Windows that were skipped count as empty.
     */
    public Optional<Page> observe(WindowScores window) {
        DetectorHistory.check(columns, window);
        if (window.ordinal() <= state.last) {
            return Optional.empty();
        }
        if (window.ordinal() != state.last + 1) {
            Arrays.fill(state.before, Double.NaN);
        }
        state.bucket.refill((window.ordinal() - state.last) / windowsPerFalsePage);
        state.last = window.ordinal();
        int slot = rhythm.slot(window.ordinal());
        for (int column = 0, from = 0; column < columns.size(); column++) {
            int to = from + columns.get(column).scores().size();
            observe(window, slot, column, from, to);
            from = to;
        }
        double evidence = evidence();
        return evidence >= windowsPerFalsePage ? Optional.of(page(evidence)) : Optional.empty();
    }

    private void observe(WindowScores window, int slot, int column, int from, int to) {
        boolean judged = true;
        for (int score = from; score < to; score++) {
            Calibration learnt = normal.get(score);
            double expected = learnt.expected(slot);
            double mean = window.means()[score];
            long rows = window.rows()[score];
            if (!Calibration.usable(mean, rows) || Double.isNaN(expected)) {
                state.before[score] = Double.NaN;
                judged &= !learnt.learnt();
                continue;
            }
            double d = mean - expected;
            if (!state.muted[column]) {
                Masses.update(state.masses, state.unlimited, score, learnt, d, state.before[score], rows, expected);
            }
            state.before[score] = d;
            state.expected[score] = expected;
        }
        if (state.muted[column]) {
            if (judged) {
                listen(column, from, to);
            }
        } else {
            follow(column, from, to);
        }
    }

    /** Remembers since when a column has been moving, and by how much on average. */
    private void follow(int column, int from, int to) {
        if (mean(from, to) < 1) {
            state.since[column] = state.last + 1;
            state.windows[column] = 0;
            Arrays.fill(state.sums, from, to, 0);
            return;
        }
        add(column, from, to);
    }

    /** A muted column speaks again after a day's windows whose mean difference is within δ for all its scores. */
    private void listen(int column, int from, int to) {
        add(column, from, to);
        if (state.windows[column] < MUTE_WINDOWS) {
            return;
        }
        boolean back = true;
        for (int score = from; score < to; score++) {
            back &= Math.abs(state.sums[score] / MUTE_WINDOWS) < normal.get(score).delta();
        }
        state.muted[column] = !back;
        state.since[column] = state.last + 1;
        state.windows[column] = 0;
        Arrays.fill(state.sums, from, to, 0);
    }

    private void add(int column, int from, int to) {
        state.windows[column]++;
        for (int score = from; score < to; score++) {
            state.sums[score] += Double.isNaN(state.before[score]) ? 0 : state.before[score];
        }
    }

    private Page page(double evidence) {
        double[] weights = new double[columns.size()];
        for (int column = 0, from = 0; column < weights.length; column++) {
            int to = from + columns.get(column).scores().size();
            weights[column] = mean(from, to);
            from = to;
        }
        double largest = Arrays.stream(weights).max().orElse(0);
        double all = Arrays.stream(weights).sum();
        List<Observation> observations = new ArrayList<>();
        boolean urgent = false;
        for (int column = 0, from = 0; column < weights.length; column++) {
            int to = from + columns.get(column).scores().size();
            if (weights[column] >= OBSERVED * largest) {
                Observation observation = observation(column, from, to, weights[column] / all);
                urgent |= columns.get(column).labelled()
                        || Math.abs(observation.effect()) >= LARGE_EFFECT * observation.material();
                observations.add(observation);
                mute(column, from, to);
            }
            Masses.clear(state.masses, from, to);
            Masses.clear(state.unlimited, from, to);
            from = to;
        }
        observations.sort(Comparator.comparingDouble(Observation::weight).reversed());
        if (state.lastPage == Long.MIN_VALUE || state.last - state.lastPage > MUTE_WINDOWS) {
            state.alert = state.last;
        }
        state.lastPage = state.last;
        Page.Delivery delivery = state.bucket.empty() && !urgent ? Page.Delivery.DIGEST : Page.Delivery.PAGE;
        return new Page(state.last, state.alert, delivery, evidence, observations);
    }

    private Observation observation(int column, int from, int to, double weight) {
        int most = from;
        for (int score = from + 1; score < to; score++) {
            if (Masses.sum(state.masses, score, score + 1) > Masses.sum(state.masses, most, most + 1)) {
                most = score;
            }
        }
        double effect = state.sums[most] / Math.max(1, state.windows[column]);
        return new Observation(
                columns.get(column).name(),
                columns.get(column).scores().get(most - from).name(),
                state.expected[most],
                effect,
                normal.get(most).delta(),
                weight,
                state.since[column]);
    }

    private void mute(int column, int from, int to) {
        state.muted[column] = true;
        state.windows[column] = 0;
        Arrays.fill(state.sums, from, to, 0);
    }

    /**
     * A person said that a page was not useful: its columns need a quarter more in standard deviations from now on, and
     * one of the useless pages that are allowed is spent.
     *
     * @param names of the page's columns; unknown ones are passed over, since columns come and go
     */
    public void notUseful(Collection<String> names) {
        for (int column = 0, from = 0; column < columns.size(); column++) {
            int to = from + columns.get(column).scores().size();
            if (names.contains(columns.get(column).name())) {
                normal.subList(from, to).forEach(learnt -> learnt.widen(USELESS));
            }
            from = to;
        }
        state.bucket.charge();
    }

    private double mean(int from, int to) {
        return Masses.sum(state.masses, from, to) / ((to - from) * Masses.PER_SCORE);
    }

    /**
     * A for one of several detectors that share a budget.
     *
     * @param windowsPerMonth of this detector, 720 for hourly ones
     * @param falsePages allowed a month by all together, above 0
     * @param detectors that share it evenly
     */
    public static double windowsPerFalsePage(double windowsPerMonth, double falsePages, int detectors) {
        if (!(falsePages > 0) || detectors < 1) {
            throw new IllegalArgumentException(
                    "falsePages, detectors: " + falsePages + ", " + detectors + " (expected: above 0, 1 or more)");
        }
        return Math.max(1, windowsPerMonth / falsePages * detectors);
    }

    /** All of it, calibration included, for {@link #restore}: about 60 numbers for each score of a daily rhythm. */
    public byte[] snapshot() {
        return DetectorSnapshot.of(columns, rhythm, windowsPerFalsePage, normal, state);
    }

    /** @throws IllegalArgumentException of bytes that are no snapshot of a detector */
    public static DriftDetector restore(byte[] snapshot) {
        return DetectorSnapshot.detector(snapshot);
    }
}
