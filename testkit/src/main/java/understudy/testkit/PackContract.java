package understudy.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import understudy.core.Sha256;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.ServingRuntime;

/**
 * What a runtime pack must be: it works in a class loader of its own, and its list names exactly the libraries the module
 * was built with. Run in the module's folder,
 * after Maven has listed them in {@code target/pack-artifacts.txt} (plugin execution {@code pack} of the root pom).
 *
 * <p>The list is {@code META-INF/understudy/understudy-pack.txt}: comment lines with name, description and licence,
 * then {@code group:artifact:version[:classifier] sha256 bytes} a line. With the system property
 * {@code understudy.pack.write} the test writes the lines instead of failing.
 */
public abstract class PackContract {
    private static final Path LIST = Path.of("src/main/resources/META-INF/understudy/understudy-pack.txt");
    private static final Path RESOLVED = Path.of("target/pack-artifacts.txt");

    /** {@code group:artifact:jar[:classifier]:version:scope:file}, followed perhaps by a module's name. */
    private static final Pattern LINE = Pattern.compile("\\s*([^:\\s]+):([^:]+):jar:(?:([^:]+):)?([^:]+):(?:compile|runtime):"
            + "(\\S+\\.jar).*");

    @Test
    public void the_packs_list_is_what_the_module_was_built_with() throws IOException {
        List<String> expected = resolved();
        List<String> lines = Files.readAllLines(LIST);
        List<String> head = lines.stream().filter(line -> line.startsWith("#")).toList();
        if (Boolean.getBoolean("understudy.pack.write")) {
            List<String> whole = new ArrayList<>(head);
            whole.addAll(expected);
            Files.writeString(LIST, String.join("\n", whole) + "\n", UTF_8);
            return;
        }
        assertThat(lines.stream().filter(line -> !line.startsWith("#")).toList())
                .as("run this test with -Dtest.arguments=-Dunderstudy.pack.write=true to write " + LIST)
                .isEqualTo(expected);
    }

    /** A model the pack's runtime loads and answers a row of zeros and empty texts for. */
    protected abstract Artifact artifact(Path folder) throws IOException;

    /** As {@link PackProgram#main} reads it; empty where the model tells its own. */
    protected String signature() {
        return "";
    }

    @Test
    public void the_pack_answers_from_a_class_loader_of_its_own(@TempDir Path folder) throws Exception {
        Artifact artifact = artifact(folder);
        String above = Stream.of(PackProgram.class, ServingRuntime.class, Tensor.class, Logger.class, NullMarked.class)
                .map(PackContract::place)
                .collect(Collectors.joining(File.pathSeparator));
        String pack = Stream.concat(Stream.of("target/classes"), jars().stream().map(Jar::file))
                .collect(Collectors.joining(File.pathSeparator));
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
                        "--enable-native-access=ALL-UNNAMED", "-cp", above, PackProgram.class.getName(),
                        pack, artifact.path().toString(), artifact.fileName(), signature())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(output)).contains(PackProgram.ANSWERED);
        assertThat(process.exitValue()).isZero();
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    public void the_packs_list_begins_with_its_name_what_it_is_and_its_licence() throws IOException {
        assertThat(Files.readAllLines(LIST).subList(0, 3)).satisfiesExactly(
                name -> assertThat(name).matches("# name: [a-z0-9]+"),
                description -> assertThat(description).startsWith("# description: "),
                licence -> assertThat(licence).startsWith("# licence: "));
    }

    private static List<String> resolved() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Jar jar : jars()) {
            byte[] content = Files.readAllBytes(Path.of(jar.file()));
            lines.add(jar.coordinates() + " " + Sha256.of(content) + " " + content.length);
        }
        return lines.stream().sorted().toList();
    }

    private record Jar(String coordinates, String file) {}

    private static List<Jar> jars() throws IOException {
        List<Jar> jars = new ArrayList<>();
        for (String line : Files.readAllLines(RESOLVED)) {
            Matcher parts = LINE.matcher(line.replaceAll("\\u001b\\[[0-9;]*m", " "));
            if (parts.matches()) {
                String classifier = parts.group(3) == null ? "" : ":" + parts.group(3);
                String coordinates = parts.group(1) + ":" + parts.group(2) + ":" + parts.group(4) + classifier;
                jars.add(new Jar(coordinates, parts.group(5)));
            }
        }
        return jars;
    }
}
