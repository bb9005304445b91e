package understudy.references;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import understudy.profiles.Cells;

/** Values and names as people wrote them. */
final class Words {
    private static final int MOST = 10;

    private Words() {}

    /** A value as text; whole numbers without a point. @param row one whose value is present */
    static String of(Cells cells, int row) {
        return switch (cells) {
            case Cells.Texts texts ->
                new String(
                        texts.bytes(), texts.offsets()[row], texts.offsets()[row + 1] - texts.offsets()[row],
                        StandardCharsets.UTF_8);
            case Cells.Integers integers -> Long.toString(integers.values()[row]);
            case Cells.Numbers numbers -> of(numbers.values()[row]);
        };
    }

    private static String of(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    /** {@code 'a', 'b' and 3 more} */
    static String listed(List<String> names) {
        String first = names.stream().limit(MOST).map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        return names.size() <= MOST ? first : first + " and " + (names.size() - MOST) + " more";
    }
}
