package understudy.health;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import understudy.estimation.Estimate;
import understudy.health.HealthPart.Evidence;
import understudy.health.HealthPart.Name;
import understudy.performance.Measure;
import understudy.performance.Performance;
import understudy.performance.Performance.Figure;
import understudy.performance.Performance.Measured;

/**
 * How good the answers are, by the measure that is looked at first: as on the reference is 100 points, no better than an answer
 * that knows nothing is none. The favourable end of the interval counts, so that a small window is not called worse by chance.
 */
final class MeasuredPerformance {
    /** Earlier windows with labels that stand in where there is no reference. */
    private static final int FEWEST_BEFORE = 3;

    /** The area under the curve of answers in no order. */
    private static final double BLIND_AUC = 0.5;

    private final Performance performance;
    private final Optional<Estimate> reference;

    private MeasuredPerformance(Performance performance, Optional<Estimate> reference) {
        this.performance = performance;
        this.reference = reference;
    }

    /**
     * @param performance as last measured; empty where it was not since the start
     * @param reference the first measure's value on the version's reference
     */
    static HealthPart of(Optional<Performance> performance, Optional<Estimate> reference) {
        return performance
                .map(measured -> new MeasuredPerformance(measured, reference).part())
                .orElseGet(() -> HealthPart.unknown(
                        Name.PERFORMANCE, "Not known: answers were not measured since the server was started"));
    }

    private HealthPart part() {
        List<Measured> whole = performance.windows().stream().filter(window -> window.group().isEmpty()).toList();
        Optional<Measured> mature = last(whole.stream()
                .filter(window -> window.state() == Performance.State.MATURE && first(window).realised().isKnown())
                .toList());
        if (mature.isPresent()) {
            Measured window = mature.get();
            return part(window, first(window).realised(), "is", "by its labels", earlier(whole, window));
        }
        Optional<Measured> estimated = last(whole.stream().filter(window -> first(window).shown().isKnown()).toList());
        return estimated
                .map(window -> part(
                        window, first(window).shown(), "is estimated as", "before its labels" + trust(window), List.of()))
                .orElseGet(() -> HealthPart.unknown(Name.PERFORMANCE, "Not known: " + missing(whole)));
    }

    private Measure measure() {
        return switch (performance.task()) {
            case BINARY -> Measure.AUC;
            case MULTICLASS, OTHER -> Measure.ACCURACY;
            case REGRESSION -> Measure.MAE;
        };
    }

    private Figure first(Measured window) {
        return window.figure(measure());
    }

    /** Of the newest version in the last window. */
    private static Optional<Measured> last(List<Measured> windows) {
        return windows.stream().max(Comparator.comparing(Measured::from).thenComparing(Measured::version));
    }

    private static String missing(List<Measured> windows) {
        return last(windows).map(window -> window.sentence() + "; " + window.estimate()).orElse("nothing was answered lately");
    }

    private String trust(Measured window) {
        return performance.trust().stream()
                .filter(one -> one.version() == window.version() && one.measure() == measure() && one.group().isEmpty())
                .findFirst()
                .map(one -> switch (one.trust().level()) {
                    case UNTESTED -> ", by estimates that no labels have tested yet";
                    case SOUND -> ", by estimates that labels have borne out";
                    case DOUBTFUL -> ", by estimates that labels have put in doubt";
                    case USELESS -> ", by estimates that labels have refuted";
                })
                .orElse(", by estimates that no labels have tested yet");
    }

    private List<Double> earlier(List<Measured> windows, Measured than) {
        return windows.stream()
                .filter(window -> window.from().isBefore(than.from()) && window.state() == Performance.State.MATURE)
                .map(window -> first(window).realised().value())
                .filter(Double::isFinite)
                .sorted()
                .toList();
    }

    private HealthPart part(Measured window, Estimate found, String verb, String how, List<Double> earlier) {
        boolean higher = measure().better() == Measure.Better.HIGHER;
        double favourable = Double.isFinite(found.high()) && Double.isFinite(found.low())
                ? higher ? found.high() : found.low()
                : found.value();
        double naive = naive(first(window), higher);
        Optional<Double> usual = reference.filter(Estimate::isKnown).map(Estimate::value);
        String whose = " on the reference";
        if (usual.isEmpty() && earlier.size() >= FEWEST_BEFORE) {
            usual = Optional.of(earlier.get(earlier.size() / 2));
            whose = " in the middle of " + earlier.size() + " earlier windows";
        }
        String said = measure().label() + " " + verb + " " + interval(found) + " " + how + " in the window from "
                + Words.moment(window.from(), ZoneOffset.UTC);
        List<Evidence> evidence = new ArrayList<>(List.of(new Evidence(measure().label(), interval(found))));
        usual.ifPresent(value -> evidence.add(new Evidence("usual", Words.number(value))));
        if (Double.isFinite(naive)) {
            evidence.add(new Evidence("naive", Words.number(naive)));
        }
        return scored(said, whose, favourable, usual, naive, higher, evidence);
    }

    private static HealthPart scored(
            String said, String whose, double favourable, Optional<Double> usual, double naive, boolean higher,
            List<Evidence> evidence) {
        Evidence[] all = evidence.toArray(Evidence[]::new);
        String end = "; the end of its interval that speaks for it counts";
        if (usual.isPresent()) {
            // where even the usual is no better than naive, a tenth of it is the yardstick
            boolean placed = Double.isFinite(naive) && (higher ? naive < usual.get() : naive > usual.get());
            double worst = placed ? naive : usual.get() * (higher ? 0.9 : 1.1);
            boolean asGood = higher ? favourable >= usual.get() : favourable <= usual.get();
            double score = asGood ? HealthPart.BEST : HealthPart.between(favourable, usual.get(), worst);
            return HealthPart.of(
                    Name.PERFORMANCE, score,
                    said + ", and " + Words.number(usual.get()) + whose + "; that is 100 points, " + Words.number(worst)
                            + (placed ? ", as answers that know nothing have," : ", a tenth worse,") + " is none" + end,
                    all);
        }
        if (Double.isFinite(naive)) {
            boolean better = higher ? favourable > naive : favourable < naive;
            return HealthPart.of(
                    Name.PERFORMANCE, better ? HealthPart.BEST : 0,
                    said + ", and " + Words.number(naive) + " of answers that know nothing: better is 100 points, else none; for"
                            + " more it needs a reference with labels" + end,
                    all);
        }
        return HealthPart.unknown(
                Name.PERFORMANCE, "Not known: " + said + ", but there is nothing to hold it against; give the version a"
                        + " reference with labels");
    }

    /** The best of what knows nothing of the inputs. */
    private double naive(Figure figure, boolean higher) {
        if (measure() == Measure.AUC) {
            return BLIND_AUC;
        }
        double last = figure.lastLabel();
        double constant = figure.constant();
        if (Double.isNaN(last) || Double.isNaN(constant)) {
            return Double.isNaN(last) ? constant : last;
        }
        return higher ? Math.max(last, constant) : Math.min(last, constant);
    }

    private static String interval(Estimate found) {
        return Words.number(found.value())
                + (Double.isFinite(found.low()) && Double.isFinite(found.high())
                        ? " (" + Words.number(found.low()) + " to " + Words.number(found.high()) + ")"
                        : "");
    }
}
