package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.GammaDistribution;
import understudy.profiles.AnsweredRows;

/**
 * Whether requests stay away: rows by the hour against the same hours of the weeks before, whose spread from week to week is
 * learnt, too. Silence speaks sooner where there is much traffic, and a quiet weekend is no surprise after two weeks.
 */
final class VolumeJudge {
    static final Duration LOOKS_BACK = Duration.ofDays(35);

    private static final int WEEK = 168;
    private static final int WEEKS = 4;
    private static final int LEAST_WEEKS = 2;

    /** Stretches that are tried, in hours; the level is shared among them. */
    private static final int[] STRETCHES = {1, 2, 3, 6, 12, 24, 48};

    private static final double BUDGET = 0.2;
    private static final double HOURS_PER_MONTH = 720;
    private static final double LEAST_DISPERSION = 0.01;

    /** Less than this of what is expected is a drop. */
    private static final double DROP = 0.5;

    private static final double BACK = 0.7;
    private static final int LEAST_DAYS = 7;
    private static final int SUMMED = 5_000;

    private final double[] hours;
    private final Instant end;
    private final double level;

    /** @param until a full hour; rows after it don't count */
    VolumeJudge(List<AnsweredRows.Volume> volumes, Instant until, MonitorPlan plan) {
        this.end = until;
        this.level = BUDGET * plan.falsePagesPerMonth() / HOURS_PER_MONTH / STRETCHES.length;
        long count = volumes.isEmpty() ? 0 : Math.max(0, Duration.between(volumes.getFirst().from(), until).toHours());
        this.hours = new double[(int) Math.min(count, LOOKS_BACK.toHours())];
        for (AnsweredRows.Volume volume : volumes) {
            int at = hours.length - 1 - (int) (Duration.between(volume.from(), until).toHours() - 1);
            if (at >= 0 && at < hours.length) {
                hours[at] += volume.rows();
            }
        }
    }

    /** @param since where the drop begins, as far as can be told */
    record Drop(double rows, double expected, Duration length, Instant since) {
        String sentence() {
            String stretch = length.toHours() == 1 ? "the last hour" : "the last " + length.toHours() + " hours";
            return rows == 0
                    ? "No request came in " + stretch + "; about " + Words.number(Math.rint(expected)) + " are usual then"
                    : Words.number(rows) + " requests came in " + stretch + "; about " + Words.number(Math.rint(expected))
                            + " are usual then";
        }
    }

    /** Rows expected in the hour that begins so many hours after the first; NaN while too little is known. */
    private double expected(int hour) {
        double[] before = new double[WEEKS];
        int count = 0;
        for (int week = 1; week <= WEEKS && hour - week * WEEK >= 0; week++) {
            before[count++] = hours[hour - week * WEEK];
        }
        if (count < LEAST_WEEKS) {
            return Double.NaN;
        }
        double[] sorted = Arrays.copyOf(before, count);
        Arrays.sort(sorted);
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    }

    /** The most improbable drop that is going on. */
    Optional<Drop> drop() {
        int last = hours.length - 1;
        if (last < LEAST_WEEKS * WEEK) {
            return firstWeeks();
        }
        Optional<Drop> found = Optional.empty();
        double least = level;
        for (int stretch : STRETCHES) {
            int from = hours.length - stretch;
            if (from < LEAST_WEEKS * WEEK) {
                break;
            }
            double rows = rows(from, hours.length);
            double usual = usual(from, hours.length);
            double probability = atMost(rows, usual, dispersion(stretch));
            if (rows <= DROP * usual && probability < least && isLowNow()) {
                least = probability;
                found = Optional.of(new Drop(rows, usual, Duration.ofHours(stretch), end.minus(Duration.ofHours(stretch))));
            }
        }
        return found;
    }

    /** Whether the last hours are as usual, after a drop. */
    boolean isBack() {
        if (hours.length <= LEAST_WEEKS * WEEK + 3) {
            return hours.length > 0 && rows(Math.max(0, hours.length - 3), hours.length) > 0;
        }
        double usual = usual(hours.length - 3, hours.length);
        return rows(hours.length - 3, hours.length) >= BACK * usual;
    }

    /** Of the last hour, for people; NaN while learning. */
    double expectedLast() {
        return hours.length == 0 ? Double.NaN : expected(hours.length - 1);
    }

    /** Days of traffic so far. */
    long days() {
        return hours.length / 24;
    }

    /** An hour without requests among busy ones is not hidden by the busy ones before it. */
    private boolean isLowNow() {
        double usual = expected(hours.length - 1);
        return hours[hours.length - 1] <= DROP * usual || usual == 0;
    }

    /** Before weeks can be compared, only a day of silence after a week of daily traffic speaks. */
    private Optional<Drop> firstWeeks() {
        int days = hours.length / 24 - 1;
        if (days < LEAST_DAYS || rows(hours.length - 24, hours.length) > 0) {
            return Optional.empty();
        }
        double[] totals = new double[days];
        for (int day = 0; day < days; day++) {
            int to = hours.length - 24 * (day + 1);
            totals[day] = rows(to - 24, to);
        }
        double mean = Arrays.stream(totals).average().orElse(0);
        double phi = Arrays.stream(totals).map(total -> ((total - mean) * (total - mean) - mean) / (mean * mean)).average().orElse(1);
        boolean daily = Arrays.stream(totals).allMatch(total -> total > 0);
        return daily && atMost(0, mean, Math.max(LEAST_DISPERSION, phi)) < level
                ? Optional.of(new Drop(0, mean, Duration.ofDays(1), end.minus(Duration.ofDays(1))))
                : Optional.empty();
    }

    /** How far stretches of so many hours were from what was expected, beyond Poisson's law: Var = μ + φμ². */
    private double dispersion(int stretch) {
        double sum = 0;
        int count = 0;
        for (int to = hours.length - stretch; to - stretch >= LEAST_WEEKS * WEEK; to -= stretch) {
            double usual = usual(to - stretch, to);
            double off = rows(to - stretch, to) - usual;
            if (usual > 0) {
                sum += (off * off - usual) / (usual * usual);
                count++;
            }
        }
        // one week alone tells little of how weeks differ
        double learnt = count == 0 ? 0 : sum / count;
        return Math.max(count < WEEK / Math.max(1, stretch) ? 5 * LEAST_DISPERSION : LEAST_DISPERSION, learnt);
    }

    private double rows(int from, int to) {
        return Arrays.stream(hours, from, to).sum();
    }

    private double usual(int from, int to) {
        double sum = 0;
        for (int hour = from; hour < to; hour++) {
            sum += expected(hour);
        }
        return sum;
    }

    /** P(X ≤ rows) of a negative binomial law with Var = μ + φμ²; of large counts by the gamma law it tends to. */
    static double atMost(double rows, double mean, double phi) {
        if (!(mean > 0)) {
            return 1;
        }
        double size = 1 / phi;
        if (rows > SUMMED) {
            return GammaDistribution.of(size, mean / size).cumulativeProbability(rows);
        }
        double chance = mean / (size + mean);
        double term = Math.exp(size * Math.log1p(-chance));
        double sum = term;
        for (int k = 0; k < rows; k++) {
            term *= (k + size) / (k + 1.0) * chance;
            sum += term;
        }
        return Math.min(1, sum);
    }
}
