package understudy.intake;

import java.util.List;
import java.util.Map;
import understudy.core.NamedTensor;

/**
 * Values as another platform wrote them down, before they are held against a signature. A cell is a String, a Number, a
 * Boolean, a list of cells, or {@link #MISSING}.
 */
public sealed interface Given {
    /** JSON's null, or no value in a table. */
    Object MISSING = new Object() {
        @Override
        public String toString() {
            return "missing";
        }
    };

    int rows();

    /** @param cells a map a row, by the names of features, or of outputs; what is not named is missing */
    record Named(List<Map<String, Object>> cells) implements Given {
        public Named {
            cells = List.copyOf(cells);
        }

        @Override
        public int rows() {
            return cells.size();
        }
    }

    /** @param cells for each row one cell, or a list of them in the signature's order */
    record Ordered(List<Object> cells) implements Given {
        public Ordered {
            cells = List.copyOf(cells);
        }

        @Override
        public int rows() {
            return cells.size();
        }
    }

    /** @param tensors whose first dimension counts the rows */
    record Tensors(List<NamedTensor> tensors) implements Given {
        public Tensors {
            tensors = List.copyOf(tensors);
        }

        @Override
        public int rows() {
            return tensors.isEmpty() ? 0 : tensors.getFirst().tensor().rows();
        }
    }
}
