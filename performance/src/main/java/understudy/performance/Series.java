package understudy.performance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.IntFunction;
import understudy.core.Model;
import understudy.estimation.Estimate;
import understudy.profiles.Window;
import understudy.references.Reference;

/**
 * Windows one after the other, earliest first: what stands beside each number, and when a window counts. Keeps numbers, not
 * counts. Not safe for several threads.
 */
final class Series {
    private static final long FEWEST_LABELS = 30;

    /** A window counts once so much of what will come has come. */
    private static final double MATURE = 0.9;

    /** A window before anybody knows when it counts. */
    private record Draft(
            String id,
            Instant from,
            Instant to,
            WindowSums.Part part,
            long[] counts,
            Instant lastAt,
            List<Performance.Figure> figures,
            Estimated estimated,
            Optional<LossWindow> loss) {}

    private final Model model;
    private final WindowSize size;
    private final IntFunction<Terms> terms;
    private final List<Draft> drafts = new ArrayList<>();
    private final LabelLags lags = new LabelLags();
    private long firstAt = Long.MAX_VALUE;
    private long answered;
    private final Map<WindowSums.Part, Answers> earlier = new HashMap<>();
    private final Map<String, TreeMap<Integer, Map<Measure, Estimate>>> latest = new HashMap<>();

    Series(Model model, WindowSize size, IntFunction<Terms> terms) {
        this.model = model;
        this.size = size;
        this.terms = terms;
    }

    /** Of all windows together. */
    LabelLags lags() {
        return lags;
    }

    /** Of the earliest row, in milliseconds since 1970. */
    long firstAt() {
        return firstAt;
    }

    /** Rows that did not fail. */
    long answered() {
        return answered;
    }

    void add(WindowSums sums) {
        sums.tallies().forEach((part, tally) -> {
            lags.merge(tally.lags);
            firstAt = Math.min(firstAt, tally.firstAt);
            answered += tally.answered();
            Estimated estimated = sums.estimates().getOrDefault(part, Estimated.none("no estimate"));
            drafts.add(draft(sums.window(), part, tally, estimated));
            if (tally.answers.labelled() > 0) {
                earlier.put(part, tally.answers);
            }
        });
    }

    private Draft draft(Window window, WindowSums.Part part, Tally tally, Estimated estimated) {
        boolean byTime = size.isByTime();
        Instant from = Instant.ofEpochMilli(byTime ? window.from() : tally.firstAt);
        Instant to = Instant.ofEpochMilli(byTime ? window.to() : tally.lastAt + 1);
        LossSums losses = tally.answers.losses();
        Optional<LossWindow> loss = losses.rows() == 0
                ? Optional.empty()
                : Optional.of(new LossWindow(
                        size.ordinal(window), from, to, part.version(), losses.rows(), losses.mean(), losses.variance()));
        return new Draft(
                window.id(), from, to, part,
                new long[] {tally.rows, tally.errors, tally.unscored, tally.answers.labelled(), tally.labels},
                Instant.ofEpochMilli(tally.lastAt), figures(part, tally.answers, estimated), estimated, loss);
    }

    private List<Performance.Figure> figures(WindowSums.Part part, Answers answers, Estimated estimated) {
        TreeMap<Integer, Map<Measure, Estimate>> versions = latest.computeIfAbsent(part.group(), group -> new TreeMap<>());
        Map.Entry<Integer, Map<Measure, Estimate>> before = versions.lowerEntry(part.version());
        List<Performance.Figure> figures = new ArrayList<>();
        Map<Measure, Estimate> realised = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.of(model.task())) {
            Estimate found = answers.realised(measure);
            realised.put(measure, found);
            figures.add(new Performance.Figure(
                    measure,
                    found,
                    estimated.of(measure),
                    estimated.of(measure),
                    answers.ofLastLabel(measure),
                    constant(part, answers, measure),
                    before == null ? Estimate.unknown() : before.getValue().getOrDefault(measure, Estimate.unknown())));
        }
        if (answers.labelled() > 0) {
            versions.put(part.version(), realised);
        }
        return figures;
    }

    /** Made of the window before, or of the reference where there is none. */
    private double constant(WindowSums.Part part, Answers answers, Measure measure) {
        Answers before = earlier.get(part);
        if (before != null) {
            return answers.ofConstant(measure, before);
        }
        Optional<Reference.Labelled> reference = terms.apply(part.version()).reference().flatMap(Reference::labelled);
        return reference.map(known -> switch (known) {
            case Reference.Labelled.Binary binary -> answers instanceof BinaryAnswers two
                    ? two.ofConstant(measure, binary.scores().baseRate().value())
                    : Double.NaN;
            case Reference.Labelled.Regression regression -> answers instanceof RegressionAnswers numbers
                    ? numbers.ofConstant(measure, regression.errors().meanTruth())
                    : Double.NaN;
            case Reference.Labelled.Multiclass _ -> Double.NaN;
        }).orElse(Double.NaN);
    }

    /** All windows, those that are mature by what is known of labels' delays now. */
    List<Performance.Measured> measured(Delays delays, Instant now) {
        Duration waited = delays.waited();
        return drafts.stream().map(draft -> measured(draft, delays, waited, now)).toList();
    }

    private static Performance.Measured measured(Draft draft, Delays delays, Duration waited, Instant now) {
        Duration between = Duration.between(draft.lastAt, now);
        Duration age = between.isNegative() ? Duration.ZERO : between;
        OptionalDouble maturity = delays.at(age);
        Instant maturesAt = draft.lastAt.plus(waited);
        long labelled = draft.counts[3];
        double arrived = (double) draft.counts[4] / Math.max(1, draft.counts[0] - draft.counts[1]);
        Performance.State state = state(labelled, age, waited, maturity);
        return new Performance.Measured(
                draft.id, draft.from, draft.to, draft.part.version(), draft.part.group(), state,
                sentence(state, labelled, arrived, maturity, maturesAt, now), draft.counts[0], draft.counts[1],
                draft.counts[2], labelled, arrived, maturity, maturesAt, draft.figures,
                Optional.of(draft.estimated.method()).filter(method -> !method.isEmpty()), draft.estimated.sentence(),
                draft.loss);
    }

    private static Performance.State state(long labelled, Duration age, Duration waited, OptionalDouble maturity) {
        if (age.compareTo(waited) < 0 || maturity.isPresent() && maturity.getAsDouble() < MATURE) {
            return Performance.State.NOT_ENOUGH_YET;
        }
        if (labelled == 0) {
            return Performance.State.NO_LABELS;
        }
        return labelled < FEWEST_LABELS ? Performance.State.TOO_SMALL : Performance.State.MATURE;
    }

    private static String sentence(
            Performance.State state,
            long labelled,
            double arrived,
            OptionalDouble maturity,
            Instant maturesAt,
            Instant now) {
        return switch (state) {
            case MATURE -> Words.percent(arrived) + " of its answers have a label";
            case NOT_ENOUGH_YET -> "not enough yet: " + (maturity.isPresent()
                    ? "windows of its age have " + Words.percent(maturity.getAsDouble()) + " of their labels"
                    : Words.percent(arrived) + " of its answers have a label")
                    + (maturesAt.isAfter(now) ? "; it counts from " + Words.minute(maturesAt) : "");
            case TOO_SMALL -> "too small: " + labelled + " labels (expected: " + FEWEST_LABELS + " or more)";
            case NO_LABELS -> "no label came, though it is old enough";
        };
    }
}
