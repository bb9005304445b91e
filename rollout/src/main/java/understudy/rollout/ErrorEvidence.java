package understudy.rollout;

import java.time.Instant;
import java.util.Optional;
import understudy.comparison.Guardrail;
import understudy.core.Prediction;
import understudy.statistics.ExcessRate;

/**
 * Whether a canary fails more often than it may, after each of its calls and each of the champion's beside it.
 *
 * <p>A limit beyond the champion's rate is judged on failures alone: of calls that fail, a canary whose rate is at most
 * the champion's plus the limit has at most its share, whatever ails both of them at that time. So that the limit is
 * granted, the champion's calls are failed on purpose with that probability, by a coin that follows from the call's id
 * (and so falls the same way after a restart). An absolute limit is judged on the canary's calls.
 *
 * <p>Source: Lindon, Malek: Anytime-valid inference for multinomial count data (NeurIPS 2022), which is about the share
 * of one arm in a stream of events. For one thread.
 */
final class ErrorEvidence {
    /** Fewer calls of the canary, and nothing is known. */
    static final long ENOUGH = 20;

    private final Guardrail.Errors guardrail;
    private final double enough;
    private final ExcessRate excess = new ExcessRate();
    private double championPropensity;
    private long calls;
    private long failures;
    private long championCalls;
    private long championFailures;
    private Optional<Since> since = Optional.empty();

    /** Counted from the canary's first failure on. */
    private record Since(Instant at, long calls, long championCalls, long championFailures) {}

    /** @param enough evidence at which it is broken: 1/α */
    ErrorEvidence(Guardrail.Errors guardrail, double share, double enough) {
        this.guardrail = guardrail;
        this.enough = enough;
        this.championPropensity = Math.max(1 - share, Math.ulp(1.0));
    }

    void canary(Prediction call, boolean failed) {
        if (failed && since.isEmpty()) {
            since = Optional.of(new Since(call.receivedAt(), calls, championCalls, championFailures));
        }
        calls++;
        failures += failed ? 1 : 0;
        if (!guardrail.relative()) {
            excess.add(failed, guardrail.limit());
        } else if (failed) {
            excess.add(true, ownShare(call.propensity()));
        }
    }

    /** @param share the canary's, of all requests */
    void champion(Prediction call, boolean failed, double share) {
        championPropensity = call.propensity();
        boolean granted = Sampling.coin(call.id()) < granted();
        championCalls++;
        championFailures += failed ? 1 : 0;
        if (guardrail.relative() && (failed || granted)) {
            excess.add(false, ownShare(share));
        }
    }

    /** Of calls that both might have met, those the canary does: a half, where the champion has a share of that size. */
    private double ownShare(double share) {
        return share / (share + Math.min(share, championPropensity));
    }

    /** So likely a call that did not fail is failed, that the rate in all is the champion's plus the limit. */
    private double granted() {
        double rate = (championFailures + 0.5) / (championCalls + 1);
        return guardrail.limit() / Math.max(guardrail.limit(), 1 - rate);
    }

    boolean isBroken() {
        return excess.evidence() >= enough;
    }

    Judgement judgement() {
        Judgement.Ruling ruling = isBroken()
                ? Judgement.Ruling.BROKEN
                : calls < ENOUGH ? Judgement.Ruling.THIN : Judgement.Ruling.HOLDS;
        String limit = guardrail.relative()
                ? "the champion's share and " + Words.percent(guardrail.limit()) + " more"
                : Words.percent(guardrail.limit());
        return new Judgement(guardrail, ruling, ruling == Judgement.Ruling.BROKEN ? broken() : all(), limit);
    }

    private String all() {
        return Words.of(failures, calls) + " of its calls failed at this step, of the champion's "
                + Words.of(championFailures, championCalls) + " at the same time";
    }

    private String broken() {
        Since first = since.orElse(new Since(Instant.EPOCH, 0, 0, 0));
        return Words.of(failures, calls - first.calls()) + " of its calls failed since " + Words.time(first.at())
                + ", of the champion's "
                + Words.of(championFailures - first.championFailures(), championCalls - first.championCalls())
                + " at the same time";
    }
}
