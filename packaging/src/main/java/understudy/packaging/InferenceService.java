package understudy.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import understudy.core.Problem;
import understudy.serving.Artifact;
import understudy.serving.PackageFormat;
import understudy.serving.PackageFormat.Contents;

/** An InferenceService that lies in the folder its model is in. */
record InferenceService(Folder folder, String file, JsonNode document) {
    /** The older way to write a predictor: a field for each server, as {@code sklearn: {storageUri: …}}. */
    private static final Set<String> OLD_FIELDS =
            Set.of("sklearn", "xgboost", "lightgbm", "pmml", "onnx", "tensorflow", "pytorch", "triton", "paddle",
                    "huggingface");

    private static final Map<String, List<String>> SUFFIXES = Map.of(
            "sklearn", List.of("joblib", "pkl", "pickle"),
            "xgboost", List.of("bst", "json", "ubj", "model"),
            "lightgbm", List.of("bst", "lgb", "txt"),
            "pmml", List.of("pmml"),
            "onnx", List.of("onnx"));

    /** @param format e.g. {@code sklearn} */
    private record Predictor(String format, String storageUri, JsonNode document) {}

    /** The first in the YAML files at the root; empty where there is none. */
    static Optional<InferenceService> in(Folder folder) {
        for (String name : folder.filesHere()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.endsWith(".yaml") || lower.endsWith(".yml")) {
                for (JsonNode document : Documents.all(folder, folder.required(name, "the package"))) {
                    if (document.path("kind").asText("").equals("InferenceService")) {
                        return Optional.of(new InferenceService(folder, name, document));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** @throws Problem UNPROCESSABLE, naming the field, for what cannot be served or is not in the folder */
    Contents contents() {
        JsonNode spec = document.path("spec");
        if (spec.path("transformer").isObject()) {
            throw folder.refused(
                    file + ": spec.transformer runs in a container of its own, and the model wants what it makes",
                    "Put the transformation into the model, e.g. as a pipeline");
        }
        Predictor predictor = predictor(spec.path("predictor"));
        Contents inner = inner(predictor, place(predictor.storageUri()));
        Map<String, String> options = new HashMap<>(inner.options());
        options.putAll(options(spec.path("predictor").path("batcher")));
        return new Contents(inner.model(), inner.runtime(), inner.signature(), options, card(predictor, inner.card()));
    }

    private Predictor predictor(JsonNode predictor) {
        JsonNode model = predictor.path("model");
        if (model.isObject()) {
            String format = model.path("modelFormat").path("name").asText("");
            if (format.isEmpty()) {
                throw folder.refused(file + ": spec.predictor.model.modelFormat.name is missing", "Name the format");
            }
            return new Predictor(format, model.path("storageUri").asText(""), model);
        }
        return OLD_FIELDS.stream()
                .filter(name -> predictor.path(name).isObject())
                .findFirst()
                .map(name -> new Predictor(
                        name, predictor.path(name).path("storageUri").asText(""), predictor.path(name)))
                .orElseThrow(() -> folder.refused(
                        file + ": spec.predictor names no model", "Only a predictor with a modelFormat can be served"));
    }

    private Contents inner(Predictor predictor, Folder place) {
        String format = predictor.format().toLowerCase(Locale.ROOT);
        List<String> suffixes = SUFFIXES.getOrDefault(format, List.of());
        if (!suffixes.isEmpty()) {
            return single(place, format, suffixes);
        }
        return switch (format) {
            case "mlflow" -> by(new MlflowModel(), place, MlflowModel.DESCRIPTION);
            case "triton" -> by(new TritonModel(), place, TritonModel.CONFIG);
            case "tensorflow", "pytorch" -> PlainFolder.contents(place, "{}");
            default -> throw folder.refused(
                    file + ": modelFormat '" + Folder.shortened(predictor.format()) + "' cannot be served",
                    "Known are sklearn, xgboost, lightgbm, pmml, onnx, tensorflow, pytorch, triton and mlflow");
        };
    }

    private Contents by(PackageFormat format, Folder place, String wanted) {
        Artifact artifact = place.whole();
        if (!format.accepts(artifact)) {
            throw folder.missing(wanted, file);
        }
        return format.open(artifact);
    }

    private Contents single(Folder place, String format, List<String> suffixes) {
        List<String> files = place.filesHere().stream()
                .filter(name -> suffixes.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)))
                .toList();
        List<String> expected = files.stream().filter(name -> name.startsWith("model.")).toList();
        List<String> chosen = expected.isEmpty() ? files : expected;
        if (chosen.size() != 1) {
            throw folder.refused(
                    file + " wants one " + format + " model, of which there are "
                            + (chosen.isEmpty() ? "none" : chosen.size() + ": " + String.join(", ", chosen)),
                    "Put one file model." + String.join("|", suffixes) + " where storageUri points to");
        }
        String name = chosen.getFirst();
        return new Contents(
                place.part(place.required(name, file)), ModelFiles.runtime(name), Optional.empty(), Map.of(), "{}");
    }

    /**
     * Where in this folder an address points: its path, or as much of the path's end as is here, for whoever packed the
     * folder took it from some bucket or disk. This folder itself where nothing of it is.
     */
    private Folder place(String storageUri) {
        List<String> steps = Stream.of(storageUri.replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*://", "").split("/", -1))
                .filter(step -> !step.isEmpty() && !step.equals("."))
                .toList();
        if (steps.contains("..")) {
            throw folder.refused(file + ": storageUri leaves its folder (..)", "Name a path inside the package");
        }
        for (int from = 0; from < steps.size(); from++) {
            Optional<Folder> place = folder.folder(String.join("/", steps.subList(from, steps.size())));
            if (place.isPresent()) {
                return place.get();
            }
        }
        return folder;
    }

    /** KServe's batcher waits {@code maxLatency} milliseconds for {@code maxBatchSize} rows. */
    private static Map<String, String> options(JsonNode batcher) {
        Map<String, String> options = new HashMap<>();
        if (batcher.path("maxBatchSize").asLong(0) > 0) {
            options.put("batch_rows", Long.toString(batcher.path("maxBatchSize").asLong()));
            options.put("batch_delay_us", Long.toString(Math.max(0, batcher.path("maxLatency").asLong(0)) * 1000));
        }
        return options;
    }

    private String card(Predictor predictor, String inner) {
        ObjectNode card = Documents.json(folder, "card", inner) instanceof ObjectNode there ? there : Documents.object();
        ObjectNode kserve = card.putObject("kserve");
        List<String> facts = new ArrayList<>(List.of("runtime", "protocolVersion", "storageUri"));
        kserve.put("name", Folder.shortened(document.path("metadata").path("name").asText("")));
        kserve.put("format", Folder.shortened(predictor.format()));
        facts.removeIf(fact -> !predictor.document().path(fact).isTextual());
        facts.forEach(fact -> kserve.put(fact, Folder.shortened(predictor.document().path(fact).asText())));
        return Documents.written(card);
    }
}
