package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.alerting.Findings;
import understudy.drift.Observation;
import understudy.drift.Page;
import understudy.drift.WindowScores;
import understudy.monitoring.Detectors.Outcome;
import understudy.monitoring.Sealing.Sealed;
import understudy.monitoring.WindowRule.Span;
import understudy.monitoring.WindowSummary.Head;
import understudy.performance.Performances;
import understudy.profiles.AnsweredRows.Volume;
import understudy.references.ReferenceStore;

/**
 * One look at one model: seals the windows that have ended, in order, each in one transaction with what its detectors now
 * know, and makes windows again that late rows changed. Keeps nothing between two looks. Not safe for several threads.
 */
final class ModelWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ModelWatch.class);

    /** Windows that one look seals; what is left waits for the next. */
    private static final int MOST_SEALED = 240;

    /** A window in which the present version answered less than this belongs to another one. */
    private static final double STILL_ANSWERS = 0.1;

    /** Further ahead than this a cursor was moved by a clock that was wrong. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private static final Duration LATE = Duration.ofDays(3);
    private static final Duration KEPT = Duration.ofDays(400);
    private static final Duration SEGMENTS_KEPT = Duration.ofDays(60);
    private static final int REMADE = 24;
    private static final Duration AROUND = Duration.ofDays(10);
    private static final int MOST_AROUND = 240;
    private static final int MOST_COMPARED = 2_000;

    /** Part of the rows that may come late without what was learnt being thrown away. */
    private static final double LACKING = 0.05;

    private final Watched watched;
    private final WatchStore store;
    private final Findings findings;
    private final Performances performances;
    private final Bases bases;
    private final Detectors detectors;
    private final Sealing sealing;
    private final CountedRows counted;
    private WatchState state;

    private ModelWatch(
            Watched watched, ReferenceStore references, Findings findings, Performances performances, WatchState state) {
        this.watched = watched;
        this.store = watched.store();
        this.findings = findings;
        this.performances = performances;
        this.state = state;
        this.bases = new Bases(watched.name(), watched.rows(), references, store);
        this.detectors = watched.detectors();
        this.counted = new CountedRows(watched);
        this.sealing = new Sealing(watched, new RowsAhead(watched, counted));
    }

    /** @param compared whether sealed windows may lack old rows @return whether all that had ended is sealed */
    static boolean look(
            Watched watched, ReferenceStore references, Findings findings, Performances performances, boolean compared) {
        Optional<WatchState> state = watched.store().state(watched.name()).or(() -> begin(watched, Map.of()));
        return state.map(known -> new ModelWatch(watched, references, findings, performances, known).look(compared))
                .orElse(true);
    }

    /** Where the first window with rows begins, as far back as detectors learn from. */
    private static Optional<WatchState> begin(Watched watched, Map<String, WatchState.Standing> standing) {
        Instant earliest = watched.earliest();
        return watched.rows().volumes(watched.name(), earliest, watched.now(), Duration.ofHours(1)).stream()
                .map(volume -> Watched.later(volume.from(), earliest))
                .findFirst()
                .map(watched.plan().windows()::first)
                .map(cursor -> new WatchState(
                        watched.name(), cursor, cursor, 0, 0, 0, "", "", key(watched.plan()), standing));
    }

    /** What detectors learn under: with another of these they begin anew. */
    private static String key(MonitorPlan plan) {
        return String.join(
                " ", plan.window(), plan.zone(), Boolean.toString(plan.weekly()), Double.toString(plan.falsePagesPerMonth()),
                plan.segments().stream().map(MonitorPlan.Segment::text).toList().toString(), plan.leftOut().toString());
    }

    private boolean look(boolean compared) {
        if (isAstray() || compared && lacksHistory()) {
            rewind();
        }
        int sealed = 0;
        Optional<Span> next = ended();
        while (next.isPresent() && sealed < MOST_SEALED) {
            seal(next.get());
            sealed++;
            next = ended();
        }
        if (next.isPresent()) {
            return false;
        }
        if (sealed > 0) {
            revise();
            store.prune(
                    watched.name(), watched.now().minus(KEPT), watched.now().minus(SEGMENTS_KEPT),
                    lastOrdinal() - watched.rhythm().windowsToLearn() - watched.rhythm().windowsToReplay() - 1L);
        }
        tell(); // what comes now reads labels, and may take long after a past that was brought
        state = new Aftermath(watched, bases, detectors).look(state, sealed > 0);
        if (sealed > 1 || sealed == 1 && LossJudge.isDue(state.cursor())) {
            state = new LossJudge(watched, performances).look(state);
        }
        state = new Streams(watched, bases, detectors).look(state);
        tell();
        return true;
    }

    private long lastOrdinal() {
        return store.heads(watched.name(), Instant.EPOCH, Instant.MAX, 1).stream()
                .mapToLong(head -> head.ordinal().orElse(Long.MIN_VALUE / 2))
                .max()
                .orElse(Long.MIN_VALUE / 2);
    }

    private boolean isAstray() {
        Duration length = watched.plan().windows().length(watched.rowsPerDay());
        if (state.cursor().isAfter(watched.now().plus(AHEAD).plus(length))) {
            LOG.warn("{} was watched up to {}, which has not come yet: begun anew", watched.name(), state.cursor());
            return true;
        }
        boolean otherReference = state.inputsVersion() > 0
                && !bases.inputs(state.inputsVersion()).map(Basis::bins).orElse("").equals(state.inputs());
        return otherReference || !key(watched.plan()).equals(state.plan());
    }

    /** Whether so much came late that detectors have learnt from windows that were half empty, or from too few. */
    private boolean lacksHistory() {
        Instant over = state.cursor().minus(LATE);
        List<Head> heads = store.heads(watched.name(), watched.plan().windows().first(watched.earliest()), over, MOST_COMPARED);
        Instant first = begin(watched, Map.of()).map(WatchState::cursor).orElse(over);
        if (heads.isEmpty()) {
            return first.isBefore(over) && rows(first, over) >= WindowRule.LEAST_ROWS;
        }
        Instant from = first.isBefore(heads.getFirst().from()) ? first : heads.getFirst().from();
        long there = rows(from, heads.getLast().to());
        long sealed = heads.stream().mapToLong(Head::rows).sum();
        if (there - sealed <= Math.max(LACKING * there, 2.0 * sealed / heads.size())) {
            return false;
        }
        LOG.info("{} rows of {} came for windows that had been sealed: they are sealed anew", there - sealed, watched.name());
        return true;
    }

    private long rows(Instant from, Instant to) {
        return watched.volumes(from, to).stream().mapToLong(Volume::rows).sum();
    }

    /** Begins anew as far back as detectors learn from; what stands goes on standing. */
    private void rewind() {
        begin(watched, state.standing()).ifPresent(anew -> store.together(() -> {
            store.forget(watched.name(), "");
            store.save(anew);
            state = anew;
        }));
    }

    private Optional<Span> ended() {
        return watched.plan().windows()
                .at(state.cursor(), new Rows(watched))
                .filter(span -> !span.to().plus(watched.plan().delay()).isAfter(watched.now()));
    }

    private record Rows(Watched watched) implements WindowRule.Counting {
        @Override
        public List<Volume> volumes(Instant from, Instant to, Duration step) {
            return watched.rows().volumes(watched.name(), from, to, step);
        }

        @Override
        public Instant now() {
            return watched.now();
        }
    }

    /** All or nothing, whatever fails: what was read is read again. */
    private void seal(Span span) {
        TreeMap<Integer, Long> versions = counted.versions(span.from(), span.to());
        WatchState settled = settle(versions);
        if (settled.cursor().isBefore(span.from())) {
            state = settled;
            store.save(state);
            return;
        }
        Map<String, Basis> against = bases(settled);
        boolean byCount = watched.plan().windows() instanceof WindowRule.ByCount;
        OptionalLong ordinal = byCount ? OptionalLong.of(settled.sealed()) : span.ordinal();
        Sealed sealed = sealing.seal(span.id(), span.from(), span.to(), ordinal, versions, against);
        Standings standings = new Standings(watched.plan(), settled.standing());
        detectors.drop();
        judge(sealed.summary().head(), settled, standings);
        detect(sealed, against, settled, standings);
        standings.absorb();
        WatchState after = settled.standing(standings.all()).at(span.next(), settled.sealed() + 1);
        boolean otherAnswers = !settled.answers().equals(state.answers()) && !state.answers().isEmpty();
        store.together(() -> {
            if (otherAnswers) {
                store.forget(watched.name(), Groups.ANSWERS);
            }
            store.save(sealed.summary());
            keep(sealed);
            detectors.keep();
            store.save(after);
        });
        state = after;
    }

    private void keep(Sealed sealed) {
        if (!watched.plan().segments().isEmpty() && sealed.summary().head().to().isAfter(watched.now().minus(SEGMENTS_KEPT))) {
            store.save(watched.name(), sealed.summary().head().id(), sealed.segments());
        }
    }

    private Map<String, Basis> bases(WatchState of) {
        Map<String, Basis> against = new LinkedHashMap<>();
        if (!of.inputs().isEmpty()) {
            bases.inputs(of.inputsVersion()).ifPresent(basis -> against.put(Groups.INPUTS, basis));
        }
        if (!of.answers().isEmpty()) {
            bases.answers(of.version()).ifPresent(basis -> against.put(Groups.ANSWERS, basis));
        }
        return against;
    }

    /** Which version answers now, and what there is to hold it against. */
    private WatchState settle(TreeMap<Integer, Long> versions) {
        long all = versions.values().stream().mapToLong(Long::longValue).sum();
        int most = versions.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).orElse(0);
        boolean gone = all >= WindowRule.LEAST_ROWS && versions.getOrDefault(state.version(), 0L) < STILL_ANSWERS * all;
        // a past that is scored again in a new version's bins was answered by others: no reason to go back to them
        boolean other = state.version() == 0 || gone && most == newest();
        int version = most > 0 && other ? most : state.version();
        if (version == 0) {
            return state;
        }
        bases.learnTraffic(version, watched.earliest(), watched.now().minus(watched.plan().delay()));
        boolean own = bases.hasReference(version) || state.inputs().isEmpty();
        int inputsVersion = own ? version : state.inputsVersion();
        String inputs = bases.inputs(inputsVersion).map(Basis::bins).orElse("");
        String answers = bases.answers(version).map(Basis::bins).orElse("");
        WatchState next = state.watching(version, inputsVersion, inputs, answers);
        boolean otherInputs = !inputs.equals(state.inputs()) && state.sealed() > 0 && !inputs.isEmpty();
        return otherInputs ? anew(next) : next;
    }

    /** The version that answered most of the last rows there are; 0 without any. */
    private int newest() {
        TreeMap<Integer, Long> rows = new TreeMap<>();
        long seen = 0;
        Instant hour = Instant.MAX;
        Instant from = watched.earliest();
        for (Volume volume : watched.rows().volumes(watched.name(), from, watched.now(), Duration.ofHours(1)).reversed()) {
            if (seen >= WindowRule.LEAST_ROWS && volume.from().isBefore(hour)) {
                break;
            }
            hour = volume.from();
            seen += volume.rows();
            rows.merge(volume.version(), volume.rows(), Long::sum);
        }
        return rows.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).orElse(0);
    }

    /** With other bins all that was scored in the old ones is scored again. */
    private WatchState anew(WatchState next) {
        return begin(watched, next.standing())
                .map(begun -> {
                    store.forget(watched.name(), "");
                    return begun.watching(next.version(), next.inputsVersion(), next.inputs(), next.answers());
                })
                .orElse(next);
    }

    private void detect(Sealed sealed, Map<String, Basis> against, WatchState of, Standings standings) {
        Map<Monitor, Boolean> away = new HashMap<>();
        // inputs first: answers that move with them are no second page
        Comparator<String> inputsFirst = Comparator.comparing(Groups::monitor);
        TreeMap<String, WindowScores> ordered = new TreeMap<>(inputsFirst.thenComparing(Comparator.naturalOrder()));
        ordered.putAll(sealed.scores());
        ordered.forEach((group, scores) -> {
            Basis basis = against.get(Groups.kind(group));
            Monitor monitor = Groups.monitor(group);
            if (basis == null || !watched.plan().watches(monitor)) {
                return;
            }
            Outcome outcome = detectors.observe(
                    group, basis.bins(), sealed.columns().getOrDefault(Groups.kind(group), List.of()), scores);
            away.merge(monitor, !outcome.muted().isEmpty(), Boolean::logicalOr);
            outcome.page().flatMap(page -> unexplained(page, monitor, standings)).ifPresent(page -> standings.page(
                    new DriftFinding(basis, watched.plan(), group, around(sealed, group))
                            .of(page, of.version(), sealed.summary().head().to())));
        });
        away.forEach((monitor, muted) -> {
            if (!muted && standings.holds(monitor) && !detectors.isAway(monitor, sealed.scores().keySet())) {
                standings.back(monitor, "All columns have been back for a day's windows");
            }
        });
    }

    /** Without the columns of which a quality alert says more. */
    private static Optional<Page> unexplained(Page page, Monitor monitor, Standings standings) {
        Set<String> explained = monitor == Monitor.DRIFT ? standings.explained() : Set.of();
        List<Observation> left =
                page.observations().stream().filter(one -> !explained.contains(one.column())).toList();
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(new Page(page.ordinal(), page.alert(), page.delivery(), page.evidence(), left));
    }

    /** The last windows, or what they hold of a segment. */
    private List<WindowSummary> around(Sealed sealed, String group) {
        Head last = sealed.summary().head();
        Instant from = last.from().minus(AROUND);
        String segment = Groups.segmentOf(group);
        if (segment.isEmpty()) {
            List<WindowSummary> windows = new ArrayList<>(store.windows(watched.name(), from, last.from(), MOST_AROUND));
            windows.add(sealed.summary());
            return windows;
        }
        Map<String, List<WindowSummary.Column>> columns = new HashMap<>();
        store.segments(watched.name(), segment, from, last.from(), MOST_AROUND)
                .forEach(one -> columns.put(one.window(), one.columns()));
        sealed.segments().stream()
                .filter(one -> one.segment().equals(segment))
                .forEach(one -> columns.put(one.window(), one.columns()));
        List<Head> heads = new ArrayList<>(store.heads(watched.name(), from, last.from(), MOST_AROUND));
        heads.add(last);
        return heads.stream()
                .map(head -> new WindowSummary(head, columns.getOrDefault(head.id(), List.of())))
                .toList();
    }

    private void judge(Head last, WatchState of, Standings standings) {
        List<Head> heads = new ArrayList<>(store.heads(watched.name(), Instant.EPOCH, last.from(), watched.calm() + 4));
        heads.add(last);
        standings.flagged(
                heads, watched.calm(), of.version(), () -> detectors.isAway(Monitor.DRIFT, List.of()));
    }

    /** Late rows: windows whose number of rows is no longer that of the archive. Detectors count a window once. */
    private void revise() {
        List<Head> heads = store.heads(watched.name(), watched.now().minus(LATE), state.cursor(), 2_000);
        int remade = 0;
        for (Head head : heads) {
            TreeMap<Integer, Long> versions = counted.versions(head.from(), head.to());
            long rows = versions.values().stream().mapToLong(Long::longValue).sum();
            if (rows != head.rows() && remade < REMADE && !head.from().isBefore(watched.rows().keptSince())) {
                Map<String, Basis> against = bases(state);
                Sealed sealed = sealing.seal(head.id(), head.from(), head.to(), head.ordinal(), versions, against);
                detectors.drop();
                sealed.scores().forEach((group, scores) -> Optional.ofNullable(against.get(Groups.kind(group)))
                        .ifPresent(basis -> detectors.revise(group, basis.bins(), scores)));
                store.together(() -> {
                    store.save(new WindowSummary(
                            sealed.summary().head().revised(head.revised() + 1), sealed.summary().columns()));
                    keep(sealed);
                    detectors.keep();
                });
                remade++;
            }
        }
    }

    /** At least once: what is told twice, {@link Findings} knows already. */
    private void tell() {
        Map<String, WatchState.Standing> standing = new HashMap<>(state.standing());
        boolean changed = false;
        for (WatchState.Standing one : state.standing().values()) {
            String cause = one.finding().cause();
            if (!one.holds()) {
                findings.clear(watched.name(), cause, watched.now(), one.ended());
                standing.remove(cause);
                changed = true;
            } else if (!one.told()) {
                findings.report(one.finding().finding());
                standing.put(cause, new WatchState.Standing(true, "", one.finding()));
                changed = true;
            }
        }
        if (changed || !state.equals(store.state(watched.name()).orElse(null))) {
            state = state.standing(standing);
            store.save(state);
        }
    }
}
