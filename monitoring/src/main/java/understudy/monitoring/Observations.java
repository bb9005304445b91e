package understudy.monitoring;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import understudy.core.Model;
import understudy.core.Problem;
import understudy.drift.Adwin;
import understudy.drift.DriftDetector;
import understudy.drift.Rhythm;
import understudy.monitoring.WindowSummary.Column;
import understudy.monitoring.WindowSummary.Head;
import understudy.profiles.AnsweredRows;
import understudy.profiles.ColumnReference;
import understudy.references.ReferenceStore;

/** What is seen of windows, computed from their summaries when somebody asks. Safe for many threads. */
public final class Observations {
    /** Windows that one question may show. */
    public static final int MOST = 1_000;

    private final Function<String, Optional<Model>> models;
    private final AnsweredRows rows;
    private final ReferenceStore references;
    private final WatchStore store;
    private final InstantSource clock;

    public Observations(
            Function<String, Optional<Model>> models,
            AnsweredRows rows,
            ReferenceStore references,
            WatchStore store,
            InstantSource clock) {
        this.models = models;
        this.rows = rows;
        this.references = references;
        this.store = store;
        this.clock = clock;
    }

    /** The reference's side of a column. @param names of its bins @param shares of its rows in them */
    public record Bin(String name, double expected, long rows) {}

    /**
     * A window in full.
     *
     * @param bins by column, in the order of the summary's columns; none where nothing is known of a column
     * @param means of the reference by column, NaN where it has none
     */
    public record Detail(WindowSummary summary, List<List<Bin>> bins, List<Double> means, List<Observation> observations) {}

    /**
     * How far a detector has come.
     *
     * @param windows it has learnt from, at most {@code needed}
     * @param evidence in windows, which grows until it pages; empty while it learns
     * @param muted columns that had a page and are not back
     * @param dull columns whose spread had to be widened more than twofold: watched with half an eye
     */
    public record Progress(
            String group,
            long windows,
            long needed,
            int windowsPerDay,
            Optional<Double> evidence,
            List<String> muted,
            List<String> dull) {
        /** {@code learning, day 5 of 28}. */
        public String sentence() {
            if (evidence.isPresent()) {
                return muted.isEmpty() ? "watches" : "waits for " + Words.names(muted) + " to come back";
            }
            return "learning, day " + Math.ceilDiv(windows, windowsPerDay) + " of " + Math.ceilDiv(needed, windowsPerDay);
        }
    }

    /**
     * What a detector that has learnt holds against the model now.
     *
     * @param evidence in windows
     * @param limit at which it pages
     * @param away columns that had a page and are not back
     * @param columns that it watches
     */
    public record Evidence(String group, double evidence, double limit, List<String> away, int columns) {
        public Evidence {
            away = List.copyOf(away);
        }
    }

    /** Of detectors that have learnt, by group; reads no row. */
    public List<Evidence> evidence(String model) {
        return store.detectors(model).stream()
                .map(kept -> {
                    DriftDetector detector = DriftDetector.restore(kept.snapshot());
                    return new Evidence(
                            kept.group(), detector.evidence(), detector.windowsPerFalsePage(), detector.muted(),
                            detector.columns().size());
                })
                .toList();
    }

    /** Windows that begin in [from, to), the latest last. @throws Problem NOT_FOUND */
    public List<Head> windows(String model, Instant from, Instant to, int limit) {
        known(model);
        return store.heads(model, from, to, Math.min(limit, MOST));
    }

    /** @throws Problem NOT_FOUND */
    public Detail window(String model, String id) {
        return detail(summary(model, id), held(model), "");
    }

    /** Of a segment, such as {@code region=north}. @throws Problem NOT_FOUND naming the segments there are */
    public Detail window(String model, String id, String segment) {
        Head head = summary(model, id).head();
        return detail(of(head, segment(model, head, segment)), held(model), segment);
    }

    private SegmentSummary segment(String model, Head head, String segment) {
        List<SegmentSummary> all = store.segments(model, head.id());
        return all.stream()
                .filter(one -> one.segment().equals(segment))
                .findFirst()
                .orElseThrow(() -> Problem.notFound(
                        "segment: nothing is kept of '" + Words.shortened(segment) + "' in the window " + head.id(),
                        all.isEmpty()
                                ? "Have segments watched: understudy monitor set " + model + " --segment COLUMN"
                                : "There are " + String.join(", ", all.stream().map(SegmentSummary::segment).toList())));
    }

