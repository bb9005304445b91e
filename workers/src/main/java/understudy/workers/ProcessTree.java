package understudy.workers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** A process and all it started, as this machine's {@code /proc} tells. Safe for many threads. */
final class ProcessTree {
    /** @param memory bytes resident, pages that several share counted for each; 0 where the machine cannot tell */
    record Use(long memory, int threads) {}

    private static final int ROUNDS = 20;
    private static final long MOST_NANOS = 2_000_000_000L;
    private static final long LOOK_NANOS = 500_000;

    private final ProcessHandle root;
    private final Optional<ControlGroup> group;

    ProcessTree(ProcessHandle root, Optional<ControlGroup> group) {
        this.root = root;
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
        handles().forEach(ProcessHandle::destroy);
    }

    /** Ends all it knows of now. */
    void kill() {
        handles().forEach(ProcessHandle::destroyForcibly);
    }

    /** Ends all, and waits until they have gone: those it knows of, again until no more have come. */
    void end() {
        List<ProcessHandle> known = handles();
        for (int round = 0; round < ROUNDS && !known.isEmpty(); round++) {
            known.forEach(ProcessHandle::destroyForcibly);
            known.forEach(ProcessTree::awaitEnd);
            known = handles();
        }
    }

    /** The root last: as long as it is there, the others are known as its descendants. */
    private List<ProcessHandle> handles() {
        Set<Long> numbers = processes();
        List<ProcessHandle> handles = new ArrayList<>();
        for (long number : numbers) {
            if (number != root.pid()) {
                ProcessHandle.of(number).ifPresent(handles::add);
            }
        }
        if (root.isAlive()) {
            handles.add(root);
        }
        return handles;
    }

    private static void awaitEnd(ProcessHandle process) {
        long until = System.nanoTime() + MOST_NANOS;
        while (process.isAlive() && System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK_NANOS);
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
