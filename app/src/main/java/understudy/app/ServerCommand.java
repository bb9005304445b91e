package understudy.app;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        description = "Start a server and run until it is stopped.",
        footer = {"", "Example:", "  understudy server --data /var/lib/understudy --port 8080"})
final class ServerCommand implements Callable<Integer> {
    private final Map<String, String> environment;
    private final InstantSource clock;

    @Mixin
    private final ServerOptions options = new ServerOptions();

    @Option(names = "--settings", description = "Print every setting with its default, as a file to start from.")
    private boolean settings;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ServerCommand(Map<String, String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (settings) {
            spec.commandLine().getOut().print(Configuration.documentation());
            spec.commandLine().getOut().flush();
            return 0;
        }
        Configuration configuration = options.configuration(environment, Optional.empty());
        Server server = Server.start(configuration, clock);
        closeAtExit(server);
        server.announcement().forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        new CountDownLatch(1).await();
        return 0;
    }

    /** A signal ends the virtual machine; until this hook returns, requests under way are finished. */
    static void closeAtExit(Server server) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(server::close));
    }
}
