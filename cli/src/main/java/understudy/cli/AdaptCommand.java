package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import understudy.api.AdaptRequest;
import understudy.api.Paths;

/** {@code understudy adapt}: shares that follow rewards. */
@Command(
        name = "adapt",
        description = "Let the shares of champion and canaries follow what labels say of them.",
        footer = {
            "",
            "Examples:",
            "  understudy adapt loan --reward paid --every 1h --floor 5%%",
            "  understudy adapt loan --stop"
        })
final class AdaptCommand implements Callable<Integer> {
    @Mixin
    private final Connection connection;

    @Parameters(paramLabel = "NAME", description = "The model.")
    private String name = "";

    /** One of them. */
    private static final class What {
        @Option(names = "--reward", paramLabel = "LABEL", description = "The label that counts as success.")
        private Optional<String> reward = Optional.empty();

        @Option(names = "--stop", description = "Shares stay as they are.")
        private boolean stop;
    }

    @ArgGroup(multiplicity = "1")
    private final What what = new What();

    @Option(
            names = "--floor",
            paramLabel = "SHARE",
            converter = Share.Converter.class,
            description = "Least share of each, so that each goes on being learnt of. Default: 5%%")
    private Optional<Share> floor = Optional.empty();

    @Option(names = "--every", paramLabel = "DURATION", description = "So often shares change, e.g. 10m. Default: 1h")
    private Optional<String> every = Optional.empty();

    AdaptCommand(Connection connection) {
        this.connection = connection;
    }

    @Override
    public Integer call() {
        try (RemoteServer server = connection.open()) {
            JsonNode answer = what.stop
                    ? server.post(Paths.of(Paths.ADAPT_STOP, name), Map.of())
                    : server.post(
                            Paths.of(Paths.ADAPT, name),
                            new AdaptRequest(what.reward.orElse(""), floor.map(Share::value), every));
            connection.print(
                    answer, answer.path("sentence").asText("done") + ". See how it stands: understudy rollout " + name);
        }
        return 0;
    }
}
