package understudy.profiles;

import java.util.List;
import java.util.Optional;

/**
 * What an embedding looks like: its length (norm), 1 less its cosine to the reference's mean, and how far it is from what
 * the reference's main directions can say of it. Its elements are no columns of their own any more. A row in which an element
 * is missing has none of these. Immutable.
 */
final class VectorDerivation implements Derivation {
    private static final List<String> KINDS = List.of("norm", "distance from the mean", "reconstruction error");

    private final VectorColumns elements;
    private final VectorShape shape;
    private final VectorShape other;

    /**
     * @param elements as many as the shapes have
     * @param shape that traffic is held against, learnt from one half of the reference, which is held against the other
     * @param other learnt from the second half; the same where the reference itself is not read any more
     */
    VectorDerivation(VectorColumns elements, VectorShape shape, VectorShape other) {
        this.elements = elements;
        this.shape = shape;
        this.other = other;
    }

    static List<String> names(VectorColumns elements) {
        return KINDS.stream().map(kind -> Derivations.name(elements.called(), kind)).toList();
    }

    @Override
    public List<String> names() {
        return names(elements);
    }

    @Override
    public List<String> origins() {
        return elements.names();
    }

    @Override
    public String origin() {
        return elements.called();
    }

    @Override
    public List<Cells> cells(
            List<Optional<Cells>> columns, int rows, boolean ofReference, long before, NewWords unknown) {
        double[] vector = new double[shape.elements()];
        double[] work = new double[Math.min(vector.length, VectorShape.DIRECTIONS)];
        Made norm = new Made(rows);
        Made distance = new Made(rows);
        Made error = new Made(rows);
        for (int row = 0; row < rows; row++) {
            if (take(columns, row, vector)) {
                double length = VectorShape.length(vector);
                VectorShape held = ofReference && half(before + row) == 0 ? other : shape;
                norm.set(row, length);
                distance.set(row, held.fromMean(vector, length));
                error.set(row, held.error(vector, work));
            }
        }
        return List.of(norm.cells(), distance.cells(), error.cells());
    }

    /** Which half of the reference a row belongs to: 0 teaches the shape, 1 the other. */
    static int half(long row) {
        return (int) (row & 1);
    }

    /** @return whether every element is there and finite */
    static boolean take(List<Optional<Cells>> columns, int row, double[] into) {
        for (int i = 0; i < into.length; i++) {
            if (columns.get(i).isEmpty() || columns.get(i).get().states()[row] != Cells.PRESENT) {
                return false;
            }
            into[i] = switch (columns.get(i).get()) {
                case Cells.Numbers numbers -> numbers.values()[row];
                case Cells.Integers integers -> integers.values()[row];
                case Cells.Texts texts -> Double.NaN;
            };
            if (!Double.isFinite(into[i])) {
                return false;
            }
        }
        return true;
    }

    VectorColumns elements() {
        return elements;
    }

    VectorShape shape() {
        return shape;
    }
}
