package understudy.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;

/** What an MLflow model tells people: where it came from, what it needs, what it was tried with. */
final class MlflowCard {
    /** Each part; an example of a wide table is larger than a card should be. */
    private static final int LARGEST_PART = 16 << 10;

    private static final int MOST_REQUIREMENTS = 300;
    private static final List<String> FACTS =
            List.of("run_id", "mlflow_version", "model_uuid", "model_id", "utc_time_created", "artifact_path");

    private MlflowCard() {}

    static String of(Folder folder, ObjectNode description, String flavor) {
        ObjectNode card = Documents.object();
        ObjectNode mlflow = card.putObject("mlflow");
        for (String fact : FACTS) {
            if (description.path(fact).isValueNode()) {
                mlflow.put(fact, Folder.shortened(description.path(fact).asText()));
            }
        }
        mlflow.put("flavor", flavor);
        ArrayNode flavors = mlflow.putArray("flavors");
        description.path("flavors").fieldNames().forEachRemaining(flavors::add);
        keep(mlflow, "signature", description.path("signature"));
        keep(mlflow, "metadata", description.path("metadata"));
        requirements(folder, card);
        keep(folder, card, "conda", "conda.yaml");
        keep(folder, card, "python_env", "python_env.yaml");
        String example = description.path("saved_input_example_info").path("artifact_path").asText("input_example.json");
        keep(folder, card, "input_example", example);
        String serving =
                description.path("saved_input_example_info").path("serving_input_path").asText("serving_input_example.json");
        keep(folder, card, "serving_input_example", serving);
        return Documents.written(card);
    }

    private static void keep(ObjectNode into, String name, JsonNode part) {
        if (part.isContainerNode() && !part.isEmpty() && part.toString().length() <= LARGEST_PART) {
            into.set(name, part);
        }
    }

    private static void keep(Folder folder, ObjectNode into, String name, String file) {
        Documents.optional(folder, file, LARGEST_PART).ifPresent(content -> into.set(name, content));
    }

    private static void requirements(Folder folder, ObjectNode card) {
        folder.file("requirements.txt").ifPresent(file -> card.set("requirements", lines(folder, file)));
    }

    private static ArrayNode lines(Folder folder, Path file) {
        ArrayNode lines = Documents.object().putArray("requirements");
        folder.text(file, Documents.LARGEST).lines()
                .map(line -> line.replaceFirst("(^|\\s)#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .limit(MOST_REQUIREMENTS)
                .forEach(line -> lines.add(Folder.shortened(line)));
        return lines;
    }
}
