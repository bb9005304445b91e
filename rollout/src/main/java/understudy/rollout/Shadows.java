package understudy.rollout;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import understudy.core.Cursors;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Prediction;
import understudy.core.Role;
import understudy.journal.Log;
import understudy.serving.Instances;
import understudy.serving.Lineup;
import understudy.serving.Lineups;
import understudy.serving.Registry;
import understudy.serving.Sealing;

/**
 * Runs a reader for each shadow of each lineup, and, while a model has canaries, one for its champion over what these
 * answer. Safe for many threads.
 */
public final class Shadows implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final int HISTORY = 1_000;

    /**
     * @param lag predictions between the reader and the end of the log are this old; zero when it is there
     * @param lagBytes of the log it has not read yet
     * @param answered predictions answered since start
     * @param failed of them with an error
     * @param skipped predictions of its model it was not shown, being outside its sample
     * @param problem why it stands still, if it does
     */
    public record Status(
            String model,
            int version,
            String reader,
            long position,
            Duration lag,
            long lagBytes,
            long answered,
            long failed,
            long skipped,
            Optional<String> problem) {}

    private record Running(ShadowReader reader, Thread thread) {}

    private final Registry registry;
    private final Lineups lineups;
    private final Backstage backstage;
    private final ThreadFactory threads;
    private final Map<String, Running> running = new HashMap<>();
    /** Readers told to stop whose thread may still be in a call, by name. */
    private final Map<String, Thread> ending = new HashMap<>();
    private boolean closed;

    /** @param threads makes daemon platform threads, which should let callers go first */
    public Shadows(
            Registry registry,
            Lineups lineups,
            Instances instances,
            Sealing sealing,
            Log<Prediction> predictions,
            Log<Fact> facts,
            Cursors cursors,
            InstantSource clock,
            ThreadFactory threads) {
        this.registry = registry;
        this.lineups = lineups;
        this.backstage = new Backstage(instances, sealing, predictions, facts, cursors, clock);
        this.threads = threads;
    }

    /** Begins to follow the lineups, which have been started. */
    public void start() {
        lineups.onChange(lineup -> follow(lineup.model()));
        registry.models().stream().map(Model::name).forEach(this::follow);
    }

    /** Of the readers that run now, by model and version. */
    public List<Status> statuses() {
        List<ShadowReader> readers = new ArrayList<>();
        synchronized (this) {
            running.values().forEach(each -> readers.add(each.reader()));
        }
        return readers.stream()
                .map(ShadowReader::status)
                .sorted(Comparator.comparing(Status::model).thenComparingInt(Status::version))
                .toList();
    }

    /** Stops what the model's lineup no longer names and starts what it names anew. */
    private synchronized void follow(String model) {
        if (closed) {
            return;
        }
        List<ShadowReader.Plan> plans = lineups.find(model).map(this::plans).orElse(List.of());
        for (Running each : List.copyOf(running.values())) {
            if (each.reader().plan().model().equals(model) && !plans.contains(each.reader().plan())) {
                stop(each);
            }
        }
        ending.values().removeIf(thread -> !thread.isAlive());
        for (ShadowReader.Plan plan : plans) {
            if (!running.containsKey(plan.reader())) {
                ShadowReader reader = new ShadowReader(
                        plan, backstage, Optional.ofNullable(ending.remove(plan.reader())));
                Thread thread = threads.newThread(reader);
                running.put(plan.reader(), new Running(reader, thread));
                thread.start();
            }
        }
    }

    private void stop(Running each) {
        each.reader().stop();
        running.remove(each.reader().plan().reader());
        ending.put(each.reader().plan().reader(), each.thread());
    }

    private List<ShadowReader.Plan> plans(Lineup lineup) {
        List<ShadowReader.Plan> plans = new ArrayList<>();
        for (Lineup.Shadow shadow : lineup.shadows()) {
            plans.add(new ShadowReader.Plan(
                    shadow.reader(), lineup.model(), shadow.version(), shadow.from(), shadow.sample(), Role.CHAMPION));
        }
        if (hasCanaries(lineup)) {
            plans.add(new ShadowReader.Plan(
                    "counter/" + ModelVersion.reference(lineup.model(), lineup.champion()), lineup.model(),
                    lineup.champion(), canariesSince(lineup), 1, Role.CANARY));
        }
        return plans;
    }

    /** Where the first request lies that a canary beside this champion may have answered. */
    private long canariesSince(Lineup lineup) {
        Lineup first = lineup;
        for (Lineup past : lineups.history(lineup.model(), HISTORY)) {
            if (past.champion() != lineup.champion() || !hasCanaries(past)) {
                break;
            }
            first = past;
        }
        return backstage.predictions().seek(first.since());
    }

    private static boolean hasCanaries(Lineup lineup) {
        return !lineup.canaries().isEmpty()
                || lineup.routes().stream().anyMatch(route -> route.version() != lineup.champion());
    }

    /**
     * Stops every reader; what each has not written yet it will do again at the next start. One that hangs is left
     * behind after a moment.
     */
    @Override
    public void close() {
        List<Thread> left = new ArrayList<>();
        synchronized (this) {
            closed = true;
            List.copyOf(running.values()).forEach(this::stop);
            left.addAll(ending.values());
            ending.clear();
        }
        long began = System.nanoTime();
        try {
            for (Thread thread : left) {
                Duration patience = CLOSING.minusNanos(System.nanoTime() - began);
                if (patience.isPositive()) {
                    thread.join(patience);
                }
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
