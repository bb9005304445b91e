package understudy.workers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A process and all it started, as this machine's {@code /proc} tells. Safe for many threads. */
final class ProcessTree {
    /** @param memory bytes resident, pages that several share counted for each; 0 where the machine cannot tell */
    record Use(long memory, int threads) {}

    private static final int ROUNDS = 20;
    private static final long MOST_NANOS = 2_000_000_000L;
    private static final long WRAPPER_NANOS = 500_000_000L;
    private static final long LOOK_NANOS = 500_000;

    private final ProcessHandle root;
    private final boolean wrapped;
    private final Optional<ControlGroup> group;

    /** @param wrapped whether the root only waits for what it started */
    ProcessTree(ProcessHandle root, boolean wrapped, Optional<ControlGroup> group) {
        this.root = root;
        this.wrapped = wrapped;
        this.group = group;
    }

    Set<Long> processes() {
        Set<Long> numbers = new HashSet<>();
        if (group.isPresent()) {
            numbers.addAll(group.get().processes());
        } else {
            root.descendants().forEach(process -> numbers.add(process.pid()));
        }
        if (root.isAlive()) {
            numbers.add(root.pid());
        }
        return numbers;
    }

    Use use() {
        long memory = 0;
        int threads = 0;
        for (long process : processes()) {
            Use one = use(process);
            memory += one.memory();
            threads += one.threads();
        }
        return new Use(memory, threads);
    }

    /** Asks all to end. */
    void askToEnd() {
        killable(false).forEach(ProcessHandle::destroy);
    }

    /** Ends all it knows of now. */
    void kill() {
        killable(false).forEach(ProcessHandle::destroyForcibly);
    }

    /** Ends all, and waits until they have gone: those it knows of, again until no more have come. */
    void end() {
        List<ProcessHandle> known = killable(false);
        for (int round = 0; round < ROUNDS && !known.isEmpty(); round++) {
            known.forEach(ProcessHandle::destroyForcibly);
            known.forEach(process -> awaitEnd(process, MOST_NANOS));
            awaitEnd(root, WRAPPER_NANOS);
            known = killable(true);
        }
    }

    /**
     * Those to end, the root last: as long as it is there, the others are known as its descendants. Where the root only
     * wraps them it is left out at first: it ends by itself when they have, and takes note of their ends, which
     * a server that is its container's first process would not.
     */
    private List<ProcessHandle> killable(boolean wrapperToo) {
        List<ProcessHandle> handles = new ArrayList<>();
        for (long number : processes()) {
            if (number != root.pid()) {
                ProcessHandle.of(number).ifPresent(handles::add);
            }
        }
        if (root.isAlive() && (!wrapped || wrapperToo || handles.isEmpty())) {
            handles.add(root);
        }
        return handles;
    }

    private static void awaitEnd(ProcessHandle process, long nanos) {
        long until = System.nanoTime() + nanos;
        while (process.isAlive() && !isDead(process.pid()) && System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Ended, and only waiting for its parent to take note: it holds nothing any more. */
    private static boolean isDead(long process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process + "/status"))) {
            return lines.anyMatch(line -> line.startsWith("State:\tZ"));
        } catch (IOException | UncheckedIOException gone) {
            return false;
        }
    }

    private static Use use(long process) {
        long memory = 0;
        int threads = 0;
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + process + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    memory = number(line) << 10;
                } else if (line.startsWith("Threads:")) {
                    threads = (int) number(line);
                }
            }
            return new Use(memory, threads);
        } catch (IOException ended) {
            return new Use(0, 0);
        }
    }

    private static long number(String line) {
        return Long.parseLong(line.replaceAll("\\D", ""));
    }
}
