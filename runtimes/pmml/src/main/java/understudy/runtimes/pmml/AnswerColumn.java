package understudy.runtimes.pmml;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.pmml4s.data.BoolVal;
import org.pmml4s.data.DataVal;
import org.pmml4s.data.LongVal;
import org.pmml4s.data.Series;
import org.pmml4s.data.StringVal;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature.Output;
import understudy.core.Tensor;

/**
 * One output and the library's output fields it is made of: one, or one for each class of a score.
 *
 * @param places of the fields in what the library answers
 * @param needed whether there is no answer without it
 * @param texts to give for what the library says, where a repair had to rename values; usually empty
 * @param classes the output's classes in bytes, made once
 */
record AnswerColumn(
        Output output,
        int[] places,
        String[] fields,
        boolean needed,
        Map<String, String> texts,
        Map<String, byte[]> classes) {
    /** Space for the answers of so many rows. */
    Object allocate(int rows) {
        return output.type() == DataType.BYTES ? new byte[rows][] : new double[rows * places.length];
    }

    /**
     * Writes a row's answer.
     *
     * @param byName where the answer's fields are in another order than the model's own
     * @return false where there is none
     */
    boolean write(Series answer, boolean byName, int row, Object into) {
        boolean there = true;
        for (int i = 0; i < places.length; i++) {
            DataVal value = value(answer, byName, i);
            boolean missing = isMissing(value);
            there &= !missing;
            if (into instanceof byte[][] bytes) {
                bytes[row] = missing ? new byte[0] : bytes(text(value));
            } else {
                ((double[]) into)[row * places.length + i] = missing ? Double.NaN : value.toDouble();
            }
        }
        return there;
    }

    private byte[] bytes(String text) {
        byte[] known = classes.get(text);
        return known != null ? known : text.getBytes(UTF_8);
    }

    private DataVal value(Series answer, boolean byName, int part) {
        int place = byName ? answer.fieldIndex(fields[part]) : places[part];
        return place < 0 ? DataVal.NULL() : answer.get(place);
    }

    /** What one of the fields says, as documents write it; empty where it says nothing. */
    String text(Series answer, boolean byName, int part) {
        DataVal value = value(answer, byName, part);
        return isMissing(value) ? "" : text(value);
    }

    private String text(DataVal value) {
        String text = plain(value);
        return texts.isEmpty() ? text : texts.getOrDefault(text, text);
    }

    NamedTensor tensor(Object values, int rows) {
        long[] shape = output.shape().size() == 1 ? new long[] {rows} : new long[] {rows, places.length};
        return new NamedTensor(output.name(), Tensor.of(output.type(), shape, values));
    }

    /** The library marks a missing integer with the smallest. */
    private static boolean isMissing(DataVal value) {
        return value == null || value.isMissing() || value instanceof LongVal number && number.value() == Long.MIN_VALUE;
    }

    /** A value as documents write it: whole numbers without a fraction. */
    static String plain(DataVal value) {
        return switch (value) {
            case StringVal text -> text.value();
            case LongVal number -> Long.toString(number.value());
            case BoolVal truth -> Boolean.toString(truth.value());
            default -> number(value.toDouble());
        };
    }

    private static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }
}
