package understudy.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import understudy.core.DataType;
import understudy.core.Problem;
import understudy.core.Signature;

/**
 * A signature as MLflow writes it: columns ({@code {"name":…, "type": "double", "required": true}}) or tensors
 * ({@code {"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 28, 28]}}}), as a string of JSON.
 */
final class MlflowSignature {
    private MlflowSignature() {}

    /**
     * Empty where the model was logged without one, or without outputs: then the runtime finds out.
     *
     * @throws Problem UNPROCESSABLE, naming the column whose type a tensor cannot hold
     */
    static Optional<Signature> of(Folder folder, JsonNode signature) {
        List<Spec> inputs = specs(folder, "signature.inputs", signature.path("inputs"), "input");
        List<Spec> outputs = specs(folder, "signature.outputs", signature.path("outputs"), "output");
        if (inputs.isEmpty() || outputs.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Signature(
                inputs.stream()
                        .map(spec -> Columns.input(
                                spec.name(), spec.type(), spec.shape(), spec.optional(), inputs.size() == 1))
                        .toList(),
                outputs.stream()
                        .map(spec -> Columns.output(spec.name(), spec.type(), spec.shape(), outputs.size() == 1))
                        .toList()));
    }

    private record Spec(String name, DataType type, List<Long> shape, boolean optional) {}

    private static List<Spec> specs(Folder folder, String field, JsonNode text, String unnamed) {
        JsonNode list = text.isTextual() ? Documents.json(folder, field, text.textValue()) : text;
        List<Spec> specs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode one : list) {
            String usual = list.size() == 1 ? unnamed : unnamed + "_" + specs.size();
            String name = one.path("name").asText("");
            Spec spec = spec(folder, field, name.isEmpty() ? usual : name, one);
            if (!names.add(spec.name())) {
                throw folder.refused(field + " has '" + Folder.shortened(name) + "' twice", "Log the model again");
            }
            specs.add(spec);
        }
        return specs;
    }

    private static Spec spec(Folder folder, String field, String name, JsonNode one) {
        boolean optional = one.path("optional").asBoolean(!one.path("required").asBoolean(true));
        String type = one.path("type").asText("");
        if (type.equals("tensor")) {
            JsonNode tensor = one.path("tensor-spec");
            List<Long> shape = new ArrayList<>();
            tensor.path("shape").forEach(dimension -> shape.add(Math.max(-1, dimension.asLong(-1))));
            return new Spec(
                    name, dtype(folder, field, name, tensor.path("dtype").asText("")),
                    shape.isEmpty() ? List.of(-1L) : shape, optional);
        }
        if (type.equals("array")) {
            String items = one.path("items").path("type").asText("");
            return new Spec(name, column(folder, field, name, items), List.of(-1L, -1L), optional);
        }
        return new Spec(name, column(folder, field, name, type), List.of(-1L), optional);
    }

    /** Times travel as texts (ISO 8601), which pandas reads. */
    private static DataType column(Folder folder, String field, String name, String type) {
        return switch (type) {
            case "boolean" -> DataType.BOOL;
            case "integer" -> DataType.INT32;
            case "long" -> DataType.INT64;
            case "float" -> DataType.FP32;
            case "double" -> DataType.FP64;
            case "string", "binary", "datetime" -> DataType.BYTES;
            default -> throw unsupported(folder, field, name, type);
        };
    }

    private static DataType dtype(Folder folder, String field, String name, String numpy) {
        return switch (numpy.toLowerCase(Locale.ROOT).replaceFirst("\\[.*\\]$", "")) {
            case "bool" -> DataType.BOOL;
            case "int8" -> DataType.INT8;
            case "int16" -> DataType.INT16;
            case "int32" -> DataType.INT32;
            case "int64" -> DataType.INT64;
            case "uint8" -> DataType.UINT8;
            case "uint16" -> DataType.UINT16;
            case "uint32" -> DataType.UINT32;
            case "uint64" -> DataType.UINT64;
            case "float16" -> DataType.FP16;
            case "float32" -> DataType.FP32;
            case "float64" -> DataType.FP64;
            case "str", "object", "string", "bytes", "datetime64" -> DataType.BYTES;
            default -> throw unsupported(folder, field, name, numpy);
        };
    }

    private static Problem unsupported(Folder folder, String field, String name, String type) {
        return folder.refused(
                field + ": '" + Folder.shortened(name) + "' is of type '" + Folder.shortened(type)
                        + "', which is no plain number, text or list of these",
                "Log the model with plain columns, or register it with a signature of its own");
    }
}
