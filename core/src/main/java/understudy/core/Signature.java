package understudy.core;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Named, typed inputs and outputs.
 *
 * <p>A table-shaped model is described in one of two ways: an input per feature (shape {@code [-1]} or
 * {@code [-1, 1]}, its one feature bearing the input's name), or one matrix {@code [-1, F]} with F features that name
 * its columns. Other inputs (images, text, several matrices) have no features.
 *
 * @param inputs at least one, names unique
 * @param outputs at least one, names unique
 */
public record Signature(List<Input> inputs, List<Output> outputs) {
    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        unique("inputs", inputs.stream().map(Input::name).toList());
        unique("outputs", outputs.stream().map(Output::name).toList());
    }

    /**
     * @param shape −1 where any length goes; the first dimension counts rows, a positive first dimension is a fixed
     *     batch
     * @param features the columns in order; empty where the input is not a table
     */
    public record Input(String name, DataType type, List<Long> shape, List<Feature> features) {
        public Input {
            shape = List.copyOf(shape);
            features = List.copyOf(features);
            if (name.isEmpty()) {
                throw Problem.invalid("inputs.name", "''", "a name");
            }
            unique("features of " + name, features.stream().map(Feature::name).toList());
        }

        /** An input that is one feature. */
        public static Input column(String name, DataType type, boolean optional) {
            return new Input(name, type, List.of(-1L), List.of(Feature.of(name, optional)));
        }
    }

    /**
     * @param categories the values a category may take, in the order of their codes; empty for numbers and free text
     * @param optional whether it may be missing (NaN, the empty text, JSON null)
     * @param privacy what the journal may keep of it
     */
    public record Feature(String name, List<String> categories, boolean optional, Privacy privacy) {
        public Feature {
            categories = List.copyOf(categories);
        }

        public static Feature of(String name, boolean optional) {
            return new Feature(name, List.of(), optional, Privacy.KEEP);
        }
    }

    /** What an output means, whatever it is called. */
    public enum Meaning {
        /** Probability of the positive class ({@code [-1]}, {@code [-1,1]}, or column 1 of {@code [-1,2]}), or of each. */
        SCORE,
        /** The predicted class. */
        LABEL,
        /** The predicted number. */
        VALUE,
        OTHER
    }

    /**
     * @param classes names of the classes in the order of a score's columns, or of the codes of a label; may be empty
     */
    public record Output(String name, DataType type, List<Long> shape, Meaning meaning, List<String> classes) {
        public Output {
            shape = List.copyOf(shape);
            classes = List.copyOf(classes);
        }
    }

    /** All features of all inputs, in order. */
    public List<Feature> features() {
        return inputs.stream().flatMap(input -> input.features().stream()).toList();
    }

    public Optional<Output> output(Meaning meaning) {
        return outputs.stream().filter(output -> output.meaning() == meaning).findFirst();
    }

    public Optional<Input> input(String name) {
        return inputs.stream().filter(input -> input.name().equals(name)).findFirst();
    }

    private static void unique(String field, List<String> names) {
        Set<String> seen = new LinkedHashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw Problem.invalid(field, name, "each name once");
            }
        }
    }
}
