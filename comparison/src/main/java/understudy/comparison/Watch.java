package understudy.comparison;

import java.util.Locale;
import java.util.Optional;
import understudy.comparison.Comparison.Metric;
import understudy.comparison.Judged.State;
import understudy.statistics.ConfidenceSequence;
import understudy.statistics.Interval;
import understudy.statistics.PairedSums;
import understudy.statistics.Psi;
import understudy.statistics.Quantiles;

/** What guardrails without labels take to be judged, as pairs stream by. For one thread. */
final class Watch {
    private static final long LEAST = 100;

    /** Two-sided 99 % of the normal distribution: how far the rank of a quantile may be off. */
    private static final double RANK_WIDTH = 2.576;

    private final PairedSums moreErrors = new PairedSums();
    private final PairedSums errors = new PairedSums();
    private final PairedSums agreed = new PairedSums();
    private final Quantiles championLatency = new Quantiles();
    private final Quantiles challengerLatency = new Quantiles();
    private final Quantiles championScores = new Quantiles();
    private final Quantiles challengerScores = new Quantiles();
    private long championErrors;
    private long challengerErrors;
    private long bothErrors;

    void add(Pair pair, Optional<Boolean> agree, double[] scores) {
        boolean championFailed = pair.answered().error().isPresent();
        boolean challengerFailed = pair.said().error().isPresent();
        championErrors += championFailed ? 1 : 0;
        challengerErrors += challengerFailed ? 1 : 0;
        bothErrors += championFailed && challengerFailed ? 1 : 0;
        errors.add(challengerFailed ? 1 : 0);
        moreErrors.add((challengerFailed ? 1 : 0) - (championFailed ? 1 : 0));
        agree.ifPresent(same -> agreed.add(same ? 1 : 0));
        add(championLatency, pair.answered().latencyMillis());
        add(challengerLatency, pair.said().latencyMillis());
        if (Double.isFinite(scores[0]) && Double.isFinite(scores[1])) {
            championScores.add(scores[0]);
            challengerScores.add(scores[1]);
        }
    }

    private static void add(Quantiles latency, double millis) {
        if (!Double.isNaN(millis)) {
            latency.add(millis);
        }
    }

    Comparison.Errors errors() {
        return new Comparison.Errors(championErrors, challengerErrors, bothErrors);
    }

    Comparison.Latency latency() {
        return championLatency.count() == 0 || challengerLatency.count() == 0
                ? new Comparison.Latency(0, 0, 0, 0)
                : new Comparison.Latency(
                        championLatency.at(0.5), championLatency.at(0.99),
                        challengerLatency.at(0.5), challengerLatency.at(0.99));
    }

    /** Of the challenger's scores against the champion's; empty without scores. */
    Optional<Psi> psi() {
        return championScores.count() == 0 ? Optional.empty() : Optional.of(Psi.of(championScores, challengerScores));
    }

    Judged judge(Guardrail.Errors limit, ConfidenceSequence sequence) {
        PairedSums sums = limit.relative() ? moreErrors : errors;
        String seen = text("%,d of %,d calls failed, of the champion's %,d", challengerErrors, errors.units(), championErrors);
        return judged(limit, sums.mean(), limit.limit(), sums, sequence, seen);
    }

    Judged judge(Guardrail.Agreement limit, ConfidenceSequence sequence) {
        String seen = text("%.1f %% of %,d decisions agree", 100 * agreed.mean(), agreed.units());
        Judged turned = judged(limit, -agreed.mean(), -limit.least(), agreed.negated(), sequence, seen);
        return new Judged(limit, turned.state(), turned.value().map(value -> -value), turned.sentence());
    }

    /** Broken where the whole interval is beyond the limit, kept where the mean is within it. */
    private static Judged judged(
            Guardrail guardrail, double mean, double limit, PairedSums sums, ConfidenceSequence sequence, String seen) {
        if (sums.units() < LEAST) {
            return new Judged(guardrail, State.THIN, sums.units() == 0 ? Optional.empty() : Optional.of(mean), seen);
        }
        Interval interval = sequence.interval(sums);
        State state = interval.low() > limit ? State.BROKEN : mean <= limit ? State.HOLDS : State.THIN;
        return new Judged(guardrail, state, Optional.of(mean), seen);
    }

    Judged judge(Guardrail.Latency limit) {
        long calls = challengerLatency.count();
        double rank = limit.percent() / 100.0;
        if (calls < LEAST) {
            return new Judged(limit, State.THIN, Optional.empty(), text("%,d calls are too few for a p%d", calls, limit.percent()));
        }
        double off = RANK_WIDTH * Math.sqrt(rank * (1 - rank) / calls);
        double champion = championLatency.at(rank);
        double most = limit.relative() ? limit.limit() * champion : limit.limit();
        double value = challengerLatency.at(rank);
        double atLeast = challengerLatency.at(Math.max(0, rank - off));
        State state = atLeast > most ? State.BROKEN : value <= most ? State.HOLDS : State.THIN;
        return new Judged(limit, state, Optional.of(limit.relative() ? value / champion : value), text(
                "p%d is %.2f ms over %,d calls, the champion's %.2f ms", limit.percent(), value, calls, champion));
    }

    Judged judge(Guardrail.ScoreShift limit, double alpha) {
        Optional<Psi> psi = psi();
        if (psi.isEmpty() || championScores.count() < 250) {
            return new Judged(limit, State.THIN, psi.map(Psi::value), text("%,d scores are too few", championScores.count()));
        }
        double beyond = psi.get().value() - psi.get().noise();
        State state = beyond <= limit.most() ? State.HOLDS : psi.get().pValue() < alpha ? State.BROKEN : State.THIN;
        return new Judged(limit, state, Optional.of(psi.get().value()), text(
                "stability index of its scores %.3f, of which %.3f are noise", psi.get().value(), psi.get().noise()));
    }

    /** Not worse on a metric. */
    static Judged judge(Guardrail guardrail, Optional<Metric> metric, String where) {
        if (metric.isEmpty() || metric.get().low().isEmpty()) {
            return new Judged(
                    guardrail, State.THIN, metric.map(Metric::difference), "too few mature labels" + where);
        }
        Metric known = metric.get();
        State state = switch (known.verdict()) {
            case WORSE -> State.BROKEN;
            case NOT_ENOUGH_YET -> State.THIN;
            case BETTER, EQUIVALENT, BETTER_WITHIN_MARGIN, WORSE_WITHIN_MARGIN -> State.HOLDS;
        };
        return new Judged(guardrail, state, Optional.of(known.difference()), text(
                "%s %.4g against %.4g%s, %s by %.4g (%.4g to %.4g)", known.name(), known.challenger(), known.champion(), where,
                known.difference() >= 0 ? "better" : "worse", Math.abs(known.difference()), known.low().orElse(0.0),
                known.high().orElse(0.0)));
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
