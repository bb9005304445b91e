package understudy.rollout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.Model;
import understudy.core.Problem;
import understudy.serving.Lineup;
import understudy.serving.Lineups;
import understudy.serving.Registry;
import understudy.statistics.Arms;
import understudy.statistics.ConfidenceSequence;
import understudy.statistics.Interval;
import understudy.statistics.OffPolicy;

/**
 * Changes the shares of champion and canaries by how probably each earns most (Thompson sampling, in batches). Who leads
 * stays a person's word. Every answer is journalled with the share its version had, so what each would have earned with
 * all callers can be estimated from what it earned with some. Safe for many threads.
 */
public final class Adaptation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Adaptation.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(2);
    /** Fewer labels of one of them, and shares stay as they are. */
    private static final long ENOUGH = 30;

    private static final double ALPHA = 0.05;
    private static final long PLANNED_UNITS = 10_000;

    /**
     * What a version earns.
     *
     * @param share of callers now
     * @param labelled its own answers with a label
     * @param rewarded of them with the reward
     * @param estimate mean reward if it answered all callers, by inverse propensity, self-normalised; its interval holds at
     *     every time of looking; empty before there are labels
     */
    public record Arm(int version, double share, long labelled, long rewarded, Optional<Estimate> estimate) {}

    /** A mean of rewards and its bounds, all 0 to 1. */
    public record Estimate(double mean, double low, double high) {}

    private final Registry registry;
    private final Lineups lineups;
    private final StagedRollouts staged;
    private final Rewards rewards;
    private final AdaptiveSharesStore store;
    private final AuditSink audit;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * @param random draws from what is believed; safe for many threads
     * @param threads makes daemon threads
     */
    public Adaptation(
            Registry registry,
            Lineups lineups,
            StagedRollouts staged,
            Rewards rewards,
            AdaptiveSharesStore store,
            AuditSink audit,
            InstantSource clock,
            RandomGenerator random,
            ThreadFactory threads) {
        this.registry = registry;
        this.lineups = lineups;
        this.staged = staged;
        this.rewards = rewards;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
        this.thread = threads.newThread(this::follow);
    }

    public void start() {
        thread.start();
    }

    /**
     * Begins, from the shares as they are.
     *
     * @throws Problem CONFLICT for a model without canaries, while a version climbs by steps, or where the floor times the
     *     versions is more than the whole; INVALID
     */
    public AdaptiveShares begin(String model, String reward, double floor, Duration every, String by) {
        Lineup lineup = lineups.find(model)
                .orElseThrow(() -> Problem.notFound("there is no lineup of '" + model + "'", "Register a version first"));
        staged.underWay(model).ifPresent(climbing -> {
            throw new Problem(
                    Problem.Code.CONFLICT, climbing.reference() + " climbs by steps",
                    "Wait for its end, or stop it: understudy rollout stop " + model);
        });
        refuseUnfit(lineup, floor);
        Instant now = clock.instant();
        AdaptiveShares begun = new AdaptiveShares(
                model, reward, floor, every, now, now, by, true, "shares follow label '" + reward + "' from now on");
        keep(begun, "rollout.adapt", by);
        return begun;
    }

    private static void refuseUnfit(Lineup lineup, double floor) {
        if (lineup.canaries().isEmpty()) {
            throw new Problem(
                    Problem.Code.CONFLICT, lineup.model() + " has no canary to share callers with",
                    "Make one: understudy canary " + lineup.model() + "@VERSION --share 10%");
        }
        if (floor * (lineup.canaries().size() + 1) >= 1) {
            throw Problem.invalid("floor", floor, "below one over the versions that answer");
        }
    }

    /** @throws Problem NOT_FOUND where shares do not adapt */
    public AdaptiveShares stop(String model, String by) {
        AdaptiveShares ended = find(model)
                .filter(AdaptiveShares::active)
                .map(present -> present.ended(by + " ended it; shares stay as they are"))
                .orElseThrow(() -> Problem.notFound("shares of '" + model + "' do not adapt", ""));
        keep(ended, "rollout.adapt.end", by);
        return ended;
    }

    /** The last of the model, over or not. */
    public Optional<AdaptiveShares> find(String model) {
        return store.find(model);
    }

    /** Those who answer, the champion first, with what they earned. */
    public List<Arm> arms(AdaptiveShares shares) {
        return lineups.find(shares.model()).map(lineup -> arms(lineup, earned(shares))).orElse(List.of());
    }

    private List<Rewards.Earned> earned(AdaptiveShares shares) {
        Duration maturity = registry.model(shares.model()).map(Model::maturity).orElse(Duration.ZERO);
        return rewards.earned(shares.model(), shares.since(), clock.instant().minus(maturity), shares.reward());
    }

    private static List<Arm> arms(Lineup lineup, List<Rewards.Earned> earned) {
        List<Arm> arms = new ArrayList<>();
        double left = 1 - lineup.canaries().stream().mapToDouble(Lineup.Canary::share).sum();
        arms.add(arm(lineup.champion(), Math.max(0, left), earned));
        lineup.canaries().forEach(canary -> arms.add(arm(canary.version(), canary.share(), earned)));
        return arms;
    }

    private static Arm arm(int version, double share, List<Rewards.Earned> earned) {
        OffPolicy everybody = new OffPolicy();
        long labelled = 0;
        long rewarded = 0;
        for (Rewards.Earned some : earned) {
            boolean own = some.version() == version;
            for (long i = 0; i < some.labelled(); i++) {
                everybody.add(i < some.rewarded() ? 1 : 0, some.propensity(), own ? 1 : 0);
            }
            labelled += own ? some.labelled() : 0;
            rewarded += own ? some.rewarded() : 0;
        }
        if (labelled == 0) {
            return new Arm(version, share, 0, 0, Optional.empty());
        }
        OffPolicy.Estimate estimate = everybody.selfNormalised();
        Interval interval = new ConfidenceSequence(ALPHA, PLANNED_UNITS)
                .interval(estimate.mean(), estimate.variance(), everybody.units());
        return new Arm(
                version, share, labelled, rewarded,
                Optional.of(new Estimate(
                        estimate.mean(), Math.max(0, interval.low()), Math.min(1, interval.high()))));
    }

    private void follow() {
        try {
            while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                turn();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Changes whatever shares are due. */
    void turn() {
        for (AdaptiveShares each : activeOnes()) {
            if (!clock.instant().isBefore(each.changed().plus(each.every()))) {
                try {
                    adapt(each);
                } catch (RuntimeException failed) {
                    LOG.warn("shares of {} stay as they are for now: {}", each.model(), failed.getMessage());
                }
            }
        }
    }

    private List<AdaptiveShares> activeOnes() {
        try {
            return store.active();
        } catch (RuntimeException unreadable) {
            LOG.warn("which shares adapt could not be read: {}", unreadable.getMessage());
            return List.of();
        }
    }

    private void adapt(AdaptiveShares shares) {
        Optional<Lineup> present = lineups.find(shares.model());
        Optional<StagedRollout> climbing = staged.underWay(shares.model());
        if (present.isEmpty() || present.get().canaries().isEmpty() || climbing.isPresent()) {
            String why = climbing.isPresent() ? "a version climbs by steps now" : "there is no canary any more";
            keep(shares.ended("it ended: " + why), "rollout.adapt.end", shares.by());
            return;
        }
        Lineup lineup = present.get();
        List<Arm> arms = arms(lineup, earned(shares));
        Optional<Arm> unknown = arms.stream().filter(arm -> arm.labelled() < ENOUGH).findFirst();
        if (unknown.isPresent()) {
            store.save(shares.looked(
                    clock.instant(), "shares stay: @" + unknown.get().version() + " has " + unknown.get().labelled() + " labels of "
                            + ENOUGH));
            return;
        }
        double[] next = next(arms, shares.floor());
        String said = "@" + arms.getFirst().version() + " " + Words.percent(next[0]);
        Map<Integer, Double> byVersion = new HashMap<>();
        for (int i = 1; i < next.length; i++) {
            byVersion.put(arms.get(i).version(), next[i]);
            said += ", @" + arms.get(i).version() + " " + Words.percent(next[i]);
        }
        AdaptiveShares kept = shares.looked(clock.instant(), said);
        String earned = arms.stream()
                .map(arm -> "@" + arm.version() + " " + Words.of(arm.rewarded(), arm.labelled()))
                .collect(Collectors.joining(", "));
        lineups.change(
                shares.model(),
                new Lineups.Why(
                        shares.by(), "rollout.adapt", shares.model(), Map.of("reward", shares.reward(), "earned", earned)),
                now -> with(now, byVersion),
                now -> store.save(kept));
    }

    private double[] next(List<Arm> arms, double floor) {
        Arms believed = new Arms(Arms.Reward.BERNOULLI, arms.size());
        for (int i = 0; i < arms.size(); i++) {
            for (long row = 0; row < arms.get(i).labelled(); row++) {
                believed.add(i, row < arms.get(i).rewarded() ? 1 : 0);
            }
        }
        return believed.shares(floor, random);
    }

    /** One that a person took away meanwhile stays away; one that came keeps its share until the next time. */
    private static Lineup with(Lineup now, Map<Integer, Double> shares) {
        List<Lineup.Canary> canaries = now.canaries().stream()
                .map(canary -> new Lineup.Canary(canary.version(), shares.getOrDefault(canary.version(), canary.share())))
                .toList();
        return new Lineup(
                now.model(), now.revision(), now.champion(), canaries, now.shadows(), now.routes(), now.since(), now.by());
    }

    private void keep(AdaptiveShares shares, String action, String by) {
        audit.record(
                new AuditEvent(
                        clock.instant(), by, action, shares.model(),
                        Map.of("reward", shares.reward(), "floor", Double.toString(shares.floor()), "why", shares.sentence())),
                () -> store.save(shares));
        LOG.info("{}: {}", shares.model(), shares.sentence());
    }

    /** What adapts goes on at the next start. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(CLOSING);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
