package understudy.rollout;

import java.util.Optional;
import org.HdrHistogram.Histogram;
import understudy.comparison.Guardrail;
import understudy.statistics.ExcessRate;

/**
 * How long canary and champion took at the same step, and whether a quantile of the canary's is beyond a limit for sure.
 *
 * <p>The p-quantile is beyond a time L where more than 1 − p of calls take longer than L, which is a rate, judged by
 * {@link ExcessRate} as the errors are. Where the limit is a multiple of the champion's quantile, L is that multiple of
 * an upper bound of it, found the same way; and besides, of all calls that take longer than L the canary must have more
 * than its part, so that a slow minute of the machine is held against nobody. Histograms keep two digits of each time
 * in some kilobytes. For one thread.
 */
final class LatencyEvidence {
    /** Fewer calls, and nothing is said of a quantile. */
    static final long ENOUGH = 200;

    private static final long LONGEST_MICROS = 3_600_000_000L;
    private static final int DIGITS = 2;
    private static final double MICROS_IN_MILLI = 1_000;

    private final Histogram canary = new Histogram(LONGEST_MICROS, DIGITS);
    private final Histogram champion = new Histogram(LONGEST_MICROS, DIGITS);
    private double ownShare = 0.5;

    void canary(long nanos) {
        add(canary, nanos);
    }

    /** @param ownShare of calls that both might have met, the canary's */
    void champion(long nanos, double ownShare) {
        add(champion, nanos);
        this.ownShare = ownShare;
    }

    private static void add(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos / 1_000, 1, LONGEST_MICROS));
    }

    /** @param enough evidence at which it is broken: 1/α */
    Judgement judgement(Guardrail.Latency guardrail, double enough) {
        double rank = guardrail.percent() / 100.0;
        String value = "p" + guardrail.percent() + " of its " + Words.count(canary.getTotalCount()) + " calls is "
                + shown(canary, rank);
        String limit = guardrail.relative()
                ? guardrail.limit() + " times the champion's"
                : Words.milliseconds(guardrail.limit());
        if (guardrail.relative()) {
            value += ", of the champion's " + Words.count(champion.getTotalCount()) + " at the same time "
                    + shown(champion, rank);
        }
        return new Judgement(guardrail, ruling(guardrail, rank, enough), value, limit);
    }

    private Judgement.Ruling ruling(Guardrail.Latency guardrail, double rank, double enough) {
        if (canary.getTotalCount() < ENOUGH || guardrail.relative() && champion.getTotalCount() < ENOUGH) {
            return Judgement.Ruling.THIN;
        }
        double micros = guardrail.relative()
                ? guardrail.limit() * upperBound(rank, 2 * enough)
                : guardrail.limit() * MICROS_IN_MILLI;
        long longer = beyond(canary, micros);
        boolean beyond = ExcessRate.evidence(longer, canary.getTotalCount(), 1 - rank) >= 2 * enough;
        boolean ofItsOwn = !guardrail.relative()
                || ExcessRate.evidence(longer, longer + beyond(champion, micros), ownShare) >= enough;
        return beyond && ofItsOwn ? Judgement.Ruling.BROKEN : Judgement.Ruling.HOLDS;
    }

    /** Of the champion's quantile; its slowest call, where it has too few to bound it. Micros. */
    private double upperBound(double rank, double enough) {
        long all = champion.getTotalCount();
        long low = 1;
        long high = champion.getMaxValue();
        if (!isAbove(high, all, rank, enough)) {
            return high;
        }
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (isAbove(middle, all, rank, enough)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return high;
    }

    private boolean isAbove(long micros, long all, double rank, double enough) {
        return ExcessRate.evidence(all - beyond(champion, micros), all, rank) >= enough;
    }

    private static long beyond(Histogram histogram, double micros) {
        long limit = (long) Math.min(LONGEST_MICROS, micros);
        return histogram.getTotalCount() - histogram.getCountBetweenValues(0, limit);
    }

    private static String shown(Histogram histogram, double rank) {
        return Optional.of(histogram)
                .filter(some -> some.getTotalCount() > 0)
                .map(some -> Words.milliseconds(some.getValueAtPercentile(rank * 100) / MICROS_IN_MILLI))
                .orElse("not known");
    }
}
