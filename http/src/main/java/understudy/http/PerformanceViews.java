package understudy.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import understudy.api.CausesView;
import understudy.api.EstimateView;
import understudy.api.FairnessView;
import understudy.api.PerformanceView;
import understudy.estimation.Estimate;
import understudy.estimation.Fairness;
import understudy.performance.Causes;
import understudy.performance.FairnessReport;
import understudy.performance.Performance;

/** What was measured, as it goes over the wire: what is unknown is absent. */
final class PerformanceViews {
    private PerformanceViews() {}

    static PerformanceView performance(Performance it) {
        return new PerformanceView(
                it.question().model(),
                word(it.task()),
                it.question().size().text(),
                it.question().from(),
                it.question().to(),
                it.question().segment(),
                it.question().slice(),
                maturity(it.labelling()),
                it.windows().stream().map(PerformanceViews::window).toList(),
                it.trust().stream().map(PerformanceViews::trust).toList(),
                it.remarks());
    }

    private static PerformanceView.Maturity maturity(Performance.Labelling it) {
        return new PerformanceView.Maturity(
                estimate(it.maturity().arriving()), it.maturity().median(), it.mostBy(), it.maturity().proposal(),
                it.waited(), it.rows(), it.sentence());
    }

    private static PerformanceView.Window window(Performance.Measured it) {
        return new PerformanceView.Window(
                it.id(), it.from(), it.to(), it.version(), group(it.group()), word(it.state()), it.sentence(), it.rows(),
                it.errors(), it.unscored(), it.labelled(), it.arrived(),
                it.maturity().isPresent() ? Optional.of(it.maturity().getAsDouble()) : Optional.empty(), it.maturesAt(),
                it.method(), it.estimate(), it.figures().stream().map(PerformanceViews::figure).toList());
    }

    private static PerformanceView.Figure figure(Performance.Figure it) {
        boolean trusted = it.estimated().equals(it.shown());
        return new PerformanceView.Figure(
                it.measure().label(), word(it.measure().better()), estimate(it.realised()), estimate(it.shown()),
                trusted ? Optional.empty() : estimate(it.estimated()), number(it.lastLabel()), number(it.constant()),
                estimate(it.versionBefore()));
    }

    private static PerformanceView.Trust trust(Performance.Trust it) {
        return new PerformanceView.Trust(
                it.version(), group(it.group()), it.measure().label(), word(it.trust().level()), it.trust().windows(),
                it.trust().misses(), number(it.trust().bias()), number(it.trust().meanAbsoluteError()), it.sentence());
    }

    static FairnessView fairness(FairnessReport it) {
        Map<String, Fairness.Rates> rates = it.fairness().stream()
                .flatMap(found -> found.groups().stream())
                .collect(Collectors.toMap(Fairness.Rates::group, Function.identity()));
        List<FairnessView.Parity> parities = it.fairness().stream()
                .flatMap(found -> found.parities().stream())
                .map(PerformanceViews::parity)
                .toList();
        return new FairnessView(
                it.model(), it.version(), it.by(), it.from(), it.to(), it.threshold(), it.against(),
                it.groups().stream()
                        .map(group -> group(group, Optional.ofNullable(rates.get(group.group()))))
                        .toList(),
                parities, it.remarks());
    }

    private static FairnessView.Group group(FairnessReport.Size size, Optional<Fairness.Rates> rates) {
        return new FairnessView.Group(
                size.group(), size.rows(), size.labelled(), size.tooSmall(),
                rates.flatMap(it -> estimate(it.selection().share())),
                rates.flatMap(it -> estimate(it.truePositive().share())),
                rates.flatMap(it -> estimate(it.falsePositive().share())),
                rates.flatMap(it -> estimate(it.falseNegative().share())),
                rates.flatMap(it -> estimate(it.precision().share())),
                rates.flatMap(it -> estimate(it.bias())),
                rates.flatMap(it -> number(it.expectedCalibrationError())));
    }

    private static FairnessView.Parity parity(Fairness.Parity it) {
        return new FairnessView.Parity(
                it.group(), it.against(), estimate(it.statisticalParity()), estimate(it.disparateImpact()),
                estimate(it.equalOpportunity()), estimate(it.falsePositives()), word(it.parity()), word(it.impact()),
                word(it.opportunity()));
    }

    static CausesView causes(Causes it) {
        return new CausesView(
                it.question().model(), it.version(), it.question().from(), it.question().to(), it.metric(), it.sentence(),
                it.against(), it.estimated(), it.found().reference(), it.found().window(),
                it.shares().stream()
                        .map(share -> new CausesView.Share(
                                share.player(), estimate(share.effect()).orElseThrow(),
                                share.moved().stream().map(PerformanceViews::moved).toList()))
                        .toList(),
                number(it.found().residual()), it.found().effectiveRows(), it.found().withheld(), it.remarks());
    }

    private static CausesView.Moved moved(Causes.Moved it) {
        return new CausesView.Moved(it.feature(), it.distance(), number(it.then()), number(it.now()), it.sentence());
    }

    private static Optional<EstimateView> estimate(Estimate it) {
        return Double.isFinite(it.value())
                ? Optional.of(new EstimateView(it.value(), number(it.low()), number(it.high())))
                : Optional.empty();
    }

    private static Optional<Double> number(double value) {
        return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    }

    private static Optional<String> group(String group) {
        return group.isEmpty() ? Optional.empty() : Optional.of(group);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
