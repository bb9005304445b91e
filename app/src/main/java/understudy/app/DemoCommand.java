package understudy.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import understudy.demo.Demonstration;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Start a server with four versions of a loan model, and send it a bank's traffic.",
        footer = {"", "Example:", "  understudy demo --rate 20 --for 5m"})
final class DemoCommand implements Callable<Integer> {
    /** Whoever watches a demonstration does not want to wait. */
    private static final String LOOKS = "5s";

    private final Map<String, String> environment;
    private final InstantSource clock;

    @Mixin
    private final ServerOptions options = new ServerOptions();

    @Option(names = "--rate", paramLabel = "N", description = "Applications a second (default: ${DEFAULT-VALUE}).",
            defaultValue = "50")
    private double rate = 50;

    @Option(names = "--burst", paramLabel = "N", description = "Applications at the start, as fast as they are answered"
            + " (default: ${DEFAULT-VALUE}).", defaultValue = "3000")
    private int burst = 3000;

    @Option(names = "--for", paramLabel = "DURATION", description = "Stop after this long (default: until stopped).")
    private Optional<String> length = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", description = "Another seed, other people (default: ${DEFAULT-VALUE}).",
            defaultValue = "2026")
    private long seed = 2026;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DemoCommand(Map<String, String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        Demonstration.Settings standard = Demonstration.Settings.defaults();
        Optional<Duration> stopAfter = length.map(Configuration::parseDuration);
        Demonstration.Settings settings =
                new Demonstration.Settings(
                        rate, burst, stopAfter, seed, standard.labelsWithin(), standard.watchingAfter());
        Map<String, String> hurried = new HashMap<>(environment);
        hurried.putIfAbsent(Setting.MONITORING_INTERVAL.variable(), LOOKS);
        Configuration configuration = options.configuration(hurried, Optional.of("understudy-demo"));
        try (Server server = Server.start(configuration, clock)) {
            ServerCommand.closeAtExit(server);
            server.announcement().forEach(spec.commandLine().getOut()::println);
            spec.commandLine().getOut().flush();
            Optional<String> token = Optional.ofNullable(environment.get("UNDERSTUDY_TOKEN"));
            new Demonstration(server.address(), token, settings, clock, System.out).run();
        }
        return 0;
    }
}
