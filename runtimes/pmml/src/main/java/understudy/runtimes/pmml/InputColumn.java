package understudy.runtimes.pmml;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import org.pmml4s.data.DataVal;
import understudy.core.DataType;
import understudy.core.Privacy;
import understudy.core.Problem;
import understudy.core.Signature.Feature;
import understudy.core.Signature.Input;
import understudy.core.Tensor;

/**
 * One input field of a document, and how a tensor's element becomes the library's value for it. Fields of dataType
 * {@code float} are compared as single-precision numbers, as PMML has it; an integer or boolean that may be missing
 * comes as FP64, since only that can say so.
 *
 * @param plain a valid value of it, as documents write it; empty for a text without categories
 * @param categories of a text, in the dictionary's order; empty for numbers, whose values are no codes
 * @param known the categories where they are few
 */
record InputColumn(
        String name, Kind kind, boolean optional, String plain, List<String> categories, List<Known> known) {
    /** Of so many categories a sent one is found faster among their bytes than by making a text of it. */
    private static final int FEW = 32;

    /** A category as callers send it, and its one value, whose hash code is thus computed once. */
    record Known(byte[] bytes, DataVal value) {}

    enum Kind {
        TEXT,
        DOUBLE,
        FLOAT,
        INTEGER,
        BOOLEAN;

        static Kind of(String dataType) {
            return switch (dataType) {
                case "string" -> TEXT;
                case "float" -> FLOAT;
                case "integer" -> INTEGER;
                case "boolean" -> BOOLEAN;
                default -> DOUBLE;
            };
        }
    }

    InputColumn {
        categories = List.copyOf(categories);
        known = List.copyOf(known);
    }

    static InputColumn of(String name, Kind kind, boolean optional, String plain, List<String> categories) {
        List<Known> known = categories.size() > FEW
                ? List.of()
                : categories.stream().map(text -> new Known(text.getBytes(UTF_8), DataVal.from(text))).toList();
        return new InputColumn(name, kind, optional, plain, categories, known);
    }

    DataType type() {
        return switch (kind) {
            case TEXT -> DataType.BYTES;
            case FLOAT -> DataType.FP32;
            case DOUBLE -> DataType.FP64;
            case INTEGER -> optional ? DataType.FP64 : DataType.INT64;
            case BOOLEAN -> optional ? DataType.FP64 : DataType.BOOL;
        };
    }

    Input input() {
        Feature feature = new Feature(name, categories, optional, Privacy.KEEP);
        return new Input(name, type(), List.of(-1L), List.of(feature));
    }

    /** @throws Problem UNPROCESSABLE for a broken number where a whole one is declared */
    DataVal value(Tensor tensor, int index) {
        if (kind == Kind.TEXT) {
            return text(tensor, index);
        }
        double number = tensor.number(index);
        if (Double.isNaN(number)) {
            return DataVal.NULL();
        }
        return switch (kind) {
            case DOUBLE, TEXT -> DataVal.from(number);
            case FLOAT -> DataVal.from((double) (float) number);
            case BOOLEAN -> DataVal.from(number != 0);
            case INTEGER -> whole(tensor, index, number);
        };
    }

    private DataVal text(Tensor tensor, int index) {
        byte[] sent = tensor.bytes()[index];
        for (int i = 0; i < known.size(); i++) {
            if (Arrays.equals(known.get(i).bytes(), sent)) {
                return known.get(i).value();
            }
        }
        return sent.length == 0 ? DataVal.NULL() : DataVal.from(tensor.text(index));
    }

    private DataVal whole(Tensor tensor, int index, double number) {
        if (tensor.type() == DataType.INT64) {
            return DataVal.from(tensor.longs()[index]);
        }
        if (number != Math.rint(number)) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, name + ": " + number + " (expected: a whole number)",
                    "The document declares it as an integer.");
        }
        return DataVal.from((long) number);
    }

    /** The library's value for a text as documents write it, e.g. in a ModelVerification; missing where it is none. */
    DataVal parsed(String text) {
        if (text.isEmpty()) {
            return DataVal.NULL();
        }
        return switch (kind) {
            case TEXT -> DataVal.from(text);
            case DOUBLE -> DataVal.from(Double.parseDouble(text));
            case FLOAT -> DataVal.from((double) Float.parseFloat(text));
            case INTEGER -> DataVal.from((long) Double.parseDouble(text));
            case BOOLEAN -> DataVal.from(text.equals("true") || text.equals("1"));
        };
    }
}
