package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import understudy.alerting.Finding;
import understudy.core.Fact;
import understudy.core.Task;
import understudy.drift.Adwin;
import understudy.monitoring.MonitorPlan.Stream;
import understudy.monitoring.StreamState.Alarm;
import understudy.profiles.AnsweredRows;
import understudy.profiles.AnsweredRows.Labels;
import understudy.profiles.AnsweredRows.Stretch;
import understudy.profiles.AnsweredRows.Volume;
import understudy.profiles.Batch;
import understudy.profiles.RowSource;

/**
 * Follows the streams of a model row by row, so that what moves inside a window is told before it is sealed. Keeps nothing
 * between two looks: detectors and cursors are in the store. Not safe for several threads.
 */
final class Streams {
    /** Rows that one look reads; what is left waits for the next. */
    private static final long MOST = 50_000;

    /** Requests that take longer than this to be answered may be passed over. */
    private static final Duration SETTLED = Duration.ofSeconds(30);

    /** Rows this old may alarm although their window is sealed. */
    private static final Duration RECENT = Duration.ofHours(1);

    /** Before the first alarm a stream learns from so much. */
    private static final Duration LEARNT = Duration.ofDays(1);

    private static final Duration LABELS_LEARNT = Duration.ofDays(7);

    /** ADWIN's checks may be wrong for this part of the pages that are allowed, on top of them. */
    private static final double SHARE = 0.1;

    private static final double DAYS_PER_MONTH = 30;
    private static final double EDGE = 0.005;
    private static final String KIND = ".stream";

    private final Watched watched;
    private final Bases bases;
    private final Detectors detectors;
    private final WatchStore store;

    Streams(Watched watched, Bases bases, Detectors detectors) {
        this.watched = watched;
        this.bases = bases;
        this.detectors = detectors;
        this.store = watched.store();
    }

    /** What alerts of a cause are called while only streams have seen it: {@code data.stream}. */
    static String kind(Monitor cause) {
        String label = cause.label();
        int dot = label.indexOf('.');
        return (dot < 0 ? label : label.substring(0, dot)) + KIND;
    }

    static boolean isKind(String monitor) {
        return monitor.endsWith(KIND);
    }

    /** Of one check, so that all ADWIN streams of a model together have their share of the budget. */
    static double delta(MonitorPlan plan, double rowsPerDay) {
        long streams = plan.streams().stream().filter(one -> one.by() == Streaming.ADWIN).count();
        double checks = Math.max(1, DAYS_PER_MONTH * rowsPerDay / Adwin.EVERY);
        return Math.min(Adwin.DELTA, SHARE * plan.falsePagesPerMonth() / (checks * Math.max(1, streams)));
    }

    /** The state that is kept of a stream, under whatever bins. */
    static Optional<StreamState> kept(List<StreamState> all, Stream stream) {
        return all.stream()
                .filter(one -> one.column().equals(stream.column()) && one.detector().equals(stream.detector()))
                .findFirst();
    }

    /** Once all windows that have ended are sealed. */
    WatchState look(WatchState state) {
        List<StreamState> before = store.streams(watched.name());
        if (before.isEmpty() && watched.plan().streams().isEmpty()) {
            return state;
        }
        List<FollowedStream> followed = followed(before, state);
        Standings standings = new Standings(watched.plan(), state.standing());
        boolean read = read(followed, state, standings, false) | read(followed, state, standings, true);
        boolean ended = end(followed, state, standings);
        WatchState after = state.standing(standings.all());
        if (read || ended || followed.size() != before.size() || !after.equals(state)) {
            store.together(() -> {
                store.save(watched.name(), followed.stream().map(FollowedStream::state).toList());
                store.save(after);
            });
        }
        return after;
    }

    /** Those that have something to be held against. */
    private List<FollowedStream> followed(List<StreamState> before, WatchState state) {
        double delta = delta(watched.plan(), watched.rowsPerDay());
        List<FollowedStream> followed = new ArrayList<>();
        for (Stream stream : watched.plan().streams()) {
            Optional<String> bins = bins(stream, state);
            Optional<StreamState> kept = kept(before, stream).filter(one -> bins.isEmpty() || one.bins().equals(bins.get()));
            kept.or(() -> bins.flatMap(held -> begun(stream, held, state, kept(before, stream))))
                    .ifPresent(one -> followed.add(new FollowedStream(one, delta)));
        }
        return followed;
    }

