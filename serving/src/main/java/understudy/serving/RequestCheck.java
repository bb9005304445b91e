package understudy.serving;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;

/**
 * Checks what a caller sent against the signature it must fit, and puts it into the signature's order, types and
 * shapes. Numbers may come in another numeric type, {@code [N]} for {@code [N, 1]} and the reverse; a lone input may
 * bear any name (clients of KServe send {@code input-0}); a column whose feature is optional may be left out.
 */
final class RequestCheck {
    /** @param rows 1 where the signature does not count rows */
    record Checked(List<NamedTensor> inputs, int rows) {}

    private final Signature.Input[] expected;
    private final boolean counted;

    RequestCheck(Signature signature) {
        expected = signature.inputs().toArray(Signature.Input[]::new);
        counted = Rows.counted(signature);
    }

    /** @throws Problem INVALID, naming the input, the value and what is allowed */
    Checked check(List<NamedTensor> sent) {
        NamedTensor[] ordered = new NamedTensor[expected.length];
        int rows = counted ? rows(sent) : 1;
        int found = 0;
        for (int i = 0; i < expected.length; i++) {
            int at = position(sent, i);
            Signature.Input input = expected[i];
            if (at < 0) {
                ordered[i] = absent(input, rows);
                continue;
            }
            found++;
            NamedTensor given = sent.get(at);
            Tensor tensor = fitted(input, given.tensor(), rows);
            checkValues(input, tensor);
            boolean same = tensor == given.tensor() && given.name().equals(input.name());
            ordered[i] = same ? given : new NamedTensor(input.name(), tensor);
        }
        if (found != sent.size()) {
            refuseSurplus(sent);
        }
        return new Checked(List.of(ordered), rows);
    }

    private int position(List<NamedTensor> sent, int i) {
        String name = expected[i].name();
        if (i < sent.size() && sent.get(i).name().equals(name)) {
            return i;
        }
        for (int at = 0; at < sent.size(); at++) {
            if (sent.get(at).name().equals(name)) {
                return at;
            }
        }
        return expected.length == 1 && sent.size() == 1 ? 0 : -1;
    }

    private static int rows(List<NamedTensor> sent) {
        if (sent.isEmpty()) {
            throw Problem.invalid("inputs", "none", "at least one");
        }
        NamedTensor first = sent.getFirst();
        int rows = first.tensor().rows();
        if (first.tensor().shape().length == 0 || rows == 0) {
            throw Problem.invalid(
                    first.name() + ".shape", Arrays.toString(first.tensor().shape()), "a first dimension of 1 or more rows");
        }
        for (NamedTensor other : sent) {
            if (other.tensor().rows() != rows) {
                throw Problem.invalid(
                        other.name() + ".shape",
                        Arrays.toString(other.tensor().shape()),
                        rows + " rows, as in " + first.name());
            }
        }
        return rows;
    }

    private static NamedTensor absent(Signature.Input input, int rows) {
        boolean column = input.features().size() == 1 && input.features().getFirst().optional();
        if (!column || !(input.type().isFloating() || input.type() == DataType.BYTES)) {
            throw Problem.invalid("inputs", "no '" + input.name() + "'", "an input of that name");
        }
        return new NamedTensor(input.name(), missing(input.type(), rows, shape(input, rows)));
    }

    static Tensor missing(DataType type, int size, long[] shape) {
        Object values = Casts.allocate(type, size);
        switch (values) {
            case float[] floats -> Arrays.fill(floats, Float.NaN);
            case double[] doubles -> Arrays.fill(doubles, Double.NaN);
            case short[] halves -> Arrays.fill(halves, Float.floatToFloat16(Float.NaN));
            case byte[][] texts -> Arrays.fill(texts, new byte[0]);
            default -> throw new IllegalStateException(type + " has no missing value");
        }
        return Tensor.of(type, shape, values);
    }

    private static long[] shape(Signature.Input input, int rows) {
        return input.shape().size() == 2 ? new long[] {rows, 1} : new long[] {rows};
    }

