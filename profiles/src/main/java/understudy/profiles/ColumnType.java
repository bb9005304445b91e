package understudy.profiles;

import java.util.Arrays;
import java.util.Locale;
import understudy.core.Problem;

/** What a column holds, as far as watching it is concerned. */
public enum ColumnType {
    /** {@link Cells.Numbers} or {@link Cells.Integers}. */
    NUMBER,
    /** {@link Cells.Texts} out of a set of values, such as countries, codes and identifiers. */
    CATEGORY,
    /** {@link Cells.Texts} that people wrote: watched by length and kinds of characters. */
    TEXT,
    /** {@link Cells.Integers}, 0 or 1. */
    BOOLEAN,
    /** {@link Cells.Integers}, milliseconds since 1970 UTC. */
    TIME;

    boolean isText() {
        return this == CATEGORY || this == TEXT;
    }

    /** As written in a schema: {@code number}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws Problem (INVALID) naming the field and the types there are */
    public static ColumnType of(String field, String label) {
        for (ColumnType type : values()) {
            if (type.label().equals(label)) {
                return type;
            }
        }
        throw Problem.invalid(
                field, label, "one of " + Arrays.stream(values()).map(ColumnType::label).toList());
    }
}
