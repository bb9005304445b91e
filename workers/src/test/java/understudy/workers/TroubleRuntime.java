package understudy.workers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;

/** Models that do what a broken or hostile one may do, as the text they are asked with says: {@code verb argument}. */
public final class TroubleRuntime implements ServingRuntime {
    private static final Signature SIGNATURE = new Signature(
            List.of(Signature.Input.column("order", DataType.BYTES, true)),
            List.of(new Signature.Output("said", DataType.BYTES, List.of(-1L), Signature.Meaning.OTHER, List.of())));

    /** Keeps what would otherwise be collected. */
    private static final List<Object> KEPT = new ArrayList<>();

    @Override
    public String name() {
        return "trouble";
    }

    @Override
    public boolean accepts(Artifact artifact) {
        return artifact.fileName().endsWith(".trouble");
    }

    @Override
    public Instance load(Artifact artifact, Loading loading) {
        String content = read(artifact.path());
        if (content.startsWith("refuse")) {
            throw new Problem(Problem.Code.UNPROCESSABLE, artifact.fileName() + " is refused", "Send another");
        }
        if (content.startsWith("crash")) {
            crash();
        }
        return new Trouble();
    }

    private static final class Trouble implements Instance {
        @Override
        public Signature signature() {
            return SIGNATURE;
        }

        @Override
        public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
            String[] said = new String[rows];
            for (int row = 0; row < rows; row++) {
                String[] order = inputs.getFirst().tensor().text(row).split(" ", 2);
                said[row] = obey(order[0], order.length < 2 ? "" : order[1]);
            }
            return List.of(new NamedTensor("said", Tensor.texts(said, rows)));
        }

        @Override
        public String library() {
            return "trouble 1";
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private static String obey(String verb, String argument) {
        return switch (verb) {
            case "say" -> argument;
            case "print" -> {
                System.out.println("{\"ready\": true} " + argument);
                yield "printed";
            }
            case "crash" -> crash();
            case "exit" -> {
                Runtime.getRuntime().halt(Integer.parseInt(argument));
                yield "";
            }
            case "loop" -> {
                while (!verb.isEmpty()) {
                    Thread.onSpinWait();
                }
                yield "";
            }
            case "heap" -> {
                while (true) {
                    KEPT.add(new byte[1 << 20]);
                }
            }
            case "native" -> {
                for (int megabyte = 0; megabyte < Integer.parseInt(argument); megabyte++) {
                    Arena.global().allocate(1 << 20).fill((byte) 1);
                }
                yield "allocated";
            }
            case "fork" -> started("sh", "-c", bomb(argument));
            case "descend" -> started("sleep", argument);
            case "read" -> read(Path.of(argument));
            case "write" -> written(Path.of(argument));
            case "connect" -> connected(Integer.parseInt(argument));
            case "environment" -> new TreeMap<>(System.getenv()).toString();
            case "fail" -> throw new IllegalStateException("broken");
            case "refuse" -> throw new Problem(Problem.Code.UNPROCESSABLE, "these values are refused", "Send others");
            default -> throw new IllegalArgumentException(verb);
        };
    }

    /** Doubles and doubles, but no deeper than the argument. */
    private static String bomb(String depth) {
        return "bomb() { if [ $1 -gt 0 ]; then bomb $(($1 - 1)) & bomb $(($1 - 1)) & fi; sleep 300; }; bomb " + depth;
    }

    private static String started(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            KEPT.add(process);
            return "" + process.pid();
        } catch (IOException e) {
            return "refused";
        }
    }

    /** The length of a text at address 0. */
    private static String crash() {
        Linker linker = Linker.nativeLinker();
        MemorySegment strlen = linker.defaultLookup().find("strlen").orElseThrow();
        try {
            FunctionDescriptor length = FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
            return "" + (long) linker.downcallHandle(strlen, length).invokeExact(MemorySegment.NULL);
        } catch (Throwable unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            return "refused";
        }
    }

    private static String written(Path path) {
        try {
            Files.writeString(path, "written");
            return "written";
        } catch (IOException e) {
            return "refused";
        }
    }

    private static String connected(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("secrets".getBytes(UTF_8));
            return "connected";
        } catch (IOException e) {
            return "refused";
        }
    }
}
