package understudy.workers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control group of one process and all it starts: a folder for each controller. Safe for many threads. */
final class ControlGroup {
    private static final Logger LOG = LoggerFactory.getLogger(ControlGroup.class);
    private static final int TRIES = 200;
    private static final int PAUSE_MS = 5;

    private final List<Path> folders;

    ControlGroup(List<Path> folders) {
        this.folders = folders;
    }

    /** Files that a process writes its number into to enter. */
    List<Path> doors() {
        return folders.stream().map(folder -> folder.resolve("cgroup.procs")).toList();
    }

    /** Numbers of the processes inside, as this process sees them. */
    Set<Long> processes() {
        Set<Long> numbers = new HashSet<>();
        for (Path door : doors()) {
            try {
                Files.readAllLines(door).forEach(line -> numbers.add(Long.parseLong(line.strip())));
            } catch (IOException gone) {
                LOG.debug("A control group is gone: {}", gone.getMessage());
            }
        }
        return numbers;
    }

    /** Whether the kernel ended a process of it for want of memory. */
    boolean ranOutOfMemory() {
        return folders.stream().anyMatch(folder ->
                counted(folder.resolve("memory.oom_control")) || counted(folder.resolve("memory.events")));
    }

    private static boolean counted(Path file) {
        try {
            return Files.exists(file)
                    && Files.readAllLines(file).stream().anyMatch(line -> line.matches("oom_kill [1-9]\\d*"));
        } catch (IOException gone) {
            LOG.debug("A control group is gone: {}", gone.getMessage());
            return false;
        }
    }

    /** Ends whatever is inside, and the group. A process that is being ended stays in it for a moment. */
    void remove() {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            processes().forEach(number -> ProcessHandle.of(number).ifPresent(ProcessHandle::destroyForcibly));
            if (removed()) {
                return;
            }
            LockSupport.parkNanos(PAUSE_MS * 1_000_000L);
        }
        LOG.warn("A control group still holds processes {}", processes());
    }

    private boolean removed() {
        boolean gone = true;
        for (Path folder : folders) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException busy) {
                // as long as a process is inside; the caller tries again
                gone = false;
            }
        }
        return gone;
    }
}
