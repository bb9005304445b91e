package understudy.packaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import understudy.core.DataType;
import understudy.core.Privacy;
import understudy.core.Signature.Feature;
import understudy.core.Signature.Input;
import understudy.core.Signature.Meaning;
import understudy.core.Signature.Output;

/** Inputs and outputs from what a package says of them: names, types and shapes. */
final class Columns {
    /** Wider matrices are images or embeddings, and no tables. */
    private static final int WIDEST_TABLE = 10_000;

    private Columns() {}

    /** @param alone whether it is the only input: then a matrix of numbers is a table with columns {@code f0, f1, …} */
    static Input input(String name, DataType type, List<Long> shape, boolean optional, boolean alone) {
        boolean column = shape.size() == 1 || (shape.size() == 2 && shape.get(1) == 1);
        if (column) {
            return new Input(name, type, shape, List.of(new Feature(name, List.of(), optional, Privacy.KEEP)));
        }
        List<Feature> features = new ArrayList<>();
        if (alone && type.isFloating() && shape.size() == 2 && shape.get(1) <= WIDEST_TABLE) {
            for (int i = 0; i < shape.get(1); i++) {
                features.add(Feature.of("f" + i, optional));
            }
        }
        return new Input(name, type, shape, features);
    }

    /** Told by its name, or where it is the only one by its type: whole numbers and texts are classes. */
    static Output output(String name, DataType type, List<Long> shape, boolean alone) {
        return new Output(name, type, shape, meaning(name.toLowerCase(Locale.ROOT), type, alone), List.of());
    }

    private static Meaning meaning(String name, DataType type, boolean alone) {
        if (type.isFloating() && (name.contains("prob") || name.contains("score"))) {
            return Meaning.SCORE;
        }
        if (!type.isFloating() && (alone || name.contains("label") || name.contains("class"))) {
            return Meaning.LABEL;
        }
        return alone && type.isFloating() ? Meaning.VALUE : Meaning.OTHER;
    }
}
