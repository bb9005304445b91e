package understudy.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** How long the program takes until it listens, and what it holds while nobody asks. */
final class Starts {
    private static final long IDLE_NANOS = 3_000_000_000L;

    private final Cell cached = new Cell("with the AOT cache", 0);
    private final Cell plain = new Cell("without", 0);
    private final List<Long> resident = new ArrayList<>();

    /** In turn, so that a busy machine slows both; the first of each, which finds no file in memory, does not count. */
    void run(Installation installation, int times) throws IOException {
        for (int i = 0; i <= times; i++) {
            try (ServerProcess server = installation.launched("cached-" + i)) {
                note(cached, server, i);
                LockSupport.parkNanos(IDLE_NANOS);
                resident.add(server.residentMegabytes());
            }
            try (ServerProcess server = installation.server("plain-" + i, Map.of())) {
                note(plain, server, i);
            }
        }
    }

    private static void note(Cell cell, ServerProcess server, int time) {
        if (time > 0) {
            cell.add(new Cell.Sample(0, 0, server.start().toNanos() / 1e6, 0, server.processorNanos() / 1000.0, 0));
        }
    }

    Cell cached() {
        return cached;
    }

    Cell plain() {
        return plain;
    }

    /** Megabytes of the server with the cache, idle after its start; median. */
    long resident() {
        return resident.stream().sorted().toList().get(resident.size() / 2);
    }
}
