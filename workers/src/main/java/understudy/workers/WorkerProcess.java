package understudy.workers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import understudy.core.NamedTensor;
import understudy.core.Problem;

/**
 * One process from its start to its end. Calls go over a pool of connections, as many at once as it says it can take.
 * Nothing here starts it again. Safe for many threads.
 */
final class WorkerProcess {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_CONNECTIONS = 64;
    private static final int MOST_METADATA = 16 << 20;

    /** How long it may take from a broken connection to the news of the process's end. */
    private static final long NEWS_SECONDS = 5;

    /** How long a process that is asked to end may take before it is ended. */
    private static final long GRACE_MS = 500;

    private final String name;
    private final Limits limits;
    private final Process process;
    private final ProcessTree tree;
    private final Optional<ControlGroup> group;
    private final WorkerFolder folder;
    private final Tail tail = new Tail();
    private final Ready ready = new Ready();
    private final AtomicReference<String> reason = new AtomicReference<>("");
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private Semaphore places = new Semaphore(1);
    private Traits traits = Traits.NONE;
    private volatile boolean over;

    /** @param name what refusals call it */
    WorkerProcess(
            String name, Limits limits, Process process, boolean wrapped, Optional<ControlGroup> group,
            WorkerFolder folder) {
        this.name = name;
        this.limits = limits;
        this.process = process;
        this.group = group;
        this.folder = folder;
        this.tree = new ProcessTree(process.toHandle(), wrapped, group);
        Thread.ofPlatform().daemon().name("worker-errors-" + process.pid())
                .start(() -> tail.drain(process.getErrorStream()));
        Thread.ofPlatform().daemon().name("worker-output-" + process.pid())
                .start(() -> ready.read(process.getInputStream(), tail));
    }