    private static WindowSummary of(Head head, SegmentSummary segment) {
        return new WindowSummary(
                new Head(
                        head.model(), head.id(), head.from(), head.to(), head.ordinal(), segment.rows(), 0, Map.of(), Map.of(),
                        head.reference(), segment.flags(), List.of(), head.revised(), head.sealedAt()),
                segment.columns());
    }

    /**
     * Hands over one window after another, each forgotten before the next is read. Those that are gone meanwhile are left
     * out.
     *
     * @throws Problem NOT_FOUND for an unknown model
     */
    public void each(String model, List<String> windows, Consumer<Detail> reader) {
        known(model);
        Optional<Held> held = held(model);
        for (String id : windows) {
            store.window(model, id).ifPresent(summary -> reader.accept(detail(summary, held, "")));
        }
    }

    private static Detail detail(WindowSummary summary, Optional<Held> held, String segment) {
        List<List<Bin>> bins = new ArrayList<>();
        List<Double> means = new ArrayList<>();
        for (Column column : summary.columns()) {
            Optional<Basis.Known> reference = held.flatMap(one -> one.known(summary, column));
            bins.add(reference.map(one -> bins(one.reference(), column)).orElse(List.of()));
            means.add(reference.map(one -> one.profile().mean()).orElse(Double.NaN));
        }
        return new Detail(summary, bins, means, of(summary, held, segment));
    }

    /** @throws Problem NOT_FOUND */
    public List<Observation> of(String model, String window) {
        return of(summary(model, window), held(model), "");
    }

    /** Of the windows that begin in [from, to), the latest thousand of them. @throws Problem NOT_FOUND */
    public List<Observation> of(String model, Instant from, Instant to, Optional<Observation.State> state) {
        return of(model, from, to, state, "");
    }

    /** As above, of a segment such as {@code region=north}; the empty string for all traffic. @throws Problem NOT_FOUND */
    public List<Observation> of(
            String model, Instant from, Instant to, Optional<Observation.State> state, String segment) {
        known(model);
        Optional<Held> held = held(model);
        return windows(model, from, to, segment).stream()
                .flatMap(summary -> of(summary, held, segment).stream())
                .filter(observation -> state.isEmpty() || observation.state() == state.get())
                .toList();
    }

    private List<WindowSummary> windows(String model, Instant from, Instant to, String segment) {
        if (segment.isEmpty()) {
            return store.windows(model, from, to, MOST);
        }
        Map<String, Head> heads = new HashMap<>();
        store.heads(model, from, to, MOST).forEach(head -> heads.put(head.id(), head));
        return store.segments(model, segment, from, to, MOST).stream()
                .flatMap(one -> Optional.ofNullable(heads.get(one.window())).map(head -> of(head, one)).stream())
                .toList();
    }

    /** What needs all columns at once, read from the archive now. @throws Problem NOT_FOUND, CONFLICT without a reference */
    public Together together(String model, String window) {
        Head head = summary(model, window).head();
        Basis inputs = held(model)
                .flatMap(Held::inputs)
                .orElseThrow(() -> new Problem(
                        Problem.Code.CONFLICT, model + " has nothing to hold the window against yet",
                        "Give its version a reference, or wait until it has learnt from traffic"));
        return Together.of(rows, head, inputs);
    }

    /** How far the model's detectors have come. @throws Problem NOT_FOUND */
    public List<Progress> progress(String model) {
        Model known = known(model);
        MonitorPlan plan = store.plan(model).orElseGet(() -> MonitorPlan.standard(model));
        Rhythm rhythm = Watched.of(known, plan, rows, store, clock.instant()).rhythm();
        long needed = rhythm.windowsToLearn();
        int perDay = rhythm.windowsPerDay();
        long last = store.heads(model, Instant.EPOCH, Instant.MAX, 1).stream()
                .map(Head::ordinal)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .max()
                .orElse(0);
        List<Progress> all = new ArrayList<>();
        for (String group : store.groups(model)) {
            Optional<WatchStore.Detector> kept = store.detector(model, group);
            if (kept.isPresent()) {
                DriftDetector detector = DriftDetector.restore(kept.get().snapshot());
                List<String> dull = detector.widened().entrySet().stream()
                        .filter(entry -> entry.getValue() > 2)
                        .map(Map.Entry::getKey)
                        .toList();
                all.add(new Progress(group, needed, needed, perDay, Optional.of(detector.evidence()), detector.muted(), dull));
            } else {
                long first = store.state(model).stream()
                        .flatMap(state -> java.util.stream.Stream.of(state.inputs(), state.answers()))
                        .flatMap(bins -> store.firstScored(model, group, bins).stream())
                        .findFirst()
                        .orElse(last);
                all.add(new Progress(
                        group, Math.clamp(last - first + 1, 0, needed), needed, perDay, Optional.empty(), List.of(), List.of()));
            }
        }
        return all;
    }

