package understudy.packaging;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import understudy.core.DataType;
import understudy.core.Signature;
import understudy.core.Signature.Input;
import understudy.core.Signature.Meaning;
import understudy.core.Signature.Output;
import understudy.packaging.TextProto.Message;

/** The inputs and outputs that a {@code config.pbtxt} lists, as the model itself has them. */
final class TritonSignature {
    private static final int MOST_CLASSES = 100_000;

    private TritonSignature() {}

    static Signature of(Folder folder, Message config) {
        boolean batched = config.number("max_batch_size", OptionalLong.of(0)).orElse(0) > 0;
        List<Message> inputs = config.messages("input");
        List<Message> outputs = config.messages("output");
        if (inputs.isEmpty() || outputs.isEmpty()) {
            throw folder.refused(
                    TritonModel.CONFIG + " lists no inputs, or no outputs", "List both, or register with a signature");
        }
        List<Input> taken = new ArrayList<>();
        for (Message input : inputs) {
            if (input.isTrue("is_shape_tensor")) {
                throw folder.refused(
                        "the input '" + Folder.shortened(input.text("name")) + "' is a shape (is_shape_tensor)",
                        "Export the model with its shapes inside");
            }
            taken.add(Columns.input(
                    name(folder, input), type(folder, input), shape(input, batched), input.isTrue("optional"),
                    inputs.size() == 1));
        }
        return new Signature(
                taken, outputs.stream().map(output -> output(folder, output, batched, outputs.size() == 1)).toList());
    }

    private static Output output(Folder folder, Message output, boolean batched, boolean alone) {
        Output plain = Columns.output(name(folder, output), type(folder, output), shape(output, batched), alone);
        if (!output.has("label_filename")) {
            return plain;
        }
        String labels = output.text("label_filename");
        List<String> classes = folder.text(folder.required(labels, TritonModel.CONFIG), Documents.LARGEST).lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .limit(MOST_CLASSES)
                .toList();
        Meaning meaning = plain.type().isFloating() ? Meaning.SCORE : Meaning.LABEL;
        return new Output(plain.name(), plain.type(), plain.shape(), meaning, classes);
    }

    private static String name(Folder folder, Message tensor) {
        if (tensor.text("name").isEmpty()) {
            throw folder.refused("an input or output in " + TritonModel.CONFIG + " has no name", "Name it");
        }
        return tensor.text("name");
    }

    /** The model sees {@code reshape} where there is one; the batch comes before. */
    private static List<Long> shape(Message tensor, boolean batched) {
        List<Long> shape = new ArrayList<>();
        if (batched) {
            shape.add(-1L);
        }
        shape.addAll(tensor.has("reshape") ? tensor.message("reshape").numbers("shape") : tensor.numbers("dims"));
        return shape;
    }

    private static DataType type(Folder folder, Message tensor) {
        String name = tensor.text("data_type");
        for (DataType type : DataType.values()) {
            if (name.equals("TYPE_" + type) || (type == DataType.BYTES && name.equals("TYPE_STRING"))) {
                return type;
            }
        }
        throw folder.refused(
                "'" + Folder.shortened(tensor.text("name")) + "' is of type '" + Folder.shortened(name) + "'",
                "Use one of Triton's types but BF16");
    }
}
