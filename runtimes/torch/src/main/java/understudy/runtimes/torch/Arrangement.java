package understudy.runtimes.torch;

import java.util.Locale;
import java.util.Optional;
import understudy.core.Problem;

/** How a signature's inputs are handed to {@code forward}; the option {@code inputs} names one in lower case. */
enum Arrangement {
    /** One argument each, in the signature's order. */
    TENSORS,
    /** One argument, a dictionary from their names. */
    DICT,
    /** One argument, a list in the signature's order. */
    LIST;

    static final String OPTION = "inputs";

    /** @throws Problem INVALID for a word that is none of these */
    static Optional<Arrangement> of(Optional<String> option) {
        return option.map(word -> {
            for (Arrangement one : values()) {
                if (one.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return one;
                }
            }
            throw Problem.invalid("options." + OPTION, word, "tensors, dict or list");
        });
    }

    /** As the code's only argument calls for. */
    static Arrangement of(Forward forward) {
        if (forward.arguments().isEmpty()) {
            return TENSORS;
        }
        Forward.Argument first = forward.arguments().getFirst();
        return first.isDictionary() ? DICT : first.isList() ? LIST : TENSORS;
    }
}
