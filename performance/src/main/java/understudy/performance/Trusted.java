package understudy.performance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.estimation.Estimate;
import understudy.estimation.EstimateTrust;
import understudy.estimation.EstimatedPerformance;
import understudy.estimation.LagCurve;

/** What follows of measured windows: how far estimates may be trusted, and how long labels take. */
final class Trusted {
    private static final double MOST = 0.95;

    private Trusted() {}

    /** Trust by version, group and measure, of windows that are mature. @param windows earliest first */
    static List<Performance.Trust> trust(Model model, List<Performance.Measured> windows) {
        Map<WindowSums.Part, Map<Measure, List<EstimateTrust.Past>>> pasts = new TreeMap<>();
        for (Performance.Measured window : windows) {
            for (Performance.Figure figure : window.figures()) {
                if (window.state() == Performance.State.MATURE && figure.estimated().isKnown()
                        && figure.realised().isKnown()) {
                    pasts.computeIfAbsent(part(window), part -> new EnumMap<>(Measure.class))
                            .computeIfAbsent(figure.measure(), measure -> new ArrayList<>())
                            .add(new EstimateTrust.Past(figure.estimated(), figure.realised()));
                }
            }
        }
        List<Performance.Trust> trusts = new ArrayList<>();
        pasts.forEach((part, measures) -> measures.forEach((measure, past) -> {
            EstimateTrust trust = EstimateTrust.of(past);
            trusts.add(new Performance.Trust(
                    part.version(), part.group(), measure, trust, sentence(model, part, measure, trust)));
        }));
        return trusts;
    }

    private static WindowSums.Part part(Performance.Measured window) {
        return new WindowSums.Part(window.version(), window.group());
    }

    private static String sentence(Model model, WindowSums.Part part, Measure measure, EstimateTrust trust) {
        String whose = "Estimates of " + measure.label() + " of " + ModelVersion.reference(model.name(), part.version())
                + (part.group().isEmpty() ? "" : ", " + part.group() + ",");
        String past = "in the last " + trust.windows() + " windows with labels they were off by "
                + Words.number(trust.meanAbsoluteError()) + " on average, and " + trust.misses()
                + " did not meet what labels said";
        return switch (trust.level()) {
            case UNTESTED -> whose + " are untested: fewer than three windows have their labels";
            case SOUND -> whose + " can be used: " + past;
            case DOUBTFUL -> whose + " are doubtful: " + past + "; they are shown wider by that error";
            case USELESS -> whose + " are useless: " + past
                    + "; inputs no longer lead to the outcomes they led to on the reference (concept drift), so none is"
                    + " shown";
        };
    }

    /** Estimates of windows that are not mature, as far as they may be shown. */
    static List<Performance.Measured> applied(List<Performance.Measured> windows, List<Performance.Trust> trusts) {
        Map<WindowSums.Part, Map<Measure, EstimateTrust>> known = new TreeMap<>();
        trusts.forEach(trust -> known.computeIfAbsent(
                        new WindowSums.Part(trust.version(), trust.group()), part -> new EnumMap<>(Measure.class))
                .put(trust.measure(), trust.trust()));
        return windows.stream()
                .map(window -> window.state() == Performance.State.MATURE
                        ? window
                        : applied(window, known.getOrDefault(part(window), Map.of())))
                .toList();
    }

    private static Performance.Measured applied(Performance.Measured window, Map<Measure, EstimateTrust> trusts) {
        List<Performance.Figure> figures = window.figures().stream()
                .map(figure -> {
                    EstimateTrust trust = trusts.get(figure.measure());
                    Estimate shown = trust == null || !figure.estimated().isKnown()
                            ? figure.estimated()
                            : trust.applied(figure.estimated());
                    return new Performance.Figure(
                            figure.measure(), figure.realised(), figure.estimated(), shown, figure.lastLabel(),
                            figure.constant(), figure.versionBefore());
                })
                .toList();
        return window.with(figures);
    }

    static Performance.Labelling labelling(Model model, Delays delays) {
        LagCurve.Maturity maturity = delays.maturity();
        Duration waited = delays.waited();
        Optional<Duration> mostBy = maturity.median().isPresent()
                ? delays.curve().ageOf(MOST * maturity.arriving().value())
                : Optional.empty();
        return new Performance.Labelling(
                maturity, delays.curve().rows(), waited, mostBy, sentence(model, delays.together(), maturity, waited, mostBy));
    }

    private static String sentence(
            Model model, long together, LagCurve.Maturity maturity, Duration waited, Optional<Duration> mostBy) {
        String brought = together == 0 ? "" : "Labels came together with " + Words.count(together) + " answers of " + model.name()
                + ", which says nothing of how long they take";
        if (maturity.median().isEmpty() && together > 0) {
            return brought + "; windows count after " + Words.duration(waited) + ", as its owners said";
        }
        if (maturity.median().isEmpty()) {
            return "No label of " + model.name() + " has come yet, so nobody knows how long they take; windows count after "
                    + Words.duration(waited) + ", as its owners said";
        }
        String whose = together == 0 ? " of the answers of " + model.name() : " of the others";
        String half = (together == 0 ? "" : brought + ". ") + Words.percent(maturity.arriving().value()) + whose
                + " get a label as far as was watched; half of those come within " + Words.duration(maturity.median().get())
                + mostBy.map(age -> ", 95 % within " + Words.duration(age)).orElse("");
        return maturity.proposal().isPresent()
                ? half + ". Windows count after " + Words.duration(waited)
                        + (waited.compareTo(model.maturity()) > 0
                                ? ", which is longer than the " + Words.duration(model.maturity()) + " its owners said"
                                : "")
                : half + ", and more are coming or they are too few to tell: windows count after " + Words.duration(waited)
                        + ", as its owners said";
    }

    /** What must be told to whoever reads estimates, and why there are none. */
    static List<String> remarks(List<Performance.Measured> windows, List<Performance.Trust> trusts, Measure first) {
        List<String> remarks = new ArrayList<>();
        if (windows.stream().anyMatch(window -> window.method().isPresent())) {
            remarks.add("Estimated without labels: " + EstimatedPerformance.ASSUMPTION);
        }
        windows.stream()
                .filter(window -> window.method().isEmpty())
                .map(Performance.Measured::estimate)
                .filter(why -> why.contains("reference"))
                .distinct()
                .forEach(why -> remarks.add(Character.toUpperCase(why.charAt(0)) + why.substring(1)));
        trusts.stream()
                .filter(trust -> trust.measure() == first || trust.trust().level() == EstimateTrust.Level.USELESS)
                .filter(trust -> trust.group().isEmpty())
                .map(Performance.Trust::sentence)
                .forEach(remarks::add);
        long unscored = windows.stream().mapToLong(Performance.Measured::unscored).sum();
        if (unscored > 0) {
            remarks.add(unscored + " answers have no score that can be measured and are left out");
        }
        return remarks;
    }
}
