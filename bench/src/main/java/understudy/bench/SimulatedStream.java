package understudy.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import understudy.drift.DetectorHistory;
import understudy.drift.DriftDetector;
import understudy.drift.Rhythm;
import understudy.drift.WatchedColumn;
import understudy.drift.WindowScores;

/**
 * Hourly windows of a law's columns and a reference of 5,000 rows drawn by the same law over four weeks, so that the
 * reference's own error counts. Missing are 0.5 % everywhere. Seeded; not for several threads.
 */
final class SimulatedStream {
    static final int REFERENCE = 5_000;
    /** What peers' rules for small references are given. */
    static final int SOME_OF_REFERENCE = 1_000;

    static final int PER_DAY = 24;
    static final int PER_MONTH = 30 * PER_DAY;

    /** Windows between two chunks of the peers: at another hour of the day each. */
    private static final int CHUNK_EVERY = 67;

    /** Below it drawing rows is as cheap as drawing counts of a hundred bins. */
    private static final int ROWS_AS_CHEAP = 150;

    final List<SimulatedColumn> columns = new ArrayList<>();
    private final DriftLaw law;
    private final int rows;
    private final SplittableRandom random;
    private final Binomial binomial;
    private final double[] wandered;
    private final double[] missing;
    private long hour;

    /** Kind of a column: numbers of the law's shape. */
    static final int NUMBERS = 0;

    /** Kind of a column: a labelled loss. */
    static final int LOSS = -1;

    /** @param kinds by column: how many categories, {@link #NUMBERS} or {@link #LOSS} */
    SimulatedStream(DriftLaw law, int[] kinds, int rows, long seed) {
        this.law = law;
        this.rows = rows;
        random = new SplittableRandom(seed);
        binomial = new Binomial(Math.max(rows, REFERENCE));
        wandered = new double[kinds.length];
        for (int i = 0; i < wandered.length; i++) {
            wandered[i] = law.wander() * random.nextGaussian();
        }
        Reference reference = new Reference(kinds);
        for (int row = 0; row < REFERENCE; row++) {
            long at = (long) row * 28 * PER_DAY / REFERENCE;
            while (hour < at) {
                step();
            }
            reference.add(row);
        }
        while (hour < 28 * PER_DAY) {
            step();
        }
        reference.columns();
        missing = new double[kinds.length];
        for (int i = 0; i < missing.length; i++) {
            missing[i] = binomial.draw(random, REFERENCE, SimulatedColumn.MISSING) / (double) REFERENCE;
        }
    }

    /** Columns that are all alike. */
    static SimulatedStream of(DriftLaw law, int columns, int rows, long seed) {
        int[] kinds = new int[columns];
        Arrays.fill(kinds, law.categories());
        return new SimulatedStream(law, kinds, rows, seed);
    }

    List<WatchedColumn> watched() {
        List<WatchedColumn> watched = new ArrayList<>();
        for (SimulatedColumn column : columns) {
            watched.add(column.watched("x" + watched.size(), missing[watched.size()]));
        }
        return watched;
    }

    Rhythm rhythm() {
        return new Rhythm(PER_DAY, law.weekly());
    }

    private void step() {
        hour++;
        double innovation = Math.sqrt(1 - law.correlation() * law.correlation()) * law.wander();
        double shared = random.nextGaussian();
        for (int column = 0; column < wandered.length && law.wander() > 0; column++) {
            double next = law.together() ? shared : random.nextGaussian();
            wandered[column] = law.correlation() * wandered[column] + innovation * next;
        }
    }

    private double shift(int column) {
        double shift = wandered[column] + (hour / PER_DAY % 7 >= 5 ? law.weekend() : 0);
        return law.daily() == 0 ? shift : shift + law.daily() * Math.sin(2 * Math.PI * (hour % PER_DAY) / PER_DAY);
    }

    /** The next hour. @param byRow whether peers have to read it, too */
    WindowScores window(boolean byRow) {
        return window(column -> byRow);
    }