    private boolean isShare(Stream stream) {
        boolean score = stream.column().startsWith(AnsweredRows.SCORE) && watched.model().task() != Task.REGRESSION;
        return score || stream.column().equals(AnsweredRows.ERROR) || stream.labelled();
    }

    /** Names what the stream is held against; empty while there is nothing. */
    private Optional<String> bins(Stream stream, WatchState state) {
        if (isShare(stream)) {
            return state.version() > 0 ? Optional.of("version:" + state.version()) : Optional.empty();
        }
        return basis(stream, state).map(Basis::bins);
    }

    private Optional<Basis> basis(Stream stream, WatchState state) {
        return Answers.isAnswer(stream.column()) ? bases.answers(state.version()) : bases.inputs(state.inputsVersion());
    }

    private Optional<StreamState> begun(Stream stream, String bins, WatchState state, Optional<StreamState> former) {
        Optional<double[]> edges = isShare(stream)
                ? Optional.of(new double[] {0, 1})
                : basis(stream, state).flatMap(basis -> basis.known(stream.column())).flatMap(Streams::edges);
        Instant from = stream.labelled()
                ? mature().minus(LEARNT)
                : Watched.later(state.cursor(), watched.now().minus(LEARNT));
        Instant cursor = Watched.later(
                watched.rows().keptSince(), from.minus(stream.labelled() ? LABELS_LEARNT : LEARNT));
        return edges.map(edge -> new StreamState(
                watched.name(), stream.column(), stream.detector(), bins, cursor, from, edge[0], edge[1], 0, 0, new byte[0],
                former.map(StreamState::useless).orElse(0), Optional.empty(), former.flatMap(StreamState::last)));
    }

    /** Where a column's numbers mostly lie; of one that hardly varies, around its value. Empty without numbers. */
    private static Optional<double[]> edges(Basis.Known known) {
        double low = known.profile().quantile(EDGE);
        double high = known.profile().quantile(1 - EDGE);
        if (!(low < high)) {
            low = known.profile().least();
            high = known.profile().greatest();
        }
        if (!Double.isFinite(low) || !Double.isFinite(high)) {
            return Optional.empty();
        }
        double around = low < high ? 0 : Math.max(1, Math.abs(low));
        return Optional.of(new double[] {low - around, high + around});
    }

    private Instant mature() {
        return watched.now().minus(watched.model().maturity()).minus(watched.plan().delay());
    }

    /** What came since the cursors, in the order of its time. @return whether there was anything */
    private boolean read(List<FollowedStream> all, WatchState state, Standings standings, boolean labelled) {
        List<FollowedStream> some = all.stream()
                .filter(one -> one.column().equals(Stream.WRONG) == labelled)
                .toList();
        Instant recent = watched.now().minus(RECENT);
        Instant open = labelled ? mature().minus(LABELS_LEARNT) : state.cursor().isBefore(recent) ? state.cursor() : recent;
        some.forEach(one -> one.goOn(open.minus(LEARNT)));
        Instant until = labelled ? mature() : watched.now().minus(SETTLED);
        Optional<Instant> from = some.stream().map(FollowedStream::cursor).min(Comparator.naturalOrder());
        if (from.isEmpty() || !from.get().isBefore(until)) {
            return false;
        }
        Optional<Instant> to = to(from.get(), until);
        return to.isPresent()
                && read(some, Stretch.of(watched.name(), from.get(), to.get()), labelled ? Labels.MATURE : Labels.NONE,
                        (stream, value, at) -> stream.add(value, at, !at.isBefore(open))
                                .ifPresent(alarm -> alarm(stream, alarm, state.version(), standings)));
    }

    /** How far one look reads; empty where there is nothing. */
    private Optional<Instant> to(Instant from, Instant until) {
        long rows = 0;
        Instant begin = from.truncatedTo(ChronoUnit.MINUTES);
        for (Volume volume : watched.rows().volumes(watched.name(), begin, until, Duration.ofMinutes(1))) {
            if (rows > 0 && rows + volume.rows() > MOST && volume.from().isAfter(from)) {
                return Optional.of(volume.from());
            }
            rows += volume.rows();
        }
        return rows == 0 ? Optional.empty() : Optional.of(until);
    }

