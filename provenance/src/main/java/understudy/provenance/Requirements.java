package understudy.provenance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import understudy.core.Problem;

/**
 * What a model says it needs: in {@code requirements.txt} and {@code conda.yaml} of its folder, and under
 * {@code requirements} of its card. Where two say something of one package, the one that pins it counts.
 */
final class Requirements {
    private static final int DEPTH = 3;
    private static final long LARGEST_FILE = 1 << 20;
    private static final int MOST = 2_000;
    private static final Pattern LINES = Pattern.compile("\\R");
    private static final Pattern CONTINUED = Pattern.compile("\\\\\\R");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");
    private static final Pattern OPTION = Pattern.compile("\\s--[a-z].*");
    private static final JsonMapper JSON = new JsonMapper();
    private static final YAMLMapper YAML = new YAMLMapper();

    private final Map<String, Requirement> found = new TreeMap<>();

    private Requirements() {}

    /**
     * By type and name.
     *
     * @param artifact a file or a folder
     * @param card a JSON object
     * @throws Problem UNPROCESSABLE for a file of requirements that cannot be read, or too many of them
     */
    static List<Requirement> of(Path artifact, String card) {
        Requirements requirements = new Requirements();
        if (Files.isDirectory(artifact)) {
            for (Path file : files(artifact)) {
                requirements.read(file);
            }
        }
        requirements.card(card);
        return List.copyOf(requirements.found.values());
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            return files.filter(file -> isText(file) || isConda(file)).filter(Files::isRegularFile).sorted().toList();
        } catch (IOException unreadable) {
            throw new Problem(Problem.Code.UNPROCESSABLE, "the artifact's files cannot be listed", "", unreadable);
        }
    }

    private static boolean isText(Path file) {
        return file.endsWith("requirements.txt");
    }

    private static boolean isConda(Path file) {
        return file.endsWith("conda.yaml") || file.endsWith("conda.yml");
    }

    private void read(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE,
                        file.getFileName() + ": " + Files.size(file) + " bytes (expected: at most " + LARGEST_FILE + ")", "");
            }
            String text = Files.readString(file);
            if (isText(file)) {
                text(text);
            } else {
                environment(YAML.readTree(text));
            }
        } catch (IOException unreadable) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, file.getFileName() + " of the artifact cannot be read", "Correct the file",
                    unreadable);
        }
    }

    private void text(String text) {
        for (String line : LINES.split(CONTINUED.matcher(text).replaceAll(" "))) {
            String bare = OPTION.matcher(COMMENT.matcher(line).replaceAll("")).replaceAll("").strip();
            if (!bare.isEmpty()) {
                Requirement.python(bare).ifPresent(this::add);
            }
        }
    }

    private void environment(JsonNode root) {
        for (JsonNode dependency : root.path("dependencies")) {
            if (dependency.isTextual()) {
                Requirement.conda(dependency.asText()).ifPresent(this::add);
            }
            dependency.path("pip").forEach(line -> text(line.asText()));
        }
    }

    private void card(String card) {
        try {
            JsonNode stated = JSON.readTree(card).path("requirements");
            if (stated.isArray()) {
                stated.forEach(line -> text(line.asText()));
            } else {
                text(stated.asText());
            }
        } catch (JsonProcessingException noJson) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, "the card is no JSON", "Register the version with another", noJson);
        }
    }

    private void add(Requirement requirement) {
        found.merge(
                requirement.type() + " " + requirement.name(), requirement,
                (known, other) -> known.version().isPresent() ? known : other);
        if (found.size() > MOST) {
            throw new Problem(Problem.Code.UNPROCESSABLE, "the model names more than " + MOST + " requirements", "");
        }
    }
}