    /** The next hour. @param byRow which columns peers have to read, too */
    WindowScores window(IntPredicate byRow) {
        step();
        double[] common = law.common() == 0 ? new double[0] : normals(rows);
        int scores = columns.stream().mapToInt(SimulatedColumn::scores).sum();
        double[] means = new double[scores];
        long[] counts = new long[scores];
        int at = 0;
        for (int index = 0; index < columns.size(); index++) {
            SimulatedColumn column = columns.get(index);
            column.open(random, binomial, rows);
            if (byRow.test(index) || common.length > 0 || rows <= ROWS_AS_CHEAP) {
                column.draw(random, binomial, shift(index), common, law.common());
            } else {
                column.count(random, binomial, shift(index));
            }
            column.seal(means, counts, at);
            at += column.scores();
        }
        return new WindowScores(hour, means, counts);
    }

    private double[] normals(int count) {
        double[] normals = new double[count];
        for (int i = 0; i < count; i++) {
            normals[i] = random.nextGaussian();
        }
        return normals;
    }

    /**
     * Four weeks that are learnt (eight for weekly rhythms) and four on which it is tried.
     *
     * @param peers for each of the chunks they learn from, spread over the first four weeks
     */
    DriftDetector learn(double windowsPerFalsePage, List<PeerRules> peers) {
        DetectorHistory history = new DetectorHistory(watched(), rhythm());
        for (int i = 0; i < rhythm().windowsToLearn() + rhythm().windowsToReplay(); i++) {
            boolean chunk = i % CHUNK_EVERY == 0 && i / CHUNK_EVERY < PeerRules.CHUNKS && !peers.isEmpty();
            history.add(window(chunk));
            if (chunk) {
                peers.forEach(PeerRules::learnChunk);
            }
        }
        return history.detector(windowsPerFalsePage);
    }

    /** Collects the reference, row by row over its four weeks. */
    private final class Reference {
        private final int[] kinds;
        private final double[][] numbers;
        private final long[][] counts;
        private final long[][] some;

        Reference(int[] kinds) {
            this.kinds = kinds;
            numbers = new double[kinds.length][];
            counts = new long[kinds.length][];
            some = new long[kinds.length][];
            for (int column = 0; column < kinds.length; column++) {
                numbers[column] = new double[kinds[column] <= 0 ? REFERENCE : 0];
                counts[column] = new long[Math.max(0, kinds[column])];
                some[column] = new long[Math.max(0, kinds[column])];
            }
        }

        void add(int row) {
            double together = law.common() == 0 ? 0 : Math.sqrt(law.common()) * random.nextGaussian();
            for (int column = 0; column < kinds.length; column++) {
                if (kinds[column] == LOSS) {
                    numbers[column][row] = Shape.LOSS.draw(random, 0, 1);
                } else if (kinds[column] == NUMBERS) {
                    double own = Math.sqrt(1 - law.common());
                    numbers[column][row] = law.shape().draw(random, shift(column) + together, own);
                } else {
                    double[] shares = SimulatedCategories.tilted(SimulatedCategories.zipf(kinds[column]), shift(column));
                    double place = random.nextDouble();
                    int category = 0;
                    while (category < shares.length - 1 && place >= shares[category]) {
                        place -= shares[category++];
                    }
                    counts[column][category]++;
                    some[column][category] += row % (REFERENCE / SOME_OF_REFERENCE) == 0 ? 1 : 0;
                }
            }
        }

        void columns() {
            for (int column = 0; column < kinds.length; column++) {
                columns.add(column(column));
            }
        }

        private SimulatedColumn column(int column) {
            return switch (kinds[column]) {
                case LOSS -> new SimulatedLoss(numbers[column]);
                case NUMBERS -> new SimulatedNumbers(law.shape(), numbers[column]);
                default -> new SimulatedCategories(
                        SimulatedCategories.zipf(kinds[column]), counts[column], some[column]);
            };
        }
    }
}
