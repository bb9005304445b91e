package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.drift.CategoryStatistic;
import understudy.drift.Predictive;
import understudy.monitoring.WindowSummary.Column;
import understudy.monitoring.WindowSummary.Flag;

/**
 * Holds traffic against training while no detector has learnt yet: whole days are pooled, so that no hour of the day and no
 * small window can look like drift, and a column counts only when it is off on each of three successive days, which is
 * longer than a weekend. See RATIONALE.md.
 */
final class TrainingJudge {
    static final int DAYS = 3;

    private static final double DEVIATIONS = 0.3;
    private static final double POINTS = 0.1;
    private static final long LEAST_ROWS = 250;
    private static final double IMPROBABLE = 0.001;
    private static final Duration DAY = Duration.ofDays(1);

    private final Basis basis;

    TrainingJudge(Basis basis) {
        this.basis = basis;
    }

    /** Sums of a column over a day. */
    private static final class Pool {
        private long rows;
        private long missing;
        private double sum;
        private long present;
        private long[] bins = {};
        private List<String> examples = List.of();

        void add(Column column) {
            rows += column.rows();
            missing += column.missing();
            examples = column.quality().map(WindowSummary.Quality::unseenExamples).orElse(examples);
            if (column.present() > 0 && Double.isFinite(column.mean())) {
                sum += column.mean() * column.present();
                present += column.present();
            }
            if (bins.length == 0) {
                bins = new long[column.bins().size()];
            }
            for (int i = 0; i < bins.length && i < column.bins().size(); i++) {
                bins[i] += column.bins().get(i);
            }
        }
    }

    /**
     * @param windows of the last three days, earliest first
     * @return the columns that were off on each of them, as on the last
     */
    List<Flag> flags(List<WindowSummary> windows, Instant until) {
        List<Flag> last = List.of();
        for (int day = DAYS; day >= 1; day--) {
            Instant from = until.minus(DAY.multipliedBy(day));
            Instant to = from.plus(DAY);
            List<Flag> off = off(windows.stream()
                    .filter(window -> !window.head().from().isBefore(from) && window.head().from().isBefore(to))
                    .toList());
            List<Flag> before = last;
            last = day == DAYS
                    ? off
                    : off.stream()
                            .filter(flag -> before.stream().anyMatch(one -> one.column().equals(flag.column())))
                            .toList();
        }
        return last;
    }

    private List<Flag> off(List<WindowSummary> windows) {
        Map<String, Pool> pools = new LinkedHashMap<>();
        windows.forEach(window -> window.columns().forEach(
                column -> pools.computeIfAbsent(column.name(), name -> new Pool()).add(column)));
        List<Flag> off = new ArrayList<>();
        pools.forEach((name, pool) -> basis.known(name)
                .filter(known -> known.reader().isPresent() && pool.rows >= LEAST_ROWS)
                .flatMap(known -> off(name, known, pool))
                .ifPresent(off::add));
        return off;
    }

    private Optional<Flag> off(String name, Basis.Known known, Pool pool) {
        String called = Words.shortened(Answers.called(name));
        double missing = pool.missing / (double) pool.rows - known.missingShare();
        boolean derived = basis.derivations().isDerived(name);
        if (Math.abs(missing) >= POINTS && !derived) {
            return Optional.of(flag(
                    name, Math.abs(missing), called + " is missing in " + Words.share(pool.missing / (double) pool.rows)
                            + " of rows, in training in " + Words.share(known.missingShare())));
        }
        if (pool.present < LEAST_ROWS && pool.present + pool.missing < LEAST_ROWS) {
            return Optional.empty();
        }
        if (!Kinds.isText(known.reference().type())) {
            double deviation = known.profile().spread();
            double effect = (pool.sum / pool.present - known.profile().mean()) / deviation;
            boolean large = deviation > 0 ? Math.abs(effect) >= DEVIATIONS : pool.present > 0 && effect != 0;
            if (large && !Double.isNaN(effect) && improbable(known, pool)) {
                String said = basis.derivations().isVocabulary(name)
                        ? NewWords.sentence(
                                basis.derivations().origin(name), pool.sum / pool.present, known.profile().mean(),
                                "in training", pool.examples)
                        : called + " is " + Words.number(pool.sum / pool.present)
                                + " on average, in training " + Words.number(known.profile().mean())
                                + (deviation > 0 ? " (" + signed(effect) + " standard deviations)" : "");
                return Optional.of(flag(name, Math.min(1, Math.abs(effect) / 3), said));
            }
        }
        return shares(name, called, known, pool);
    }

    private Optional<Flag> shares(String name, String called, Basis.Known known, Pool pool) {
        double[] was = known.reference().shares();
        long all = java.util.Arrays.stream(pool.bins).sum();
        if (was.length != pool.bins.length || all < LEAST_ROWS || !improbable(known, pool)) {
            return Optional.empty();
        }
        int most = 0;
        for (int i = 1; i < was.length; i++) {
            if (Math.abs(pool.bins[i] / (double) all - was[i]) > Math.abs(pool.bins[most] / (double) all - was[most])) {
                most = i;
            }
        }
        double difference = pool.bins[most] / (double) all - was[most];
        return Math.abs(difference) < POINTS || Double.isNaN(difference)
                ? Optional.empty()
                : Optional.of(flag(
                        name, Math.abs(difference), "of " + called + " " + Bins.name(known.reference(), most) + " has a share of "
                                + Words.share(pool.bins[most] / (double) all) + ", in training " + Words.share(was[most])));
    }

    /** By the calibrated index, which takes the reference's own size in; of a reference in one bin it has nothing to say. */
    private static boolean improbable(Basis.Known known, Pool pool) {
        long[] reference = known.reference().counts();
        for (int bin = 0; bin < pool.bins.length && pool.bins.length == reference.length; bin++) {
            if (reference[bin] > 0 && reference[bin] == known.reference().present()) {
                long all = java.util.Arrays.stream(pool.bins).sum();
                return new Predictive(0, reference[bin]).atLeast(all - pool.bins[bin], all) < IMPROBABLE;
            }
        }
        boolean measurable = reference.length == pool.bins.length && reference.length > 1
                && java.util.Arrays.stream(reference).sum() > 0 && java.util.Arrays.stream(pool.bins).sum() > 0;
        return measurable
                && CategoryStatistic.named("psi").orElseThrow().measure(reference, pool.bins).drifted();
    }

    private static Flag flag(String name, double size, String sentence) {
        return new Flag(Monitor.TRAINING.label(), name, false, size, sentence);
    }

    static String signed(double value) {
        return (value > 0 ? "+" : "") + Words.number(value);
    }
}
