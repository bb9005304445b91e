package understudy.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads labels and predicted classes in a model's own words. For one thread. */
public final class TruthReader {
    /** Texts beyond this many are read again each time. */
    private static final int REMEMBERED = 10_000;

    private final Task task;
    private final List<String> classes;
    private final Map<String, OptionalInt> indices = new HashMap<>();

    public TruthReader(Model model) {
        this.task = model.task();
        this.classes = classes(model.signature());
    }

    /** Empty where the label means nothing to this model. */
    public Optional<Truth> read(String label) {
        return switch (task) {
            case BINARY, MULTICLASS -> {
                OptionalInt index = classIndex(label);
                yield index.isEmpty() ? Optional.empty() : Optional.of(new Truth(index, OptionalDouble.empty(), Optional.empty()));
            }
            case REGRESSION -> {
                OptionalDouble number = number(label);
                yield number.isEmpty() ? Optional.empty() : Optional.of(new Truth(OptionalInt.empty(), number, Optional.empty()));
            }
            case OTHER -> Optional.of(new Truth(OptionalInt.empty(), number(label), Optional.of(label)));
        };
    }

    /** What a label may be, for a refusal. */
    public String expected() {
        return task == Task.REGRESSION
                ? "a finite number"
                : classes.isEmpty() ? "the position of a class" : "one of " + classes + ", or its position";
    }

    /**
     * A class by its name, else by a number equal to its name, else by its position; {@code true} and {@code false}
     * are the positions 1 and 0.
     */
    public OptionalInt classIndex(String name) {
        OptionalInt known = indices.get(name);
        if (known != null) {
            return known;
        }
        OptionalInt found = find(name);
        if (indices.size() < REMEMBERED) {
            indices.put(name, found);
        }
        return found;
    }

    /** A class in the words of {@link Scores#predicted}: its name, or its position where the model names none. */
    public String className(int classIndex) {
        return classIndex < classes.size() ? classes.get(classIndex) : Integer.toString(classIndex);
    }

    private OptionalInt find(String name) {
        int exact = classes.indexOf(name);
        if (exact >= 0) {
            return OptionalInt.of(exact);
        }
        OptionalDouble number = switch (name) {
            case "true", "True" -> OptionalDouble.of(1);
            case "false", "False" -> OptionalDouble.of(0);
            default -> number(name);
        };
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        boolean numericNames = false;
        for (int i = 0; i < classes.size(); i++) {
            OptionalDouble className = number(classes.get(i));
            numericNames |= className.isPresent();
            if (className.isPresent() && className.getAsDouble() == number.getAsDouble()) {
                return OptionalInt.of(i);
            }
        }
        int count = task == Task.BINARY ? 2 : classes.isEmpty() ? Integer.MAX_VALUE : classes.size();
        double position = number.getAsDouble();
        boolean isPosition = position == Math.rint(position) && position >= 0 && position < count;
        return !numericNames && isPosition ? OptionalInt.of((int) position) : OptionalInt.empty();
    }

    private static OptionalDouble number(String text) {
        try {
            double number = Double.parseDouble(text.strip());
            return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
        } catch (NumberFormatException notANumber) {
            return OptionalDouble.empty();
        }
    }

    private static List<String> classes(Signature signature) {
        return signature.outputs().stream()
                .filter(output -> output.meaning() == Signature.Meaning.SCORE
                        || output.meaning() == Signature.Meaning.LABEL)
                .map(Signature.Output::classes)
                .filter(names -> !names.isEmpty())
                .findFirst()
                .orElse(List.of());
    }
}
