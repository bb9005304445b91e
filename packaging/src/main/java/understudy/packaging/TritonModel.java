package understudy.packaging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.packaging.TextProto.Message;
import understudy.serving.Artifact;
import understudy.serving.PackageFormat;

/**
 * One model of a Triton model repository: {@code config.pbtxt} at its root or one folder down, with a numbered folder for
 * each version beside it. Batching and the number of copies become options; classes come from the label file.
 *
 * @see <a href="https://github.com/triton-inference-server/common/blob/main/protobuf/model_config.proto">ModelConfig</a>
 */
public final class TritonModel implements PackageFormat {
    static final String CONFIG = "config.pbtxt";

    @Override
    public boolean accepts(Artifact artifact) {
        return Folder.of(artifact).map(folder -> !folder.having(CONFIG).isEmpty()).orElse(false);
    }

    @Override
    public Contents open(Artifact artifact) {
        Folder repository = Folder.of(artifact).orElseThrow();
        List<Folder> models = repository.having(CONFIG);
        if (models.size() > 1) {
            throw repository.refused(
                    "it is a repository of " + models.size() + " models", "Register each model's folder by itself");
        }
        Folder folder = models.getFirst();
        Message config = config(folder);
        refuseUnknownScheduling(folder, config);
        TritonFile file = TritonFile.of(folder, config);
        return new Contents(
                file.model(), file.runtime(), signature(folder, config, file), options(config), card(config, file));
    }

    private static Message config(Folder folder) {
        try {
            return TextProto.read(folder.text(folder.required(CONFIG, "Triton"), Documents.LARGEST));
        } catch (TextProto.Malformed malformed) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "'" + folder.name() + "': " + CONFIG + " is not protobuf text, " + malformed.getMessage(),
                    "Correct that line",
                    malformed);
        }
    }

    private static void refuseUnknownScheduling(Folder folder, Message config) {
        if (config.has("ensemble_scheduling") || config.text("platform").equals("ensemble")) {
            throw folder.refused(
                    "it is an ensemble, which only passes tensors from model to model",
                    "Register the models in it, or export the whole as one graph");
        }
        if (config.has("sequence_batching")) {
            throw folder.refused(
                    "it keeps a state between the calls of a sequence (sequence_batching); here each call stands by itself",
                    "Export a model that takes its state as an input");
        }
        if (config.message("model_transaction_policy").isTrue("decoupled")) {
            throw folder.refused(
                    "it answers one call with any number of answers (decoupled)", "Export a model that answers once");
        }
    }

    /** A graph knows its own; it is told the names of classes. Code, and TorchScript, know nothing of theirs. */
    private static Optional<Signature> signature(Folder folder, Message config, TritonFile file) {
        String runtime = file.runtime().orElse("");
        boolean labelled = config.messages("output").stream().anyMatch(output -> output.has("label_filename"));
        return switch (runtime) {
            case RuntimeNames.PYTHON, RuntimeNames.TORCH -> Optional.of(TritonSignature.of(folder, config));
            case RuntimeNames.ONNX -> labelled ? Optional.of(TritonSignature.of(folder, config)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Map<String, String> options(Message config) {
        Map<String, String> options = new TreeMap<>();
        if (config.has("dynamic_batching")) {
            Message batching = config.message("dynamic_batching");
            long rows = batching.numbers("preferred_batch_size").stream()
                    .max(Long::compare)
                    .orElse(config.number("max_batch_size", OptionalLong.of(0)).orElse(0));
            if (rows > 0) {
                options.put("batch_rows", Long.toString(rows));
                OptionalLong delay = batching.number("max_queue_delay_microseconds", OptionalLong.of(0));
                options.put("batch_delay_us", Long.toString(delay.orElse(0)));
            }
        }
        long instances = config.messages("instance_group").stream()
                .mapToLong(group -> Math.max(1, group.number("count", OptionalLong.of(1)).orElse(1)))
                .sum();
        if (instances > 0) {
            options.put("instances", Long.toString(instances));
        }
        return options;
    }

    private static String card(Message config, TritonFile file) {
        ObjectNode card = Documents.object();
        ObjectNode triton = card.putObject("triton");
        for (String field : List.of("name", "platform", "backend")) {
            if (config.has(field)) {
                triton.put(field, Folder.shortened(config.text(field)));
            }
        }
        config.number("max_batch_size", OptionalLong.empty()).ifPresent(most -> triton.put("max_batch_size", most));
        triton.put("version", file.version());
        ObjectNode parameters = triton.putObject("parameters");
        for (Message parameter : config.messages("parameters")) {
            parameters.put(
                    Folder.shortened(parameter.text("key")),
                    Folder.shortened(parameter.message("value").text("string_value")));
        }
        return Documents.written(card);
    }
}
