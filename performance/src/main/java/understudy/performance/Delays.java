package understudy.performance;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import understudy.core.Model;
import understudy.estimation.LagCurve;

/** How long a model's labels take, as far as is known at a moment. Not safe for several threads. */
final class Delays {
    private final Model model;
    private final Instant now;
    private final LagCurve curve = new LagCurve();
    private long earliest = Long.MAX_VALUE;
    private long answered;

    Delays(Model model, Instant now) {
        this.model = model;
        this.now = now;
    }

    void add(Tally tally) {
        add(tally.lags, tally.firstAt, tally.answered());
    }

    /**
     * @param firstAt of the earliest row, in milliseconds since 1970
     * @param rows that were answered
     */
    void add(LabelLags lags, long firstAt, long rows) {
        lags.addTo(curve, now);
        answered += rows;
        earliest = Math.min(earliest, firstAt);
    }

    /** Whether no answered row was added. */
    boolean isEmpty() {
        return answered == 0;
    }

    LagCurve curve() {
        return curve;
    }

    /** Rows whose labels were brought with them, so that the curve is not of them. */
    long together() {
        return answered - curve.rows();
    }

    LagCurve.Maturity maturity() {
        return curve.maturity(Duration.ofMillis(Math.max(0, now.toEpochMilli() - Math.min(earliest, now.toEpochMilli()))));
    }

    /** Age from which a window counts. */
    Duration waited() {
        return maturity().proposal().orElse(model.maturity());
    }

    /** Share of the labels it will ever have that a window of this age has. */
    OptionalDouble at(Duration age) {
        return curve.maturityAt(age);
    }
}
