package understudy.runtimes.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import understudy.core.DataType;
import understudy.core.Privacy;
import understudy.core.Signature;
import understudy.core.Signature.Feature;
import understudy.core.Signature.Input;
import understudy.core.Signature.Meaning;
import understudy.core.Signature.Output;

/** A signature as a document has it, and how names and shapes are read where nothing more is said. */
final class SignatureDocument {
    private static final int WIDEST_TABLE = 10_000;

    private SignatureDocument() {}

    static Signature read(Fields fields) {
        List<Fields> inputs = fields.objects("inputs");
        List<Fields> outputs = fields.objects("outputs");
        fields.finish();
        if (inputs.isEmpty() || outputs.isEmpty()) {
            throw fields.wrong(inputs.isEmpty() ? "inputs" : "outputs", "nothing", "at least one");
        }
        return new Signature(
                inputs.stream().map(input -> input(input, inputs.size() == 1)).toList(),
                outputs.stream().map(SignatureDocument::output).toList());
    }

    private static Input input(Fields fields, boolean alone) {
        String name = fields.required("name", "a name");
        DataType type = type(fields);
        List<Long> shape = shape(fields);
        boolean optional = fields.flag("optional", false);
        List<Feature> features = fields.objects("features").stream().map(SignatureDocument::feature).toList();
        List<String> categories = fields.texts("categories");
        fields.finish();
        if (!features.isEmpty()) {
            return new Input(name, type, shape, features);
        }
        return isColumn(shape)
                ? new Input(name, type, shape, List.of(new Feature(name, categories, optional, Privacy.KEEP)))
                : input(name, type, shape, alone);
    }

    /** A column is a feature of its own; a lone matrix of numbers is a table with columns {@code f0, f1, …}. */
    static Input input(String name, DataType type, List<Long> shape, boolean alone) {
        if (isColumn(shape)) {
            return new Input(name, type, shape, List.of(Feature.of(name, false)));
        }
        List<Feature> features = new ArrayList<>();
        if (alone && type.isFloating() && shape.size() == 2 && shape.get(1) <= WIDEST_TABLE) {
            for (int i = 0; i < shape.get(1); i++) {
                features.add(Feature.of("f" + i, false));
            }
        }
        return new Input(name, type, shape, features);
    }

    /** What it means is told by its name, and by its type where it is the only one. */
    static Output output(String name, DataType type, List<Long> shape, boolean alone) {
        return new Output(name, type, shape, meaning(name.toLowerCase(Locale.ROOT), type, shape, alone), List.of());
    }

    private static Meaning meaning(String name, DataType type, List<Long> shape, boolean alone) {
        if (shape.size() > 2) {
            return Meaning.OTHER;
        }
        if (type.isFloating() && (name.contains("prob") || name.contains("score"))) {
            return Meaning.SCORE;
        }
        if (!type.isFloating() && isColumn(shape) && (name.contains("label") || name.contains("class"))) {
            return Meaning.LABEL;
        }
        return alone && type.isFloating() && isColumn(shape) ? Meaning.VALUE : Meaning.OTHER;
    }

    private static Feature feature(Fields fields) {
        Feature feature = new Feature(
                fields.required("name", "a name"), fields.texts("categories"), fields.flag("optional", false), Privacy.KEEP);
        fields.finish();
        return feature;
    }

    private static Output output(Fields fields) {
        String name = fields.required("name", "a name");
        String meaning = fields.text("meaning").orElse("other");
        Output output = new Output(name, type(fields), shape(fields), meaning(fields, meaning), fields.texts("classes"));
        fields.finish();
        return output;
    }

    private static Meaning meaning(Fields fields, String word) {
        for (Meaning meaning : Meaning.values()) {
            if (meaning.name().equalsIgnoreCase(word)) {
                return meaning;
            }
        }
        throw fields.wrong("meaning", word, "score, label, value or other");
    }

    private static DataType type(Fields fields) {
        String name = fields.required("datatype", "e.g. FP64");
        for (DataType type : DataType.values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw fields.wrong("datatype", name, "one of " + List.of(DataType.values()));
    }

    private static List<Long> shape(Fields fields) {
        List<Long> shape = new ArrayList<>();
        fields.list("shape").forEach(dimension -> {
            if (!dimension.isIntegralNumber() || dimension.asLong() == 0 || dimension.asLong() < -1) {
                throw fields.wrong("shape", dimension.toString(), "-1, or how many there are");
            }
            shape.add(dimension.asLong());
        });
        return shape.isEmpty() ? List.of(-1L) : shape;
    }

    private static boolean isColumn(List<Long> shape) {
        return shape.size() == 1 || (shape.size() == 2 && shape.get(1) == 1);
    }
}
