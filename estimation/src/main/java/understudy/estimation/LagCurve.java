package understudy.estimation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What share of a window's labels has arrived by an age: one minus the Kaplan–Meier curve (Kaplan, Meier 1958) of the
 * time from prediction to label. A prediction still without a label is censored at its age, so young windows say neither
 * more nor less than they know. Ages are whole seconds, rounded by at most 0.8 % above two minutes, so it stays small
 * whatever the number of rows; shards merge exactly. Not safe for several threads.
 */
public final class LagCurve {
    /** A label is mature when so much of what will come has come. */
    private static final double MATURE = 0.9;

    /** Below this much movement in the older half of what was watched the curve counts as flat. */
    private static final double STILL_MOVING = 0.05;

    /** Buckets in an octave; below it every second has its own. */
    private static final int PER_OCTAVE = 128;

    private static final int FEWEST = 30;

    private final TreeMap<Long, long[]> arrivedAndOpen = new TreeMap<>();
    private long arrived;
    private long rows;

    /**
     * What the curve says.
     *
     * @param arriving share of predictions that get a label at all, as far as was watched, 0 to 1
     * @param median age by which half of those have come; empty without a label
     * @param mature age by which 90 % of those have come; empty without a label
     * @param proposal age to wait for before a window counts: {@code mature} rounded up to an hour, above two days to a
     *     day; empty under 30 labels and while the curve still rises, as then nobody knows
     */
    public record Maturity(
            Estimate arriving, Optional<Duration> median, Optional<Duration> mature, Optional<Duration> proposal) {}

    /** A label came. @param lag not negative */
    public void arrived(Duration lag) {
        cell(lag)[0]++;
        arrived++;
        rows++;
    }

    /** A label has not come yet. @param age since the prediction, not negative */
    public void open(Duration age) {
        open(age, 1);
    }

    /** So many labels have not come yet. @param age since those predictions, not negative */
    public void open(Duration age, long count) {
        cell(age)[1] += count;
        rows += count;
    }

    public void merge(LagCurve other) {
        for (Map.Entry<Long, long[]> entry : other.arrivedAndOpen.entrySet()) {
            long[] cell = arrivedAndOpen.computeIfAbsent(entry.getKey(), age -> new long[2]);
            cell[0] += entry.getValue()[0];
            cell[1] += entry.getValue()[1];
        }
        arrived += other.arrived;
        rows += other.rows;
    }

    public long rows() {
        return rows;
    }

    /** Share of labels that have come by this age, with Greenwood's interval (1926); unknown while empty. */
    public Estimate arrivedBy(Duration age) {
        if (rows == 0) {
            return Estimate.unknown();
        }
        double waiting = 1;
        double greenwood = 0;
        long atRisk = rows;
        for (Map.Entry<Long, long[]> entry : arrivedAndOpen.headMap(bucket(age), true).entrySet()) {
            double came = entry.getValue()[0];
            waiting *= 1 - came / atRisk;
            greenwood += came == atRisk ? 0 : came / (atRisk * (atRisk - came));
            atRisk -= entry.getValue()[0] + entry.getValue()[1];
        }
        return Estimate.around(1 - waiting, waiting * Math.sqrt(greenwood)).within(0, 1);
    }

    /** The first age by which such a share of all predictions has its label; empty where it was not reached. */
    public Optional<Duration> ageOf(double share) {
        double waiting = 1;
        long atRisk = rows;
        for (Map.Entry<Long, long[]> entry : arrivedAndOpen.entrySet()) {
            waiting *= 1 - (double) entry.getValue()[0] / atRisk;
            // a share computed elsewhere from the same product may differ in its last bits
            if (entry.getValue()[0] > 0 && 1 - waiting >= share - 1e-12) {
                return Optional.of(Duration.ofSeconds(entry.getKey()));
            }
            atRisk -= entry.getValue()[0] + entry.getValue()[1];
        }
        return Optional.empty();
    }

    /** As {@link #maturity(Duration)}, as if nothing was watched longer than the largest age here. */
    public Maturity maturity() {
        return maturity(Duration.ZERO);
    }

    /**
     * What the curve says.
     *
     * @param since age of the oldest prediction, whether or not its label has come: where all labels come soon, the ages here
     *     don't tell how long nothing more came
     */
    public Maturity maturity(Duration since) {
        if (arrived == 0) {
            return new Maturity(
                    rows == 0 ? Estimate.unknown() : Estimate.share(0, rows),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        Duration watched = Duration.ofSeconds(arrivedAndOpen.lastKey());
        Estimate arriving = arrivedBy(watched);
        Optional<Duration> mature = ageOf(MATURE * arriving.value());
        Duration whole = watched.compareTo(since) > 0 ? watched : since;
        double lately = arriving.value() - arrivedBy(whole.dividedBy(2)).value();
        boolean settled = arrived >= FEWEST && lately < STILL_MOVING * arriving.value();
        return new Maturity(
                arriving,
                ageOf(arriving.value() / 2),
                mature,
                settled ? mature.map(LagCurve::roundedUp) : Optional.empty());
    }

    /**
     * Of a window of this age, the share of the labels it will ever get that it has; empty while nothing came.
     *
     * @param age of the window's youngest row
     */
    public OptionalDouble maturityAt(Duration age) {
        if (arrived == 0) {
            return OptionalDouble.empty();
        }
        double arriving = arrivedBy(Duration.ofSeconds(arrivedAndOpen.lastKey())).value();
        return OptionalDouble.of(arrivedBy(age).value() / arriving);
    }

    /** A snapshot: a few bytes for each age there is; {@link #read} gives the same state back. */
    public byte[] bytes() {
        ByteBuffer to = ByteBuffer.allocate(1 + Varints.MOST_BYTES * (1 + 3 * arrivedAndOpen.size()))
                .put(Snapshot.FORMAT);
        Varints.write(to, arrivedAndOpen.size());
        arrivedAndOpen.forEach((age, counts) -> {
            Varints.write(to, age);
            Varints.write(to, counts[0]);
            Varints.write(to, counts[1]);
        });
        return Arrays.copyOf(to.array(), to.position());
    }

    /** @param snapshot of {@link #bytes}; anything else is refused */
    public static LagCurve read(byte[] snapshot) {
        return Snapshot.read(snapshot, "a lag curve", from -> {
            LagCurve read = new LagCurve();
            long ages = Varints.read(from);
            for (long i = 0; i < ages; i++) {
                long age = Varints.read(from);
                long[] counts = {Varints.read(from), Varints.read(from)};
                read.arrivedAndOpen.put(age, counts);
                read.arrived += counts[0];
                read.rows += counts[0] + counts[1];
            }
            return read;
        });
    }

    private static Duration roundedUp(Duration age) {
        long unit = (age.compareTo(Duration.ofDays(2)) > 0 ? Duration.ofDays(1) : Duration.ofHours(1)).toSeconds();
        return Duration.ofSeconds(Math.max(1, Math.ceilDiv(age.toSeconds(), unit)) * unit);
    }

    private long[] cell(Duration age) {
        if (age.isNegative()) {
            throw new IllegalArgumentException("age: " + age + " (expected: not negative)");
        }
        return arrivedAndOpen.computeIfAbsent(bucket(age), key -> new long[2]);
    }

    /** The bucket's largest second. */
    private static long bucket(Duration age) {
        long seconds = age.toSeconds();
        int shift = Math.max(0, 64 - Long.numberOfLeadingZeros(seconds / PER_OCTAVE));
        return (seconds >> shift << shift) + (1L << shift) - 1;
    }
}
