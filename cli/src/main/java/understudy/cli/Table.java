package understudy.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Rows of text under headings, aligned with spaces. Columns that only hold numbers stand to the right. Where the screen
 * is narrow the widest columns are cut, never the first: it names the row. Not safe for several threads.
 */
final class Table {
    private static final String GAP = "  ";
    private static final int NARROWEST = 6;
    /** Numbers, with their unit or interval. */
    private static final Pattern NUMBER = Pattern.compile(
            "|[–-]|[+-]?[0-9][0-9,.]*(e[+-]?[0-9]+)?( ?(%|s|min|h|d|B|[KMGT]iB))?( \\[.*])?");

    private record Cell(String text, UnaryOperator<String> paint) {}

    private final List<String> headings;
    private final List<List<Cell>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** @param values one for each heading */
    Table row(Object... values) {
        if (values.length != headings.size()) {
            throw new IllegalArgumentException("cells: " + values.length + " (expected: " + headings.size() + ")");
        }
        rows.add(Arrays.stream(values)
                .map(value -> new Cell(oneLine(String.valueOf(value)), UnaryOperator.identity()))
                .toList());
        return this;
    }

    /** Paints the last row's cell under the heading. */
    Table painted(String heading, UnaryOperator<String> paint) {
        List<Cell> row = new ArrayList<>(rows.removeLast());
        row.set(headings.indexOf(heading), new Cell(row.get(headings.indexOf(heading)).text, paint));
        rows.add(List.copyOf(row));
        return this;
    }

    /** @param columns cut to this width; {@link Integer#MAX_VALUE} for never, as where a program reads it */
    String text(Ink ink, int columns) {
        int[] widths = widths(columns);
        boolean[] right = numeric();
        StringBuilder text = new StringBuilder();
        List<Cell> top = headings.stream()
                .map(heading -> new Cell(heading.toUpperCase(Locale.ROOT), ink::bold))
                .toList();
        line(text, top, widths, right);
        rows.forEach(row -> line(text, row, widths, right));
        return text.toString();
    }

    private int[] widths(int columns) {
        int[] widths = new int[headings.size()];
        for (int column = 0; column < widths.length; column++) {
            int at = column;
            int widest = rows.stream().mapToInt(row -> row.get(at).text.length()).max().orElse(0);
            widths[column] = Math.max(widest, headings.get(column).length());
        }
        int tooMuch = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1) - columns;
        while (tooMuch > 0 && columns != Integer.MAX_VALUE) {
            int widest = widestButFirst(widths);
            if (widest == 0 || widths[widest] <= NARROWEST) {
                break;
            }
            widths[widest]--;
            tooMuch--;
        }
        return widths;
    }

    /** 0 where there is no other. */
    private static int widestButFirst(int[] widths) {
        int widest = Math.min(1, widths.length - 1);
        for (int column = 2; column < widths.length; column++) {
            widest = widths[column] > widths[widest] ? column : widest;
        }
        return widest;
    }

    private boolean[] numeric() {
        boolean[] numeric = new boolean[headings.size()];
        for (int column = 0; column < numeric.length; column++) {
            int at = column;
            numeric[column] =
                    rows.stream().allMatch(row -> NUMBER.matcher(row.get(at).text).matches()) && !rows.isEmpty();
        }
        return numeric;
    }

    private static void line(StringBuilder text, List<Cell> cells, int[] widths, boolean[] right) {
        StringBuilder line = new StringBuilder();
        int blanks = 0;
        for (int column = 0; column < widths.length; column++) {
            Cell cell = cells.get(column);
            String shown = shortened(cell.text, widths[column]);
            int padding = widths[column] - shown.length();
            if (!shown.isEmpty()) {
                line.append(" ".repeat(blanks + (right[column] ? padding : 0))).append(cell.paint.apply(shown));
                blanks = right[column] ? 0 : padding;
            } else {
                blanks += padding;
            }
            blanks += GAP.length();
        }
        text.append(line).append('\n');
    }

    static String shortened(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "…";
    }

    /** What somebody sent must not move the cursor or begin a new row. */
    private static String oneLine(String text) {
        return text.codePoints()
                .map(point -> Character.isISOControl(point) ? ' ' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