    /**
     * A stream that is followed row by row.
     *
     * @param rows so far
     * @param mean of the rows its detector looks back on, in the column's own unit
     * @param since when the first of these was
     * @param alarm the last one, in words
     * @param alarmedAt of the row that showed it
     */
    public record Followed(
            String column,
            String detector,
            String sentence,
            long rows,
            Optional<Double> mean,
            Optional<Instant> since,
            Optional<String> alarm,
            Optional<Instant> alarmedAt) {}

    /** What is followed row by row, in the order of the plan. */
    public List<Followed> streams(String model) {
        List<StreamState> kept = store.streams(model);
        return store.plan(model).map(MonitorPlan::streams).orElse(List.of()).stream()
                .map(stream -> Streams.kept(kept, stream)
                        .map(Observations::followed)
                        .orElseGet(() -> new Followed(
                                stream.column(), stream.detector(), "waits for traffic, or for what it is held against", 0,
                                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())))
                .toList();
    }

    private static Followed followed(StreamState state) {
        FollowedStream stream = new FollowedStream(state, Adwin.DELTA);
        String sentence = state.rows() == 0 ? "no row yet" : stream.away().isPresent() ? "has moved" : "watches";
        return new Followed(
                state.column(), state.detector(), sentence, state.rows(),
                Optional.of(stream.mean()).filter(mean -> !mean.isNaN()), stream.since(),
                stream.last().map(stream::sentence), stream.last().map(StreamState.Alarm::at));
    }

    private Model known(String model) {
        return models.apply(model)
                .orElseThrow(() -> Problem.notFound(
                        "model: " + model + " is not known", "List what there is: understudy model list"));
    }

    private WindowSummary summary(String model, String id) {
        known(model);
        return store.window(model, id)
                .orElseThrow(() -> Problem.notFound(
                        "There is no window '" + Words.shortened(id) + "' of " + model,
                        "List them: understudy monitor windows " + model));
    }

    /** What the model's windows are held against now. */
    private record Held(Optional<Basis> inputs, Optional<Basis> answers, WatchState state) {
        /** Nothing for a window that was counted in other bins. */
        Optional<Basis.Known> known(WindowSummary summary, Column column) {
            Optional<Basis> basis = Answers.isAnswer(column.name()) ? answers : inputs;
            boolean same = inputs.map(Basis::words).orElse("").equals(summary.head().reference());
            return basis.filter(one -> same)
                    .flatMap(one -> one.known(column.name()))
                    .filter(one -> one.reference().counts().length == column.bins().size());
        }
    }

    private Optional<Held> held(String model) {
        return store.state(model).map(state -> {
            Bases bases = new Bases(model, rows, references, store);
            return new Held(
                    state.inputs().isEmpty() ? Optional.empty() : bases.inputs(state.inputsVersion()),
                    state.answers().isEmpty() ? Optional.empty() : bases.answers(state.version()), state);
        });
    }

    private static List<Bin> bins(ColumnReference reference, Column column) {
        double[] shares = reference.shares();
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < column.bins().size(); bin++) {
            bins.add(new Bin(Bins.name(reference, bin), shares[bin], column.bins().get(bin)));
        }
        return bins;
    }

    private static List<Observation> of(WindowSummary summary, Optional<Held> held, String segment) {
        ColumnObservations columns = new ColumnObservations(summary, segment);
        List<Observation> all = new ArrayList<>(columns.ofWindow());
        for (Column column : summary.columns()) {
            all.addAll(columns.of(
                    column, held.flatMap(one -> one.known(summary, column)),
                    held.map(one -> one.state().standing()).orElse(Map.of())));
        }
        return all;
    }
}
