package understudy.performance;

import understudy.estimation.Attribution;
import understudy.estimation.Estimate;

/** Shares of a change of a mean square as shares of the change of its root: √b − √a = (b − a) / (√a + √b). */
final class Roots {
    private Roots() {}

    static Attribution of(Attribution squares) {
        double then = Math.sqrt(squares.reference());
        double now = Math.sqrt(squares.window());
        double scale = then + now > 0 ? 1 / (then + now) : 0;
        return new Attribution(
                squares.metric(), then, now,
                squares.shares().stream()
                        .map(share -> new Attribution.Share(
                                share.player(),
                                new Estimate(
                                        scale * share.effect().value(), scale * share.effect().low(),
                                        scale * share.effect().high())))
                        .toList(),
                scale * squares.residual(), squares.effectiveRows(), squares.effectivePositives(), squares.withheld());
    }
}