    private Tensor fitted(Signature.Input input, Tensor sent, int rows) {
        if (sent.type().isNumeric() != input.type().isNumeric()) {
            throw Problem.invalid(input.name() + ".datatype", sent.type(), input.type().name());
        }
        Tensor shaped = shaped(input, sent, rows);
        return shaped.type() == input.type() ? shaped : Casts.cast(input.name(), shaped, input.type());
    }

    private Tensor shaped(Signature.Input input, Tensor sent, int rows) {
        List<Long> wanted = input.shape();
        long[] shape = sent.shape();
        int first = counted ? 1 : 0;
        if (matches(wanted, shape, first)) {
            return sent;
        }
        if (counted && wanted.size() == 2 && shape.length == 1 && Math.abs(wanted.get(1)) == 1) {
            return sent.reshaped(rows, 1);
        }
        if (counted && wanted.size() == 1 && shape.length == 2 && shape[1] == 1) {
            return sent.reshaped(rows);
        }
        List<Long> free = new ArrayList<>(wanted);
        if (counted) {
            free.set(0, -1L);
        }
        throw Problem.invalid(input.name() + ".shape", Arrays.toString(shape), free + ", where -1 is any length");
    }

    private static boolean matches(List<Long> wanted, long[] shape, int first) {
        if (wanted.size() != shape.length) {
            return false;
        }
        for (int i = first; i < shape.length; i++) {
            long dimension = wanted.get(i);
            if (dimension >= 0 && dimension != shape[i]) {
                return false;
            }
        }
        return true;
    }

    private static void checkValues(Signature.Input input, Tensor tensor) {
        switch (tensor.values()) {
            case float[] values -> {
                for (int i = 0; i < values.length; i++) {
                    if (!(Math.abs(values[i]) <= Float.MAX_VALUE)) {
                        checkOdd(input, tensor, i);
                    }
                }
            }
            case double[] values -> {
                for (int i = 0; i < values.length; i++) {
                    if (!(Math.abs(values[i]) <= Double.MAX_VALUE)) {
                        checkOdd(input, tensor, i);
                    }
                }
            }
            case byte[][] values -> {
                for (int i = 0; i < values.length && !input.features().isEmpty(); i++) {
                    if (values[i].length == 0) {
                        checkOdd(input, tensor, i);
                    }
                }
            }
            case short[] values -> {
                for (int i = 0; i < values.length && tensor.type() == DataType.FP16; i++) {
                    if ((values[i] & 0x7C00) == 0x7C00) {
                        checkOdd(input, tensor, i);
                    }
                }
            }
            default -> {}
        }
    }

    /** A value that is infinite or missing: only a missing one is allowed, and only where the feature is optional. */
    private static void checkOdd(Signature.Input input, Tensor tensor, int index) {
        Optional<Signature.Feature> feature = feature(input, index % Math.max(1, tensor.rowSize()));
        String field = feature.map(Signature.Feature::name).orElse(input.name());
        boolean missing = tensor.isMissing(index);
        if (!missing || !feature.map(Signature.Feature::optional).orElse(false)) {
            String value = tensor.type() == DataType.BYTES ? "''" : tensor.text(index);
            String kind = tensor.type() == DataType.BYTES ? "a text" : "a finite number";
            throw Problem.invalid(
                    Casts.at(field, tensor, index), value, missing ? kind + ": it may not be missing" : kind);
        }
    }

    private static Optional<Signature.Feature> feature(Signature.Input input, int column) {
        return column < input.features().size() ? Optional.of(input.features().get(column)) : Optional.empty();
    }

    private void refuseSurplus(List<NamedTensor> sent) {
        List<String> names = new ArrayList<>();
        for (Signature.Input input : expected) {
            names.add(input.name());
        }
        List<String> seen = new ArrayList<>();
        for (NamedTensor given : sent) {
            if (!names.contains(given.name()) || seen.contains(given.name())) {
                throw Problem.invalid("inputs.name", given.name(), "each of " + names + " once");
            }
            seen.add(given.name());
        }
    }
}
