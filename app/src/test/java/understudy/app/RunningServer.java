package understudy.app;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import understudy.api.Paths;

/** A whole server in this process, on free ports, with somebody who calls it. */
final class RunningServer implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Server server;
    private final Caller caller;

    private RunningServer(Server server) {
        this.server = server;
        this.caller = new Caller(server.address());
    }

    static RunningServer in(Path data) {
        return in(data, Map.of());
    }

    static RunningServer in(Path data, Map<Setting, String> settings) {
        return new RunningServer(start(data, settings));
    }

    static Server start(Path data, Map<Setting, String> settings) {
        Map<Setting, String> overrides = new EnumMap<>(Setting.class);
        overrides.put(Setting.DATA, data.toString());
        overrides.put(Setting.SERVER_PORT, "0");
        overrides.put(Setting.SERVER_GRPC_PORT, "0");
        overrides.put(Setting.SEGMENT_MB, "4");
        overrides.putAll(settings);
        return Server.start(
                Configuration.load(data.resolve("understudy.yml"), Map.of(), overrides), InstantSource.system());
    }

    URI address() {
        return server.address();
    }

    int grpcPort() {
        return server.grpcPort().orElseThrow();
    }

    Caller caller() {
        return caller;
    }

    /** Waits for what happens by itself, and says so where it does not. */
    static void eventually(String what, BooleanSupplier holds) {
        eventually(what, PATIENCE, holds);
    }

    static void eventually(String what, Duration patience, BooleanSupplier holds) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + patience + ": " + what);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /** Returns when every shadow of the model has seen all there is. */
    static void caughtUp(Caller caller, String model) {
        eventually("the shadows of " + model + " are at the end", () -> {
            for (var shadow : caller.get(Paths.of(Paths.SHADOWS, model)).good().path("shadows")) {
                if (shadow.path("lag_bytes").asLong() > 0) {
                    return false;
                }
            }
            return true;
        });
    }

    void caughtUp(String model) {
        caughtUp(caller, model);
    }

    @Override
    public void close() {
        caller.close();
        server.close();
    }
}
