package understudy.runtimes.remote;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import understudy.core.Problem;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;

/** Documents and what is loaded from them, with a clock and pauses that tests move. */
final class Documents {
    final AtomicLong nanos = new AtomicLong();
    final List<Duration> pauses = new ArrayList<>();
    final RemoteRuntime runtime;
    private final Path folder;

    Documents(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.runtime = new RemoteRuntime(new Surroundings(
                name -> Optional.ofNullable(environment.get(name)), Destinations.of("*"), nanos::get, () -> 0.5,
                        pauses::add));
    }

    static Artifact artifact(Path folder, String name, String text) {
        try {
            return new Artifact(Files.writeString(folder.resolve(name), text), name, "0".repeat(64));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    Instance load(String text) {
        return load(text, Loading.plain());
    }

    Instance load(String text, Loading loading) {
        return runtime.load(artifact(folder, "model.remote.yml", text), loading);
    }

    static Problem problem(ThrowingCallable call) {
        Problem problem = catchThrowableOfType(Problem.class, call);
        if (problem == null) {
            throw new AssertionError("nothing was refused");
        }
        return problem;
    }
}
