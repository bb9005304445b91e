package understudy.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The built program and a folder for the data of the servers started from it.
 *
 * @param home where the launcher is
 * @param work emptied at the end
 */
record Installation(Path home, Path work) {
    /** As the launcher has them; see {@code understudy}. */
    private static final List<String> OPTIONS = List.of(
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseCompactObjectHeaders", "-Xms64m", "-Xmx1g");

    /** A server of its own; {@code settings} are environment variables. */
    ServerProcess server(String name, Map<String, String> settings) throws IOException {
        return server(name, settings, List.of());
    }

    /** @param options for its virtual machine, after those that all have */
    ServerProcess server(String name, Map<String, String> settings, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(OPTIONS);
        command.addAll(options);
        command.add("-Djava.util.logging.config.file=" + home.resolve("app/logging.properties"));
        command.addAll(List.of("-cp", classPath(), "understudy.app.Main"));
        command.addAll(arguments(name));
        return ServerProcess.understudy(command, environment(settings), log(name));
    }

    /** As a user starts it: with the launcher, which uses its cache. */
    ServerProcess launched(String name) throws IOException {
        List<String> command = new ArrayList<>(List.of(home.resolve("understudy").toString()));
        command.addAll(arguments(name));
        return ServerProcess.understudy(
                command, environment(Map.of("UNDERSTUDY_JAVA_HOME", System.getProperty("java.home"))), log(name));
    }

    /** FastAPI under uvicorn with a worker for each core. */
    ServerProcess fastApi(Path model) throws IOException {
        int port = freePort();
        return ServerProcess.other(
                List.of("/usr/bin/python3", home.resolve("bench/peers/fastapi_server.py").toString(), model.toString(),
                        Integer.toString(port), Integer.toString(Machine.cores())),
                port, log("fastapi"));
    }

    Path write(String name, byte[] content) throws IOException {
        return Files.write(work.resolve(name), content);
    }

    void clean() throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private List<String> arguments(String name) {
        return List.of("server", "--data", work.resolve(name).toString(), "--port", "0", "--grpc-port", "0");
    }

    private static Map<String, String> environment(Map<String, String> settings) {
        Map<String, String> environment = new LinkedHashMap<>(settings);
        environment.put("ORT_DISABLE_TELEMETRY", "1");
        environment.putIfAbsent("UNDERSTUDY_JOURNAL_RETENTION_GB", "4");
        return environment;
    }

    private Path log(String name) {
        return work.resolve(name + ".log");
    }

    private String classPath() throws IOException {
        try (Stream<Path> jars = Files.list(home.resolve("app/target/lib"))) {
            return home.resolve("app/target/understudy.jar")
                    + jars.map(Path::toString).sorted().collect(Collectors.joining(":", ":", ""));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
