package understudy.workers;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;

/**
 * A copy that answers from a process of its own, and starts that again when it ends: after a second, then after twice as
 * long each time, at most a minute. It never gives up; while there is no process, calls are refused at once.
 */
final class Worker implements Instance {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** Where the copy is. */
    private sealed interface Stage {
        /** @param since when it began to answer */
        record Up(WorkerProcess process, Instant since) implements Stage {}

        /** @param next when it is started again */
        record Down(String cause, Instant next) implements Stage {}

        record Closed() implements Stage {}
    }

    private final Workers home;
    private final Launch launch;
    private final String runtime;
    private final Artifact model;
    private final Loading loading;
    private final InstantSource clock;
    private final Waiting waiting;
    private final Thread keeper;
    private Traits traits = Traits.NONE;
    private volatile Stage stage = new Stage.Closed();
    private volatile int ends;
    private volatile String last = "";

    Worker(
            Workers home, Launch launch, String runtime, Artifact model, Loading loading, InstantSource clock,
            Waiting waiting) {
        this.home = home;
        this.launch = launch;
        this.runtime = runtime;
        this.model = model;
        this.loading = loading;
        this.clock = clock;
        this.waiting = waiting;
        this.keeper = Thread.ofVirtual().name("worker-keeper").unstarted(this::keep);
    }

    /** @throws Problem where it does not come up the first time; then nothing is left of it */
    void start() {
        WorkerProcess process = home.spawn(launch, runtime, model, loading);
        traits = whole(process);
        stage = new Stage.Up(process, clock.instant());
        keeper.start();
    }

    @Override
    public Signature signature() {
        return traits.signature();
    }

    @Override
    public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
        return switch (stage) {
            case Stage.Up up -> up.process().ask(inputs, rows);
            case Stage.Down down -> throw new Problem(
                    Problem.Code.UNAVAILABLE, "the process of '" + model.fileName() + "' " + down.cause(),
                    "It is started again in " + seconds(down.next()) + " s");
            case Stage.Closed _ -> throw new Problem(
                    Problem.Code.UNAVAILABLE, "the process of '" + model.fileName() + "' was closed",
                    "Load the version again");
        };
    }

    @Override
    public String library() {
        return traits.library();
    }

    @Override
    public int maxRows() {
        return traits.maxRows();
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public int concurrency() {
        return traits.concurrency();
    }

    @Override
    public OptionalLong memory() {
        if (stage instanceof Stage.Up up) {
            long memory = up.process().tree().use().memory();
            return memory > 0 ? OptionalLong.of(memory) : OptionalLong.empty();
        }
        return OptionalLong.empty();
    }

    /** The process there is now, with all it started. @throws IllegalStateException where there is none */
    ProcessTree tree() {
        if (stage instanceof Stage.Up up) {
            return up.process().tree();
        }
        throw new IllegalStateException("there is no process now");
    }

    WorkerStatus status() {
        return new WorkerStatus(model.fileName(), stage instanceof Stage.Up, ends, last, memory());
    }

    @Override
    public void close() {
        Stage before;
        synchronized (this) {
            before = stage;
            stage = new Stage.Closed();
        }
        keeper.interrupt();
        if (before instanceof Stage.Up up) {
            up.process().close();
            home.forget(up.process());
        }
        home.forget(this);
        try {
            keeper.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep() {
        Duration pause = FIRST_PAUSE;
        try {
            while (stage instanceof Stage.Up up) {
                String cause = up.process().awaitEnd();
                home.forget(up.process());
                boolean lasted = Duration.between(up.since(), clock.instant()).compareTo(LONGEST_PAUSE) > 0;
                pause = restarted(cause, up.process().printed(), lasted ? FIRST_PAUSE : pause);
            }
        } catch (InterruptedException closed) {
            LOG.debug("'{}' was closed", model.fileName());
        }
    }

    /** Comes back with a process that answers, or when all is closed. @return the pause if that one ends as well */
    private Duration restarted(String cause, String printed, Duration first) throws InterruptedException {
        Duration pause = first;
        String why = cause;
        String said = printed;
        while (down(why, pause)) {
            LOG.warn("The process of '{}' {}; started again in {}. It printed: {}", model.fileName(), why, pause, said);
            waiting.pause(pause);
            pause = longer(pause);
            try {
                WorkerProcess process = home.spawn(launch, runtime, model, loading);
                boolean same = whole(process).signature().equals(traits.signature());
                if (same && up(process)) {
                    return pause;
                }
                process.close();
                home.forget(process);
                why = "came back with another signature";
                said = process.printed();
            } catch (Problem refused) {
                why = "does not come back: " + refused.fact();
                said = "";
            } catch (RuntimeException broken) {
                LOG.error("The process of '{}' cannot be started again", model.fileName(), broken);
                why = "does not come back";
                said = "";
            }
        }
        return pause;
    }

    private synchronized boolean down(String cause, Duration pause) {
        if (stage instanceof Stage.Closed) {
            return false;
        }
        ends++;
        last = cause;
        stage = new Stage.Down(cause, clock.instant().plus(pause));
        return true;
    }

    private synchronized boolean up(WorkerProcess process) {
        if (stage instanceof Stage.Closed) {
            return false;
        }
        stage = new Stage.Up(process, clock.instant());
        return true;
    }

    private Traits whole(WorkerProcess process) {
        try {
            return process.awaitReady();
        } catch (RuntimeException refused) {
            LOG.info("The process of '{}' did not come up; it printed: {}", model.fileName(), process.printed());
            process.close();
            home.forget(process);
            throw refused;
        }
    }

    /** From now on, rounded up, so that nobody comes too early. */
    private long seconds(Instant next) {
        return Math.max(1, Math.ceilDiv(Duration.between(clock.instant(), next).toMillis(), 1000L));
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }
}
