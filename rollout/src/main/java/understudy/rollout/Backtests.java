package understudy.rollout;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;
import understudy.comparison.Comparisons;
import understudy.comparison.Hindsight;
import understudy.comparison.Retrial;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.serving.BoundVersion;
import understudy.serving.Instances;
import understudy.serving.Lineup;
import understudy.serving.Registry;
import understudy.serving.Sealing;

/**
 * Runs versions over past requests, beside what callers were answered then. The requests are read once and judged as they
 * pass; nothing a backtest says is kept, nor counts in later comparisons. Safe for many threads.
 */
public final class Backtests {
    /** Versions side by side: each holds a loaded copy and a comparison in the making. */
    public static final int MOST_VERSIONS = 10;

    /** What was found of one version. */
    public record Tried(int version, Hindsight hindsight) {}

    private final Registry registry;
    private final Instances instances;
    private final Sealing sealing;
    private final Past past;
    private final Comparisons comparisons;
    private final AuditSink audit;
    private final InstantSource clock;
    private final ThreadFactory threads;

    /** @param threads makes daemon platform threads; each lowers its own priority */
    public Backtests(
            Registry registry,
            Instances instances,
            Sealing sealing,
            Past past,
            Comparisons comparisons,
            AuditSink audit,
            InstantSource clock,
            ThreadFactory threads) {
        this.registry = registry;
        this.instances = instances;
        this.sealing = sealing;
        this.past = past;
        this.comparisons = comparisons;
        this.audit = audit;
        this.clock = clock;
        this.threads = threads;
    }

    /**
     * Beside the present champion where it answered any of the requests, else beside the version that answered most.
     * Versions asked for together share α.
     *
     * @param versions 1 to {@link #MOST_VERSIONS}, each once
     * @param from inclusive, by when requests were received
     * @param to exclusive
     * @param progress told the share done, 0 to 1; on the caller's thread
     * @return one for each version, in their order
     * @throws Problem INVALID for an empty range or such versions; NOT_FOUND; UNPROCESSABLE for a version that cannot answer
     */
    public List<Tried> run(
            String model, List<Integer> versions, Instant from, Instant to, DoubleConsumer progress, String by) {
        check(model, versions, from, to);
        audit.record(new AuditEvent(
                clock.instant(), by, "rollout.backtest",
                versions.stream().map(version -> ModelVersion.reference(model, version)).collect(Collectors.joining(",")),
                Map.of("from", from.toString(), "to", to.toString())));
        Past.Stretch stretch = new Past.Stretch(model, from, to);
        Map<Integer, Long> counts = past.counts(stretch);
        long requests = counts.values().stream().mapToLong(Long::longValue).sum();
        List<BacktestRun.Candidate> candidates =
                candidates(model, versions, champion(model, counts, versions.getFirst()));
        new BacktestRun(past, stretch, requests, candidates, sealing, instances::inFlight).await(threads, progress);
        progress.accept(1);
        return candidates.stream()
                .map(candidate -> {
                    int version = candidate.bound().version().version();
                    return new Tried(version, candidate.retrial().finish(gaps(stretch, version)));
                })
                .toList();
    }

    private List<BacktestRun.Candidate> candidates(String model, List<Integer> versions, int champion) {
        List<BacktestRun.Candidate> candidates = new ArrayList<>();
        try {
            for (int version : versions) {
                Retrial retrial = comparisons.retrial(model, champion, version, versions.size());
                BoundVersion bound = instances.bind(model, version);
                candidates.add(new BacktestRun.Candidate(bound, new JointRehearsal(bound), retrial));
            }
            return candidates;
        } catch (RuntimeException refused) {
            candidates.forEach(candidate -> candidate.bound().close());
            throw refused;
        }
    }

    private void refuseElsewhere(String model, int version) {
        if (registry.version(model, version).map(ModelVersion::isServedElsewhere).orElse(false)) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    ModelVersion.reference(model, version) + " is served elsewhere: it cannot be run again here",
                    "Its answers are what other versions are compared with");
        }
    }

    /** @throws Problem as {@link #run} says, before anything is done */
    public void check(String model, List<Integer> versions, Instant from, Instant to) {
        if (!from.isBefore(to)) {
            throw Problem.invalid("to", to, "a time after " + from);
        }
        if (versions.isEmpty() || versions.size() > MOST_VERSIONS || new HashSet<>(versions).size() < versions.size()) {
            throw Problem.invalid("versions", versions, "1 to " + MOST_VERSIONS + " versions, each once");
        }
        for (int version : versions) {
            if (registry.version(model, version).isEmpty()) {
                throw Problem.notFound(
                        ModelVersion.reference(model, version) + " is not known",
                        "List what there is: understudy model list");
            }
            refuseElsewhere(model, version);
        }
    }

    private int champion(String model, Map<Integer, Long> counts, int otherwise) {
        int present = registry.lineup(model).map(Lineup::champion).orElse(otherwise);
        return counts.containsKey(present)
                ? present
                : counts.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                        .orElse(present);
    }

    /** Where the range begins before all that is still kept of this model, nobody can tell how much is gone. */
    private List<Fact.Gap> gaps(Past.Stretch stretch, int version) {
        Instant began = registry.model(stretch.model()).map(Model::createdAt).orElse(Instant.EPOCH);
        Instant kept = past.keptSince();
        return began.isBefore(kept) && stretch.from().isBefore(kept)
                ? List.of(new Fact.Gap(
                        "backtest/" + ModelVersion.reference(stretch.model(), version), stretch.model(), version, 0, 0, -1,
                        clock.instant()))
                : List.of();
    }
}
