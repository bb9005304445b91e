package understudy.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import understudy.core.Problem;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.PackageFormat;
import understudy.serving.ServingRuntime;

/** Folders as tools leave them, and what the formats make of them, in the order in which a server asks. */
final class Packages {
    private static final Path CASES = Path.of(System.getProperty("understudy.cases", "../shared/cases"));

    private Packages() {}

    /** A case's file or folder; a test without it is left out. */
    static Path known(String path) {
        Path known = CASES.resolve(path);
        assumeTrue(Files.exists(known), "the cases are not here");
        return known;
    }

    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    static Path write(Path folder, String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    static Artifact artifact(Path folder) {
        return new Artifact(folder, "package.zip", "0".repeat(64));
    }

    static PackageFormat.Contents opened(Path folder) {
        for (PackageFormat format : ServiceLoader.load(PackageFormat.class)) {
            if (format.accepts(artifact(folder))) {
                return format.open(artifact(folder));
            }
        }
        return PackageFormat.Contents.of(artifact(folder));
    }

    static Problem refusal(Path folder) {
        Problem refused = catchThrowableOfType(Problem.class, () -> opened(folder));
        assertThat(refused).isNotNull();
        assertThat(refused.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
        return refused;
    }

    static Instance loaded(PackageFormat.Contents contents) {
        Loading loading = new Loading(contents.signature(), contents.options());
        for (ServingRuntime runtime : ServiceLoader.load(ServingRuntime.class)) {
            if (contents.runtime().map(runtime.name()::equals).orElseGet(() -> runtime.accepts(contents.model()))) {
                return runtime.load(contents.model(), loading);
            }
        }
        throw new AssertionError("no runtime loads " + contents.model().fileName());
    }
}
