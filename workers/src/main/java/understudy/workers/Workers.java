package understudy.workers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Problem;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;

/** The processes of one server, each with one model. Safe for many threads. */
public final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final long LOOK_MS = 50;

    /** Asking the machine for what processes use costs more than looking at calls. */
    private static final int LOOKS_PER_COUNT = 2;

    private final LazySandbox sandbox;
    private final Path place;
    private final InstantSource clock;
    private final Waiting waiting;
    private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
    private final Set<WorkerProcess> processes = ConcurrentHashMap.newKeySet();
    private final AtomicLong numbers = new AtomicLong();
    private final ScheduledExecutorService looking =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("workers-looking").factory());

    /** Processes die with the thread that started them (prctl(2), PR_SET_PDEATHSIG), so this one stays. */
    private final ExecutorService starting =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("workers-starting").factory());

    private final AtomicBoolean isLooking = new AtomicBoolean();
    private long looks;

    /**
     * @param folder where each process gets a folder of its own; made if it is not there. A short path, for sockets live
     *     in it; left-overs of servers that were killed are removed
     * @throws Problem where it cannot be used
     */
    public Workers(Sandbox sandbox, Path folder, InstantSource clock, Waiting waiting) {
        this(() -> sandbox, folder, clock, waiting);
    }

    /** The same; what stands between a process and the machine is tried when the first is started. */
    public Workers(Supplier<Sandbox> sandbox, Path folder, InstantSource clock, Waiting waiting) {
        this.sandbox = new LazySandbox(sandbox);
        this.place = WorkerFolder.place(folder);
        this.clock = clock;
        this.waiting = waiting;
    }

    /**
     * A copy of a model that answers from a process of its own. A process that ends by itself is started again, at longer
     * and longer intervals, until the copy is closed.
     *
     * @param runtime a word for the process to know what to load with
     * @throws Problem UNPROCESSABLE where the artifact does not load there, UNAVAILABLE where no process can be started
     */
    public Instance start(Launch launch, String runtime, Artifact model, Loading loading) {
        if (isLooking.compareAndSet(false, true)) {
            looking.scheduleWithFixedDelay(this::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
        }
        Worker worker = new Worker(this, launch, runtime, model, loading, clock, waiting);
        workers.add(worker);
        try {
            worker.start();
        } catch (RuntimeException refused) {
            workers.remove(worker);
            throw refused;
        }
        return worker;
    }

    /** What stands between a process and the rest of the machine, and what this machine lacks. */
    public List<Wall> walls() {
        return sandbox.get().walls();
    }

    /** Of every copy that is not closed. */
    public List<WorkerStatus> statuses() {
        return workers.stream().map(Worker::status).toList();
    }

    /** Ends all. */
    @Override
    public void close() {
        List.copyOf(workers).forEach(Worker::close);
        looking.shutdownNow();
        starting.shutdown();
    }

    void forget(Worker worker) {
        workers.remove(worker);
    }

    void forget(WorkerProcess process) {
        processes.remove(process);
    }

    /** A process, running but not yet ready. @throws Problem UNAVAILABLE */
    WorkerProcess spawn(Launch launch, String runtime, Artifact model, Loading loading) {
        String name = ProcessHandle.current().pid() + "-" + numbers.incrementAndGet();
        Optional<ControlGroup> group = Optional.empty();
        Optional<WorkerFolder> made = Optional.empty();
        try {
            WorkerFolder folder = WorkerFolder.make(place, name);
            made = Optional.of(folder);
            folder.configure(runtime, model, loading, launch.limits());
            group = sandbox.get().group(name, launch.limits());
            ProcessBuilder builder = builder(launch, folder, model.path().toRealPath(), group);
            Process process = begun(builder);
            WorkerProcess spawned = new WorkerProcess(
                    model.fileName(), launch.limits(), process, sandbox.get().wraps(), group, folder);
            processes.add(spawned);
            return spawned;
        } catch (IOException | RejectedExecutionException e) {
            group.ifPresent(ControlGroup::remove);
            made.ifPresent(WorkerFolder::remove);
            throw new Problem(
                    Problem.Code.UNAVAILABLE, "no process can be started for '" + model.fileName() + "'",
                    "See the server's log for the cause", e);
        }
    }

    /** Not to be interrupted: a process that nobody knows of would stay. */
    private Process begun(ProcessBuilder builder) throws IOException {
        CompletableFuture<Process> begun = new CompletableFuture<>();
        starting.execute(() -> {
            try {
                begun.complete(builder.start());
            } catch (IOException | RuntimeException failed) {
                begun.completeExceptionally(failed);
            }
        });
        try {
            return begun.join();
        } catch (CompletionException failed) {
            throw new IOException("the process does not start", failed.getCause());
        }
    }

    private ProcessBuilder builder(Launch launch, WorkerFolder folder, Path artifact, Optional<ControlGroup> group) {
        List<String> inner = new ArrayList<>(launch.command());
        inner.addAll(List.of("--socket", folder.socket().toString(), "--config", folder.config().toString()));
        ProcessBuilder builder =
                new ProcessBuilder(sandbox.get().enclosed(inner, folder.path(), artifact, launch.readable(), group));
        builder.directory(folder.path().toFile());
        builder.environment().clear();
        builder.environment().putAll(Sandbox.environment(folder.path()));
        builder.environment().putAll(launch.environment());
        return builder;
    }

    private void look() {
        try {
            boolean count = ++looks % LOOKS_PER_COUNT == 0;
            long now = System.nanoTime();
            for (WorkerProcess process : processes) {
                process.look(now, count && !sandbox.get().limitsMemory(), count && !sandbox.get().limitsProcesses());
            }
        } catch (RuntimeException broken) {
            LOG.error("Looking after models' processes failed; it goes on", broken);
        }
    }
}
