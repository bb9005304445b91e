package understudy.scanning;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.scanning.Symbol.Import;
import understudy.scanning.Symbol.Made;
import understudy.scanning.Symbol.Plain;
import understudy.scanning.Symbol.Row;
import understudy.scanning.Symbol.Text;
import understudy.scanning.Symbol.Whole;

/**
 * How many bytes an array takes that joblib wrote into the middle of a pickle. See {@code NumpyArrayWrapper.read_array} in
 * joblib and {@code arraydescr_reduce} in numpy. Anything out of the ordinary has no size: then nothing that follows can
 * be found, and the caller says so.
 */
final class ArraySize {
    /** Where a dtype's pickled state holds its subarray, names, fields, size of an element and flags. */
    private static final int SUBARRAY = 2;

    private static final int NAMES = 3;
    private static final int FIELDS = 4;
    private static final int ELEMENT = 5;
    private static final int FLAGS = 7;

    /** numpy's NPY_ITEM_HASOBJECT. */
    private static final long HAS_OBJECT = 1;

    private static final Pattern CODE = Pattern.compile("[|<>=]?([biufcSUVMmO?])(\\d{1,9})?");

    private ArraySize() {}

    /** Whether joblib follows it by a pickle of its own instead of raw numbers. */
    static boolean holdsObjects(Symbol dtype) {
        if (!(dtype instanceof Made made && code(made) instanceof Matcher code)) {
            return false;
        }
        return code.group(1).equals("O")
                || (made.state() instanceof Row state
                        && state.items().size() > FLAGS
                        && state.items().get(FLAGS) instanceof Whole(long flags)
                        && (flags & HAS_OBJECT) != 0);
    }

    static OptionalLong of(Symbol shape, Symbol dtype) {
        if (!(shape instanceof Row row) || row.size() > Row.KEPT || !(dtype instanceof Made made)) {
            return OptionalLong.empty();
        }
        long size = element(made);
        for (Symbol side : row.items()) {
            if (!(side instanceof Whole(long count)) || count < 0 || Math.multiplyHigh(size, count) != 0 || size * count < 0) {
                return OptionalLong.empty();
            }
            size *= count;
        }
        return size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
    }

    private static long element(Made dtype) {
        if (!(code(dtype) instanceof Matcher code) || !(dtype.state() instanceof Row state) || state.size() < FLAGS + 1) {
            return -1;
        }
        long size = code.group(2) == null ? 1 : Long.parseLong(code.group(2));
        return switch (code.group(1)) {
            case "S", "U", "V" -> state.items().get(ELEMENT) instanceof Whole(long bytes) && bytes >= 0 ? bytes : -1;
            case "O" -> -1;
            default ->
                state.items().get(SUBARRAY) == Plain.NONE
                                && state.items().get(NAMES) == Plain.NONE
                                && state.items().get(FIELDS) == Plain.NONE
                        ? size
                        : -1;
        };
    }

    private static @org.jspecify.annotations.Nullable Matcher code(Made dtype) {
        boolean ours = dtype.maker() instanceof Import maker && maker.is("numpy", "dtype");
        if (!ours || !(dtype.arguments() instanceof Row row) || row.items().isEmpty()) {
            return null;
        }
        return row.items().getFirst() instanceof Text(String text) && CODE.matcher(text) instanceof Matcher code && code.matches()
                ? code
                : null;
    }
}
