package understudy.profiles;

import java.util.List;
import java.util.stream.Stream;
import understudy.core.Problem;

/** What holds between columns in every row that has them all. */
public sealed interface Relation {
    List<String> columns();

    /** As a person reads it: {@code from <= to}. */
    String text();

    /** {@code low} is never above {@code high}. */
    record AtMost(String low, String high) implements Relation {
        @Override
        public List<String> columns() {
            return List.of(low, high);
        }

        @Override
        public String text() {
            return low + " <= " + high;
        }
    }

    /** The parts add up to the total, to a billionth of it. */
    record Sum(List<String> parts, String total) implements Relation {
        public Sum {
            if (parts.size() < 2) {
                throw Problem.invalid("parts of a sum", parts, "2 or more");
            }
            parts = List.copyOf(parts);
        }

        @Override
        public List<String> columns() {
            return Stream.concat(parts.stream(), Stream.of(total)).toList();
        }

        @Override
        public String text() {
            return String.join(" + ", parts) + " = " + total;
        }
    }

    /** Rows alike in {@code on} are alike in {@code column}: a functional dependency. */
    record Depends(String on, String column) implements Relation {
        @Override
        public List<String> columns() {
            return List.of(on, column);
        }

        @Override
        public String text() {
            return on + " determines " + column;
        }
    }

    /** @param rows of the reference that bear it out */
    record Found(Relation relation, long rows) {}
}
