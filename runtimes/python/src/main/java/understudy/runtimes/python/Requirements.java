package understudy.runtimes.python;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import understudy.core.Problem;

/**
 * What a model's folder says it needs.
 *
 * @param tool what installs it
 * @param fileName which file says it
 * @param content for pip a requirement in each line, for conda an environment as YAML
 */
record Requirements(Tool tool, String fileName, String content) {
    enum Tool {
        PIP,
        CONDA
    }

    private static final String TEXT = "requirements.txt";
    private static final String CONDA = "conda.yaml";
    private static final String MLFLOW = "python_env.yaml";

    /**
     * @param option {@code requirements}: requirements.txt, else python_env.yaml, else the pip part of conda.yaml;
     *     {@code conda}: conda.yaml
     * @throws Problem INVALID for another option, UNPROCESSABLE where there is no such file
     */
    static Requirements of(PythonArtifact artifact, String option) {
        return switch (option) {
            case "requirements" -> forPip(artifact);
            case "conda" -> new Requirements(Tool.CONDA, CONDA, text(file(artifact, option, CONDA)));
            default -> throw Problem.invalid("environment", option, "requirements or conda");
        };
    }

    private static Requirements forPip(PythonArtifact artifact) {
        Path file = file(artifact, "requirements", TEXT, MLFLOW, CONDA);
        String name = file.getFileName().toString();
        return new Requirements(Tool.PIP, name, switch (name) {
            case MLFLOW -> lines(artifact.yaml(file).path("dependencies"));
            case CONDA -> lines(pipPart(artifact.yaml(file).path("dependencies")));
            default -> text(file);
        });
    }

    private static Path file(PythonArtifact artifact, String option, String... names) {
        for (String name : names) {
            Path file = artifact.folder().map(folder -> folder.resolve(name)).orElse(Path.of(name));
            if (artifact.folder().isPresent() && Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new Problem(
                Problem.Code.UNPROCESSABLE,
                "environment: " + option + ", and " + artifact.artifact().fileName() + " came without a " + names[0],
                "Upload a folder with the model and its " + names[0]);
    }

    private static JsonNode pipPart(JsonNode dependencies) {
        for (JsonNode dependency : dependencies) {
            if (dependency.has("pip")) {
                return dependency.path("pip");
            }
        }
        return dependencies.path("pip");
    }

    private static String lines(JsonNode list) {
        List<String> lines = new ArrayList<>();
        list.forEach(line -> lines.add(line.asText() + "\n"));
        return String.join("", lines);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file.getFileName(), e);
        }
    }
}
