package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import understudy.drift.WindowScores;
import understudy.monitoring.Detectors.Outcome;
import understudy.monitoring.WindowSummary.Head;
import understudy.profiles.AnsweredRows.Labels;
import understudy.profiles.AnsweredRows.Stretch;
import understudy.profiles.AnsweredRows.Volume;
import understudy.profiles.Batch;
import understudy.profiles.RowSource;

/**
 * Watches what became of predictions: a window's labels are read once, when its rows have reached the model's maturity age.
 * The state's second cursor goes along.
 */
final class LabelWatch {
    private static final int MOST_READ = 240;
    private static final int MOST_HEADS = 2_000;

    private final Watched watched;
    private final Bases bases;
    private final Detectors detectors;
    private final WatchStore store;

    LabelWatch(Watched watched, Bases bases, Detectors detectors) {
        this.watched = watched;
        this.bases = bases;
        this.detectors = detectors;
        this.store = watched.store();
    }

    WatchState look(WatchState state) {
        Duration maturity = watched.model().maturity();
        Instant mature = watched.now().minus(maturity).minus(watched.plan().delay());
        if (!state.labelled().isBefore(mature)) {
            return state;
        }
        if (bases.labels().isEmpty() && !bases.learnLabels(Watched.later(state.labelled(), watched.rows().keptSince()), mature)) {
            return state;
        }
        List<Head> ready = store.heads(watched.name(), state.labelled(), mature, MOST_HEADS).stream()
                .takeWhile(head -> !head.to().isAfter(mature))
                .limit(MOST_READ)
                .toList();
        ToLongFunction<Head> labelled = labelled(ready.stream().filter(head -> head.rows() > 0).toList());
        WatchState after = state;
        for (Head head : ready) {
            after = take(head, head.rows() == 0 ? 0 : labelled.applyAsLong(head), after);
        }
        return after;
    }

    /** Rows with a label, counted for all windows at once where they are whole hours: most have none, and are not read. */
    private ToLongFunction<Head> labelled(List<Head> heads) {
        boolean hours = heads.stream().allMatch(head -> isHour(head.from()) && isHour(head.to()));
        if (heads.size() < 2 || !hours) {
            return head -> watched.volumes(head.from(), head.to()).stream().mapToLong(Volume::labelled).sum();
        }
        TreeMap<Instant, Long> counted = new TreeMap<>();
        Instant to = heads.stream().map(Head::to).max(Comparator.naturalOrder()).orElseThrow();
        watched.rows().volumes(watched.name(), heads.getFirst().from(), to, Duration.ofHours(1))
                .forEach(volume -> counted.merge(volume.from(), volume.labelled(), Long::sum));
        return head -> counted.subMap(head.from(), head.to()).values().stream().mapToLong(Long::longValue).sum();
    }

    private static boolean isHour(Instant at) {
        return at.truncatedTo(ChronoUnit.HOURS).equals(at);
    }

    private WatchState take(Head head, long labelled, WatchState state) {
        Optional<WindowScores> scores = labelled >= WindowRule.LEAST_ROWS && head.ordinal().isPresent()
                ? Optional.of(read(head, head.ordinal()))
                : Optional.empty();
        Standings standings = new Standings(watched.plan(), state.standing());
        detectors.drop();
        scores.ifPresent(known -> observe(head, known, state, standings));
        WatchState after = state.labelledTo(head.from().plusMillis(1)).standing(standings.all());
        store.together(() -> {
            detectors.keep();
            store.save(after);
        });
        return after;
    }

    private Basis basis() {
        return bases.labels().orElseThrow();
    }

    private WindowScores read(Head head, OptionalLong ordinal) {
        try (RowSource source = watched.rows().open(Stretch.of(watched.name(), head.from(), head.to()), Labels.MATURE)) {
            Lane lane = new Lane(basis(), watched.plan(), source.columns());
            for (Optional<Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
                // what has no label yet is unknown, not missing
                int[] known = labelled(batch.get(), source);
                lane.add(batch.get(), known, known.length);
            }
            return lane.seal(ordinal.getAsLong());
        }
    }

    private static int[] labelled(Batch batch, RowSource source) {
        List<String> names = source.columns().stream().map(one -> one.name()).toList();
        int label = names.indexOf(understudy.profiles.AnsweredRows.LABEL);
        if (label < 0) {
            return new int[0];
        }
        byte[] states = batch.columns().get(label).states();
        return IntStream.range(0, batch.rows())
                .filter(row -> states[row] == understudy.profiles.Cells.PRESENT)
                .toArray();
    }

    private void observe(Head head, WindowScores scores, WatchState state, Standings standings) {
        Outcome outcome = detectors.observe(
                Groups.LABELS, basis().bins(), new Lane(basis(), watched.plan(), List.of()).columns(), scores);
        outcome.page().ifPresent(page -> standings.page(
                new DriftFinding(basis(), watched.plan(), Groups.LABELS, store.windows(
                                watched.name(), head.from().minus(Duration.ofDays(10)), head.to(), 240))
                        .of(page, state.version(), head.to())));
        if (outcome.page().isEmpty() && outcome.muted().isEmpty()) {
            standings.end(Monitor.LABELS, "Labels have been as usual for a day's windows");
        }
    }
}