    /**
     * Waits until it is ready, and asks what it is.
     *
     * @throws Problem what it refused with; UNPROCESSABLE where it ended instead
     */
    Traits awaitReady() {
        try {
            JsonNode said = ready.said().get(limits.start().toMillis(), TimeUnit.MILLISECONDS);
            if (said.has("refused")) {
                throw Refusals.read(said.path("refused"), name);
            }
            if (said.isMissingNode()) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE,
                        "the process of '" + name + "' " + cause() + " while it loaded the model",
                        "See the server's log for what it printed");
            }
            try (Connection first = connect()) {
                first.begin();
                traits = Traits.read(JSON.readTree(first.get("/v2/models/model", MOST_METADATA)));
            }
            places = new Semaphore(Math.min(MOST_CONNECTIONS, traits.concurrency()));
            return traits;
        } catch (TimeoutException late) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "the process of '" + name + "' was not ready after " + limits.start().toMillis() + " ms",
                    "Give it longer with the option " + Limits.START_TIMEOUT_MS);
        } catch (IOException | ExecutionException broken) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, "the process of '" + name + "' does not speak the protocol of workers",
                    "See the server's log for what it printed", broken);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new Problem(Problem.Code.UNAVAILABLE, "the start of '" + name + "' was interrupted", "", hurried);
        }
    }

    /** @throws Problem what the model says; INTERNAL where the process ends or goes on for too long */
    List<NamedTensor> ask(List<NamedTensor> inputs, int rows) {
        takePlace();
        try {
            Connection known = idle.pollFirst();
            Connection connection = known == null ? connect() : known;
            connection.begin();
            boolean whole = false;
            try {
                List<NamedTensor> answer = traits.checked(connection.infer(inputs, rows), rows);
                whole = true;
                return answer;
            } catch (Problem said) {
                whole = true;
                throw said;
            } finally {
                connection.end();
                if (whole && !over) {
                    idle.addFirst(connection);
                } else {
                    connection.close();
                }
            }
        } catch (IOException broken) {
            throw brokenOff(broken);
        } finally {
            places.release();
        }
    }

    private void takePlace() {
        try {
            if (!places.tryAcquire(limits.call().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Problem(
                        Problem.Code.OVERLOADED, "the process of '" + name + "' has as many calls under way as it takes",
                        "Send the request again after a second");
            }
        } catch (InterruptedException hurried) {
            throw interrupted(hurried);
        }
    }

    private Connection connect() throws IOException {
        if (Files.isSymbolicLink(folder.socket())) {
            throw new ProtocolException("a link that leads the server to somebody else's socket");
        }
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(folder.socket()));
        Connection connection = new Connection(channel, name, connections);
        if (over) {
            connection.close();
        }
        return connection;
    }

    /** A connection breaks because the process ends, which is told a moment later; or because the protocol is broken. */
    private Problem brokenOff(IOException broken) {
        if (Thread.currentThread().isInterrupted()) {
            return interrupted(broken);
        }
        try {
            if (!(broken instanceof ProtocolException || broken instanceof JsonProcessingException)) {
                String cause = ended.get(NEWS_SECONDS, TimeUnit.SECONDS);
                return new Problem(
                        Problem.Code.INTERNAL, "the process of '" + name + "' " + cause,
                        "It is started again by itself; see the server's log for what it printed", broken);
            }
        } catch (InterruptedException hurried) {
            return interrupted(hurried);
        } catch (ExecutionException | TimeoutException unknown) {
            broken.addSuppressed(unknown);
        }
        end("broke the protocol and was ended");
        return new Problem(
                Problem.Code.INTERNAL, "the process of '" + name + "' broke the protocol and was ended",
                "It is started again by itself; see the server's log for what it printed", broken);
    }

    private Problem interrupted(Exception cause) {
        Thread.currentThread().interrupt();
        return new Problem(Problem.Code.UNAVAILABLE, "the call of '" + name + "' was interrupted", "", cause);
    }

    /** Ends it where a call or its use of the machine is beyond its limits. @param nanos of {@code System.nanoTime} */
    void look(long nanos, boolean memoryToo, boolean threadsToo) {
        for (Connection connection : connections) {
            if (connection.busyFor(nanos) > limits.call().toNanos()) {
                end("did not answer within " + limits.call().toMillis() + " ms and was ended");
                return;
            }
        }
        if (memoryToo || threadsToo) {
            ProcessTree.Use use = tree.use();
            if (memoryToo && use.memory() > limits.memory()) {
                end(tooMuchMemory());
            } else if (threadsToo && use.threads() > limits.processes()) {
                end("had more than its " + limits.processes() + " processes and threads and was ended");
            }
        }
    }

    /** At once, with all it started; {@link #awaitEnd} sees to the rest. @param why completes "the process of 'x' …" */
    void end(String why) {
        reason.compareAndSet("", why);
        tree.kill();
    }

    /** Waits for its end, whoever brings it about. @return why, completing "the process of 'x' …" */
    String awaitEnd() throws InterruptedException {
        process.waitFor();
        return over();
    }

    /** Ends it: politely for a moment, then not. Nothing of it is left when this returns. */
    void close() {
        reason.compareAndSet("", "was closed");
        over = true;
        connections.forEach(Connection::close);
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            reason.compareAndSet("", "was gone already");
        }
        boolean interrupted = false;
        try {
            tree.askToEnd();
            process.waitFor(GRACE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            interrupted = true;
        }
        over();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is left of it after its end. */
    private synchronized String over() {
        over = true;
        if (!ended.isDone()) {
            tree.end();
            // the control group knows the cause, so it is asked before it goes; callers need not wait for the rest
            ended.complete(cause());
            connections.forEach(Connection::close);
            group.ifPresent(ControlGroup::remove);
            folder.remove();
        }
        return ended.join();
    }

    private String cause() {
        boolean starved = group.map(ControlGroup::ranOutOfMemory).orElse(false);
        String known = reason.get();
        if (!known.isEmpty()) {
            return known;
        }
        return starved ? tooMuchMemory() : Exit.cause(process);
    }

    private String tooMuchMemory() {
        return "used more than its " + limits.memoryMb() + " MB of memory and was ended";
    }

    ProcessTree tree() {
        return tree;
    }

    String printed() {
        return tail.text();
    }
}
