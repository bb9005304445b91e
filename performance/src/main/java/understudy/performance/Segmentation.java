package understudy.performance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import understudy.core.Problem;
import understudy.profiles.AnsweredRows;
import understudy.profiles.SourceColumn;

/**
 * How rows are parted into groups: {@code region} by the values of a segment or feature, {@code age:25,40,60} by where a
 * number lies. Immutable.
 *
 * @param column as it was written; a segment's name goes before a feature's
 * @param bounds ascending; empty for by value
 */
record Segmentation(String column, List<Double> bounds) {
    static final String MISSING = "(missing)";
    static final String OTHER = "(other)";
    private static final int MOST_BOUNDS = 20;

    Segmentation {
        bounds = List.copyOf(bounds);
        if (column.isBlank()) {
            throw Problem.invalid("segment", column, "a segment or feature, such as region or age:25,40,60");
        }
    }

    /** @throws Problem INVALID, naming what was wrong */
    static Segmentation parse(String field, String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return new Segmentation(text.strip(), List.of());
        }
        List<Double> bounds = new ArrayList<>();
        for (String bound : text.substring(colon + 1).split(",", -1)) {
            bounds.add(bound(field, bound.strip()));
        }
        for (int i = 1; i < bounds.size(); i++) {
            if (bounds.get(i) <= bounds.get(i - 1)) {
                throw Problem.invalid(field, text, "bounds that ascend, such as age:25,40,60");
            }
        }
        if (bounds.size() > MOST_BOUNDS) {
            throw Problem.invalid(field, bounds.size() + " bounds", "at most " + MOST_BOUNDS);
        }
        return new Segmentation(text.substring(0, colon).strip(), bounds);
    }

    private static double bound(String field, String text) {
        try {
            double bound = Double.parseDouble(text);
            if (Double.isFinite(bound)) {
                return bound;
            }
        } catch (NumberFormatException notANumber) {
            // reported below, with what is expected
        }
        throw Problem.invalid(field, text, "numbers between commas, such as age:25,40,60");
    }

    /** As it is written. */
    String text() {
        return bounds.isEmpty()
                ? column
                : column + ":" + String.join(",", bounds.stream().map(RowReader::plain).toList());
    }

    /** Group of a row. @param at where its column stands */
    String group(RowReader reader, int at, int index) {
        if (bounds.isEmpty()) {
            return reader.text(at, index).orElse(MISSING);
        }
        double value = reader.number(at, index);
        if (Double.isNaN(value)) {
            return MISSING;
        }
        int passed = (int) bounds.stream().filter(bound -> value >= bound).count();
        if (passed == 0) {
            return "below " + RowReader.plain(bounds.getFirst());
        }
        return passed == bounds.size()
                ? "from " + RowReader.plain(bounds.getLast())
                : RowReader.plain(bounds.get(passed - 1)) + " to below " + RowReader.plain(bounds.get(passed));
    }

    /** The name the column has among rows. @throws Problem NOT_FOUND, naming those there are */
    static String resolved(String field, String column, List<SourceColumn> columns) {
        return Arrays.asList(AnsweredRows.SEGMENT + column, column, "@" + column).stream()
                .filter(name -> columns.stream().anyMatch(each -> each.name().equals(name)))
                .findFirst()
                .orElseThrow(() -> Problem.notFound(
                        field + ": there is no segment or feature '" + column + "' among the answers",
                        "There are " + columns.stream()
                                .map(SourceColumn::name)
                                .filter(name -> !name.startsWith("@") || name.startsWith(AnsweredRows.SEGMENT))
                                .map(name -> name.startsWith(AnsweredRows.SEGMENT)
                                        ? name.substring(AnsweredRows.SEGMENT.length())
                                        : name)
                                .limit(30)
                                .toList()));
    }

    /** {@code region=north}. @throws Problem INVALID */
    static AnsweredRows.Slice slice(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw Problem.invalid("slice", text, "a segment or feature and its value, such as region=north");
        }
        return new AnsweredRows.Slice(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
    }

    static Optional<Segmentation> parse(String field, Optional<String> text) {
        return text.map(given -> parse(field, given));
    }
}
