package understudy.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;

/** Where one feature of a version comes from: a column of what callers send, or nowhere, which makes it missing. */
sealed interface FeatureSource {
    /** Writes the feature of each row to {@code at, at + stride, …} of an array of the type. */
    void fill(List<NamedTensor> given, int rows, DataType type, Object into, int at, int stride);

    record Column(String name, int input, int column) implements FeatureSource {
        @Override
        public void fill(List<NamedTensor> given, int rows, DataType type, Object into, int at, int stride) {
            Tensor from = given.get(input).tensor();
            if (from.type() == DataType.BYTES) {
                for (int row = 0; row < rows; row++) {
                    ((byte[][]) into)[at + row * stride] = from.bytes()[row * from.rowSize() + column];
                }
            } else {
                Casts.copy(name, from, column, from.rowSize(), type, into, at, stride, rows);
            }
        }
    }

    /** A text's place among the categories. */
    record Category(String name, int input, int column, List<String> categories, byte[][] texts, boolean optional)
            implements FeatureSource {
        @Override
        public void fill(List<NamedTensor> given, int rows, DataType type, Object into, int at, int stride) {
            Tensor from = given.get(input).tensor();
            double[] codes = new double[rows];
            for (int row = 0; row < rows; row++) {
                codes[row] = code(from, row * from.rowSize() + column);
            }
            Casts.copy(name, Tensor.of(codes), 0, 1, type, into, at, stride, rows);
        }

        private double code(Tensor from, int index) {
            byte[] text = from.bytes()[index];
            for (int code = 0; code < texts.length; code++) {
                if (Arrays.equals(texts[code], text)) {
                    return code;
                }
            }
            if (!optional) {
                throw Problem.invalid(Casts.at(name, from, index), from.text(index), "one of " + categories);
            }
            return Double.NaN;
        }
    }

    record Missing() implements FeatureSource {
        @Override
        public void fill(List<NamedTensor> given, int rows, DataType type, Object into, int at, int stride) {
            Object missing = RequestCheck.missing(type, 1, new long[] {1}).values();
            for (int row = 0; row < rows; row++) {
                System.arraycopy(missing, 0, into, at + row * stride, 1);
            }
        }
    }

    /** Empty where the feature is neither there nor may be missing, or comes in a form the version cannot take. */
    static Optional<FeatureSource> of(Signature seen, Signature.Feature wanted, DataType type) {
        for (int input = 0; input < seen.inputs().size(); input++) {
            Signature.Input there = seen.inputs().get(input);
            for (int column = 0; column < there.features().size(); column++) {
                if (there.features().get(column).name().equals(wanted.name())) {
                    return of(there, input, column, wanted, type);
                }
            }
        }
        boolean canMiss = wanted.optional() && (type.isFloating() || type == DataType.BYTES);
        return canMiss ? Optional.of(new Missing()) : Optional.empty();
    }

    private static Optional<FeatureSource> of(
            Signature.Input there, int input, int column, Signature.Feature wanted, DataType type) {
        if (there.type().isNumeric() == type.isNumeric()) {
            return Optional.of(new Column(wanted.name(), input, column));
        }
        Signature.Feature feature = there.features().get(column);
        List<String> categories = wanted.categories().isEmpty() ? feature.categories() : wanted.categories();
        if (there.type() != DataType.BYTES || categories.isEmpty()) {
            return Optional.empty();
        }
        byte[][] texts = categories.stream().map(category -> category.getBytes(UTF_8)).toArray(byte[][]::new);
        boolean optional = wanted.optional() && type.isFloating();
        return Optional.of(new Category(wanted.name(), input, column, categories, texts, optional));
    }
}
