package understudy.app;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that {@code server} and {@code demo} share; each stands above the file and the environment. */
final class ServerOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "Settings (default: ${DEFAULT-VALUE}).",
            defaultValue = "understudy.yml")
    private Path config = Path.of("understudy.yml");

    @Option(names = "--data", paramLabel = "DIR", description = "Directory in which everything is kept.")
    private Optional<String> data = Optional.empty();

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on (default: loopback).")
    private Optional<String> host = Optional.empty();

    @Option(names = "--port", paramLabel = "N", description = "REST, control API and page; 0 picks a free port.")
    private Optional<String> port = Optional.empty();

    @Option(names = "--grpc-port", paramLabel = "N", description = "gRPC; 0 picks a free port, -1 switches it off.")
    private Optional<String> grpcPort = Optional.empty();

    /** @param standardData the data directory where neither option, environment nor file names one */
    Configuration configuration(Map<String, String> environment, Optional<String> standardData) {
        Map<Setting, String> overrides = new EnumMap<>(Setting.class);
        if (!environment.containsKey(Setting.DATA.variable())) {
            standardData.ifPresent(value -> overrides.put(Setting.DATA, value));
        }
        data.ifPresent(value -> overrides.put(Setting.DATA, value));
        host.ifPresent(value -> overrides.put(Setting.SERVER_HOST, value));
        port.ifPresent(value -> overrides.put(Setting.SERVER_PORT, value));
        grpcPort.ifPresent(value -> overrides.put(Setting.SERVER_GRPC_PORT, value));
        return Configuration.load(config, environment, overrides);
    }
}
