package understudy.http;

import java.util.Arrays;
import java.util.Locale;
import understudy.core.Problem;

/** Constants as they are written on the wire: {@code NOT_ENOUGH_YET} is {@code not_enough_yet}. */
final class Names {
    private Names() {}

    static String wire(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** @throws Problem (INVALID) naming the field and what is allowed */
    static <E extends Enum<E>> E parse(Class<E> type, String field, String text) {
        E[] all = type.getEnumConstants();
        for (E constant : all) {
            if (constant.name().equalsIgnoreCase(text)) {
                return constant;
            }
        }
        throw Problem.invalid(
                field, text, "one of " + Arrays.stream(all).map(Names::wire).toList());
    }
}
