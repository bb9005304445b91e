package understudy.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import understudy.core.Problem;
import understudy.intake.WatchedFolder;
import understudy.workers.Sandbox;
import understudy.workers.Wall;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Look whether this machine and this configuration can run a server, and say what to mend.",
        footer = {"", "Example:", "  understudy doctor --data /var/lib/understudy"})
final class DoctorCommand implements Callable<Integer> {
    private static final long ENOUGH_BYTES = 2L << 30;
    private static final int REQUESTS = 20;

    private final Map<String, String> environment;
    private final InstantSource clock;
    private boolean healthy = true;

    @Mixin
    private final ServerOptions options = new ServerOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DoctorCommand(Map<String, String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        report("java", Runtime.version().feature() >= 25, Runtime.version() + "", "Install a JDK 25");
        try {
            Configuration configuration = options.configuration(environment, Optional.empty());
            report("configuration", true, "every setting can be read", "");
            directory(configuration.path(Setting.DATA));
            port(configuration, Setting.SERVER_PORT);
            port(configuration, Setting.SERVER_GRPC_PORT);
            dropFolder(configuration.text(Setting.INTAKE_FOLDER));
            walls(configuration.path(Setting.DATA));
        } catch (Problem wrong) {
            report("configuration", false, wrong.fact(), "Mend the settings named");
        }
        trialRun();
        return healthy ? 0 : 1;
    }

    private void directory(Path data) {
        Path existing = data.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
            report("data", false, data + " cannot be written", "Name another directory with --data");
            return;
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            report("data", free >= ENOUGH_BYTES, data + " has " + (free >> 20) + " MB free",
                    "Make room: the journal alone keeps segments of 64 MB ahead");
        } catch (IOException unreadable) {
            report("data", false, data + ": " + unreadable.getMessage(), "Name another directory with --data");
        }
    }

    private void port(Configuration configuration, Setting setting) {
        int port = configuration.whole(setting);
        if (port <= 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(configuration.text(Setting.SERVER_HOST), port));
            report(setting.key(), true, port + " is free", "");
        } catch (IOException taken) {
            report(setting.key(), false, port + " cannot be listened on: " + taken.getMessage(),
                    "Stop what uses it, or name another port");
        }
    }

    private void dropFolder(String folder) {
        if (folder.isEmpty()) {
            return;
        }
        String what = Setting.INTAKE_FOLDER.key();
        List<String> wrong = WatchedFolder.faults(Path.of(folder));
        wrong.forEach(fault -> report(what, false, fault, "Files dropped there wait until this is mended"));
        if (wrong.isEmpty()) {
            report(what, true, folder + " and its folders can be read and written", "");
        }
    }

    /** What a model in a process of its own cannot reach here; what is open is said, and keeps no server from running. */
    private void walls(Path data) {
        for (Wall wall : Sandbox.of(Technologies.commands(environment), List.of(data.toAbsolutePath())).walls()) {
            report("isolation", true, wall.what() + ": " + wall.how(), "");
        }
    }

    private void trialRun() throws InterruptedException {
        try {
            long millis = new TrialRun(clock).run(REQUESTS).toMillis();
            report("trial run", true, "a server was ready in " + millis + " ms and its models answered", "");
        } catch (IOException | RuntimeException failed) {
            report("trial run", false, "a server could not run in a temporary directory: " + failed.getMessage(),
                    "Run again with the environment variable UNDERSTUDY_JAVA_OPTIONS=-Djava.io.tmpdir=… if /tmp is small");
        }
    }

    private void report(String what, boolean fine, String fact, String remedy) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-5s %-18s %s%n", fine ? "ok" : "FAIL", what, fact);
        if (!fine) {
            out.printf("%-24s %s%n", "", remedy);
            healthy = false;
        }
        out.flush();
    }
}
