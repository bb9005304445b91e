package understudy.serving;

import java.util.List;
import java.util.Optional;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Signature.Meaning;
import understudy.core.Tensor;

/** How one output that callers get is made from what a version says. */
sealed interface OutputSource {
    /** @throws Problem UNPROCESSABLE where what the version said cannot be told in the model's terms */
    NamedTensor give(List<NamedTensor> own, int rows);

    /** The same values, perhaps of another name, numeric type or with a last dimension of 1 more or less. */
    record Passed(int index, String name, DataType type, int rank) implements OutputSource {
        @Override
        public NamedTensor give(List<NamedTensor> own, int rows) {
            Tensor tensor = Casts.cast(name, own.get(index).tensor(), type);
            return new NamedTensor(name, ranked(tensor, rank, rows));
        }
    }

    /**
     * Probabilities, of the positive class or of each.
     *
     * @param width how many the model's callers get of each row; 0 for as many as there are
     * @param order for each of the model's classes its column in the version's score; empty for the same order
     */
    record Score(int index, String name, DataType type, int rank, int width, List<Integer> order)
            implements OutputSource {
        @Override
        public NamedTensor give(List<NamedTensor> own, int rows) {
            Tensor from = own.get(index).tensor();
            int there = from.rowSize();
            int wanted = width == 0 ? there : width;
            double[] scores = new double[rows * wanted];
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < wanted; column++) {
                    scores[row * wanted + column] = score(from, row, there, column, wanted);
                }
            }
            long[] shape = rank == 1 ? new long[] {rows} : new long[] {rows, wanted};
            return new NamedTensor(name, Casts.cast(name, Tensor.of(DataType.FP64, shape, scores), type));
        }

        private double score(Tensor from, int row, int there, int column, int wanted) {
            if (there == wanted) {
                return from.number(row * there + (order.isEmpty() ? column : order.get(column)));
            }
            if (there == 2 && wanted == 1) {
                return from.number(row * 2 + (order.isEmpty() ? 1 : order.get(1)));
            }
            if (there == 1 && wanted == 2) {
                double positive = from.number(row);
                boolean positiveColumn = column == (order.isEmpty() ? 1 : order.indexOf(1));
                return positiveColumn ? positive : 1 - positive;
            }
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "output '" + name + "' has " + there + " scores a row where the model's callers get " + wanted, "");
        }
    }

    /** @param ownClasses names of the version's classes by code; {@code classes} the model's */
    record Label(int index, String name, DataType type, int rank, List<String> ownClasses, List<String> classes)
            implements OutputSource {
        @Override
        public NamedTensor give(List<NamedTensor> own, int rows) {
            Tensor from = own.get(index).tensor();
            String[] labels = new String[rows];
            for (int row = 0; row < rows; row++) {
                labels[row] = className(from, row);
            }
            return labels(labels, name, type, rank, classes);
        }

        private String className(Tensor from, int row) {
            if (from.type() == DataType.BYTES || ownClasses.isEmpty()) {
                return from.type().isFloating() ? Long.toString((long) from.number(row)) : from.text(row);
            }
            int code = (int) from.number(row);
            return code >= 0 && code < ownClasses.size() ? ownClasses.get(code) : Integer.toString(code);
        }
    }

    /** The most probable class of a score; at or above one half for a single probability. */
    record FromScore(int index, String name, DataType type, int rank, List<String> ownClasses, List<String> classes)
            implements OutputSource {
        @Override
        public NamedTensor give(List<NamedTensor> own, int rows) {
            Tensor from = own.get(index).tensor();
            int width = from.rowSize();
            String[] labels = new String[rows];
            for (int row = 0; row < rows; row++) {
                int best = width == 1 && from.number(row) >= 0.5 ? 1 : 0;
                for (int column = 1; column < width; column++) {
                    best = from.number(row * width + column) > from.number(row * width + best) ? column : best;
                }
                labels[row] = best < ownClasses.size() ? ownClasses.get(best) : Integer.toString(best);
            }
            return labels(labels, name, type, rank, classes);
        }
    }

    static OutputSource of(Signature seen, Signature own, Signature.Output wanted, String reference) {
        int index = index(own, wanted, seen);
        if (index < 0 && wanted.meaning() == Meaning.LABEL) {
            int score = byMeaning(own, Meaning.SCORE);
            if (score >= 0) {
                List<String> ownClasses = classes(own.outputs().get(score), wanted);
                return new FromScore(
                        score, wanted.name(), wanted.type(), wanted.shape().size(), ownClasses, wanted.classes());
            }
        }
        if (index < 0) {
            throw impossible(reference, wanted, "");
        }
        Signature.Output there = own.outputs().get(index);
        int rank = wanted.shape().size();
        return switch (wanted.meaning()) {
            case SCORE -> score(index, there, wanted, reference);
            case LABEL -> there.type() == wanted.type() && there.classes().equals(wanted.classes())
                    ? new Passed(index, wanted.name(), wanted.type(), rank)
                    : new Label(index, wanted.name(), wanted.type(), rank, classes(there, wanted), wanted.classes());
            case VALUE, OTHER -> {
                if (there.type().isNumeric() != wanted.type().isNumeric()) {
                    throw impossible(reference, wanted, ": its own is of type " + there.type());
                }
                yield new Passed(index, wanted.name(), wanted.type(), rank);
            }
        };
    }

    private static OutputSource score(int index, Signature.Output there, Signature.Output wanted, String reference) {
        int width = width(wanted);
        int own = width(there);
        if (width != 0 && own != 0 && width != own && !(Math.max(width, own) == 2)) {
            throw impossible(reference, wanted, ": its own has " + own + " scores a row");
        }
        List<Integer> order = List.of();
        boolean reordered = !there.classes().isEmpty()
                && !wanted.classes().isEmpty()
                && !there.classes().equals(wanted.classes());
        if (reordered) {
            order = wanted.classes().stream().map(name -> there.classes().indexOf(name)).toList();
            if (order.contains(-1) || order.size() != there.classes().size()) {
                throw impossible(reference, wanted, ": its own classes are " + there.classes());
            }
        }
        boolean passes = order.isEmpty() && (width == 0 || width == own) && wanted.type().isNumeric();
        return passes
                ? new Passed(index, wanted.name(), wanted.type(), wanted.shape().size())
                : new Score(index, wanted.name(), wanted.type(), wanted.shape().size(), width, order);
    }

    /** Scores a row; 0 where the shape leaves it open. */
    private static int width(Signature.Output output) {
        List<Long> shape = output.shape();
        return shape.size() < 2 ? 1 : (int) Math.max(0, shape.get(1));
    }

    private static int index(Signature own, Signature.Output wanted, Signature seen) {
        for (int i = 0; i < own.outputs().size(); i++) {
            Signature.Output there = own.outputs().get(i);
            if (there.name().equals(wanted.name()) && there.meaning() == wanted.meaning()) {
                return i;
            }
        }
        if (wanted.meaning() != Meaning.OTHER) {
            return byMeaning(own, wanted.meaning());
        }
        return own.outputs().size() == 1 && seen.outputs().size() == 1 ? 0 : -1;
    }

    private static int byMeaning(Signature own, Meaning meaning) {
        Optional<Signature.Output> found = own.output(meaning);
        return found.isPresent() ? own.outputs().indexOf(found.get()) : -1;
    }

    private static List<String> classes(Signature.Output there, Signature.Output wanted) {
        return there.classes().isEmpty() ? wanted.classes() : there.classes();
    }

    private static NamedTensor labels(String[] labels, String name, DataType type, int rank, List<String> classes) {
        long[] shape = rank == 2 ? new long[] {labels.length, 1} : new long[] {labels.length};
        if (type == DataType.BYTES) {
            return new NamedTensor(name, Tensor.texts(labels, shape));
        }
        long[] codes = new long[labels.length];
        for (int row = 0; row < codes.length; row++) {
            codes[row] = code(labels[row], name, classes);
        }
        return new NamedTensor(name, Casts.cast(name, Tensor.of(DataType.INT64, shape, codes), type));
    }

    private static long code(String label, String name, List<String> classes) {
        int place = classes.indexOf(label);
        if (place >= 0) {
            return place;
        }
        try {
            return Long.parseLong(label);
        } catch (NumberFormatException notACode) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "output '" + name + "': class '" + label + "' is none of the model's " + classes,
                    "Give the model's signature the names of its classes",
                    notACode);
        }
    }

    private static Tensor ranked(Tensor tensor, int rank, int rows) {
        int there = tensor.shape().length;
        if (there == rank || Math.max(there, rank) != 2 || tensor.size() != rows) {
            return tensor;
        }
        return rank == 1 ? tensor.reshaped(rows) : tensor.reshaped(rows, 1);
    }

    private static Problem impossible(String reference, Signature.Output wanted, String why) {
        return new Problem(
                Problem.Code.UNPROCESSABLE,
                reference + " cannot give callers the output '" + wanted.name() + "' (" + wanted.meaning() + ", "
                        + wanted.type() + ")" + why,
                "Register it with a signature that says which of its outputs means that, or as another model");
    }
}
