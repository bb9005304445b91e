package understudy.packs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Problem;

/**
 * Maven itself, so that the person's own settings hold: mirrors, proxies, credentials, the local repository. It is given a
 * project that names exactly the pinned jars, and nothing they would draw in.
 *
 * @param maven the command
 */
record MavenSource(Path maven) implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(MavenSource.class);
    private static final String GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
    private static final int KEPT_LINES = 20;
    private static final long LONGEST_SECONDS = 3600;

    /** The first {@code mvn} among these folders. */
    static Optional<Source> among(List<Path> folders) {
        return folders.stream()
                .map(folder -> folder.resolve("mvn"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(MavenSource::new);
    }

    @Override
    public void bring(List<Library> libraries, Path folder, DoubleConsumer progress) {
        try {
            Path project = Files.createTempDirectory("understudy-pack");
            try {
                Path description = Files.writeString(project.resolve("pom.xml"), project(libraries));
                run(description, folder, libraries.stream().mapToLong(Library::bytes).sum(), progress);
            } finally {
                Files.deleteIfExists(project.resolve("pom.xml"));
                Files.deleteIfExists(project);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void run(Path project, Path folder, long bytes, DoubleConsumer progress) throws IOException {
        Process process = new ProcessBuilder(
                        maven.toString(), "--batch-mode", "--no-transfer-progress", "-f", project.toString(), GOAL,
                        "-DoutputDirectory=" + folder, "-DexcludeTransitive=true", "-Dmdep.prependGroupId=true")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        Deque<String> last = new ArrayDeque<>();
        try (InputStream output = process.getInputStream();
                Scanner lines = new Scanner(output, UTF_8)) {
            while (lines.hasNextLine()) {
                String line = lines.nextLine();
                last.addLast(line);
                if (last.size() > KEPT_LINES) {
                    last.removeFirst();
                }
                progress.accept(size(folder) / (double) Math.max(1, bytes));
            }
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                LOG.warn("Maven could not bring a pack's libraries:\n{}", String.join("\n", last));
                throw new Problem(
                        Problem.Code.UNAVAILABLE, "Maven could not bring the libraries: " + error(last),
                        "See the server's log, or bring the jars in a folder: understudy runtime add NAME --from DIR");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new Problem(Problem.Code.UNAVAILABLE, "the server is going away", "", stopping);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String error(Deque<String> lines) {
        String first = lines.stream().filter(line -> line.startsWith("[ERROR]")).findFirst().orElse("it failed");
        String plain = first.replace("[ERROR]", "").replaceAll("https?://\\S+", "the repository").strip();
        return plain.substring(0, Math.min(200, plain.length()));
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static String project(List<Library> libraries) {
        StringBuilder text = new StringBuilder("""
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>understudy</groupId><artifactId>pack</artifactId><version>1</version><packaging>pom</packaging>
                  <dependencies>
                """);
        for (Library library : libraries) {
            text.append("    <dependency><groupId>").append(library.group())
                    .append("</groupId><artifactId>").append(library.artifact())
                    .append("</artifactId><version>").append(library.version()).append("</version>");
            library.classifier().ifPresent(word -> text.append("<classifier>").append(word).append("</classifier>"));
            text.append("<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>")
                    .append("</dependency>\n");
        }
        return text.append("  </dependencies>\n</project>\n").toString();
    }
}