    private interface Taker {
        void take(FollowedStream stream, double value, Instant at);
    }

    private boolean read(List<FollowedStream> some, Stretch stretch, Labels labels, Taker taker) {
        long last = Long.MIN_VALUE;
        try (RowSource source = watched.rows().open(stretch, labels)) {
            StreamRows rows = new StreamRows(watched.model(), source.columns());
            int[] places = some.stream().mapToInt(one -> rows.place(one.column())).toArray();
            long[] cursors = some.stream().mapToLong(one -> one.cursor().toEpochMilli()).toArray();
            for (Optional<Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
                rows.take(batch.get());
                for (int row = 0; row < batch.get().rows(); row++) {
                    last = rows.at(row);
                    for (int i = 0; i < places.length; i++) {
                        double value = last < cursors[i] ? Double.NaN : rows.value(some.get(i).column(), places[i], row);
                        if (!Double.isNaN(value)) {
                            taker.take(some.get(i), value, Instant.ofEpochMilli(last));
                        }
                    }
                }
            }
        }
        if (last == Long.MIN_VALUE) {
            return false;
        }
        Instant next = Instant.ofEpochMilli(last + 1);
        some.forEach(one -> one.goOn(next));
        return true;
    }

    private void alarm(FollowedStream stream, Alarm alarm, int version, Standings standings) {
        Monitor cause = stream.cause();
        if (!watched.plan().watches(cause)) {
            return;
        }
        String since = " since " + Words.moment(alarm.since(), watched.plan().zone());
        String by = stream.by().called();
        String sentence = stream.sentence(alarm) + since + ", seen at " + Words.moment(alarm.at(), watched.plan().zone())
                + " by " + by;
        standings.join(new Finding(
                watched.name(), version > 0 ? OptionalInt.of(version) : OptionalInt.empty(), kind(cause), cause.label(),
                Fact.Severity.WARNING, false, watched.name() + ": " + stream.sentence(alarm) + since,
                sentence + ".\nThis is evidence from inside a window, which holds no budget of false alarms: the window's own "
                        + "detector judges when it is sealed.",
                cause.runbook(), List.of(new Finding.Subject(stream.column(), "", sentence, 1)), alarm.since(), alarm.at()));
        standings.absorb();
    }

    /** Alarms whose mean is back, and those whose new level the windows after have found nothing wrong with. */
    private boolean end(List<FollowedStream> followed, WatchState state, Standings standings) {
        boolean any = false;
        Map<Monitor, String> why = new LinkedHashMap<>();
        for (FollowedStream stream : followed) {
            if (stream.away().isEmpty()) {
                continue;
            }
            if (stream.isBack()) {
                stream.back();
            } else if (isUsual(stream, state)) {
                stream.end();
                why.put(stream.cause(), "The windows after it showed no drift: this is how it is now");
            }
            any |= stream.away().isEmpty();
        }
        for (Monitor cause : List.of(Monitor.DRIFT, Monitor.ANSWERS, Monitor.PERFORMANCE)) {
            if (followed.stream().noneMatch(one -> one.cause() == cause && one.away().isPresent())) {
                standings.endStreams(cause, why.getOrDefault(cause, "The mean is back where it was"));
            }
        }
        return any;
    }

    private boolean isUsual(FollowedStream stream, WatchState state) {
        Alarm alarm = stream.away().orElseThrow();
        long sealed = store.heads(watched.name(), alarm.at(), state.cursor(), 2 * watched.calm()).stream()
                .filter(head -> head.rows() >= WindowRule.LEAST_ROWS)
                .count();
        return sealed >= watched.calm() && !detectors.isAway(stream.cause(), List.of());
    }

    /** Somebody found an alarm of these columns useless: their detectors need more from now on. */
    static void notUseful(WatchStore store, String model, String kind, Collection<String> columns) {
        List<StreamState> after = store.streams(model).stream()
                .map(one -> kind(FollowedStream.cause(one.column())).equals(kind) && columns.contains(one.column())
                        ? new StreamState(
                                one.model(), one.column(), one.detector(), one.bins(), one.cursor(), one.from(), one.low(),
                                one.high(), one.rows(), one.recent(), one.snapshot(), one.useless() + 1, one.away(), one.last())
                        : one)
                .toList();
        store.save(model, after);
    }
}
