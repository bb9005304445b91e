package understudy.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import understudy.alerting.Finding;
import understudy.core.Fact;
import understudy.monitoring.WindowSummary.Flag;
import understudy.monitoring.WindowSummary.Head;
import understudy.profiles.AnsweredRows.Volume;

/** What is looked at once a model's windows are sealed: training, volume, callers. Keeps nothing. */
final class Aftermath {
    private static final Duration TRAINING = Duration.ofDays(TrainingJudge.DAYS);
    private static final int MOST_WINDOWS = 500;

    private final Watched watched;
    private final Bases bases;
    private final Detectors detectors;

    Aftermath(Watched watched, Bases bases, Detectors detectors) {
        this.watched = watched;
        this.bases = bases;
        this.detectors = detectors;
    }

    WatchState look(WatchState state, boolean sealed) {
        Standings standings = new Standings(watched.plan(), state.standing());
        if (sealed && watched.plan().watches(Monitor.TRAINING)) {
            training(state, standings);
        }
        if (watched.plan().watches(Monitor.VOLUME)) {
            volume(standings);
        }
        if (sealed && watched.plan().watches(Monitor.CALLER)) {
            callers(state, standings);
        }
        standings.absorb();
        WatchState after = state.standing(standings.all());
        return watched.plan().watches(Monitor.LABELS) ? new LabelWatch(watched, bases, detectors).look(after) : after;
    }

    /** Only while no detector has learnt, or as long as it stands. */
    private void training(WatchState state, Standings standings) {
        Optional<Basis> basis = bases.inputs(state.inputsVersion()).filter(Basis::trained);
        boolean standing = standings.holds(Monitor.TRAINING);
        boolean learnt = watched.store().detector(watched.name(), Groups.INPUTS).isPresent();
        if (basis.isEmpty()) {
            standings.end(Monitor.TRAINING, "The version has no reference any more");
            return;
        }
        if (learnt && !standing) {
            return;
        }
        List<WindowSummary> windows = watched.store()
                .windows(watched.name(), state.cursor().minus(TRAINING), state.cursor(), MOST_WINDOWS);
        boolean covered = !windows.isEmpty()
                && Duration.between(windows.getFirst().head().from(), state.cursor()).compareTo(TRAINING.minusHours(2)) >= 0;
        List<Flag> flags = covered ? new TrainingJudge(basis.get()).flags(windows, state.cursor()) : List.of();
        if (!flags.isEmpty() && standings.names(Monitor.TRAINING).containsAll(flags.stream().map(Flag::column).toList())) {
            return;
        }
        if (!flags.isEmpty()) {
            standings.open(standings.finding(
                    Monitor.TRAINING, flags, state.cursor().minus(TRAINING), state.cursor(), state.version(),
                    Fact.Severity.WARNING));
        } else if (covered) {
            standings.end(Monitor.TRAINING, "The last day was as in training again");
        }
    }

    private void volume(Standings standings) {
        Instant until = watched.now().minus(watched.plan().delay()).truncatedTo(ChronoUnit.HOURS);
        Instant from = Watched.later(
                watched.rows().keptSince(), until.minus(VolumeJudge.LOOKS_BACK)).truncatedTo(ChronoUnit.HOURS);
        if (!from.isBefore(until)) {
            return;
        }
        List<Volume> volumes = watched.rows().volumes(watched.name(), from, until, Duration.ofHours(1));
        VolumeJudge judge = new VolumeJudge(volumes, until, watched.plan());
        Optional<VolumeJudge.Drop> drop = judge.drop();
        if (drop.isPresent() && !standings.holds(Monitor.VOLUME)) {
            standings.open(finding(drop.get(), until));
        } else if (drop.isEmpty() && volumes.isEmpty()) {
            standings.end(Monitor.VOLUME, "Nothing has been asked for five weeks");
        } else if (drop.isEmpty() && judge.isBack()) {
            standings.end(Monitor.VOLUME, "Requests come as usual again");
        }
    }

    private Finding finding(VolumeJudge.Drop drop, Instant until) {
        Monitor monitor = Monitor.VOLUME;
        return new Finding(
                watched.name(), OptionalInt.empty(), monitor.label(), monitor.label(), Fact.Severity.CRITICAL, true,
                watched.name() + ": " + drop.sentence(), drop.sentence() + ", by the same hours of the weeks before.",
                monitor.runbook(), List.of(new Finding.Subject("requests", "", drop.sentence(), 1)), drop.since(), until);
    }

    private void callers(WatchState state, Standings standings) {
        Instant until = state.cursor();
        List<Head> heads = watched.store()
                .heads(watched.name(), until.minus(CallerJudge.LOOKS_BACK), until, 2_000);
        Map<String, Flag> silent = new CallerJudge(heads, until, watched.plan()).silent();
        if (silent.isEmpty()) {
            standings.end(Monitor.CALLER, "All callers ask again, or have been given up for good");
        } else if (!standings.holds(Monitor.CALLER)) {
            standings.open(standings.finding(
                    Monitor.CALLER, List.copyOf(silent.values()), until.minus(Duration.ofDays(1)), until, 0,
                    Fact.Severity.WARNING));
        }
    }
}
