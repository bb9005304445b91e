package understudy.intake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;

/**
 * Turns what another platform wrote of a request into the tensors that a signature names. A feature that is not there is
 * missing; one that the signature does not have is refused, or passed over where that was asked for. Safe for many threads.
 */
final class Inputs {
    private final Signature signature;
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final boolean tabular;

    Inputs(Signature signature) {
        this.signature = signature;
        for (Signature.Input input : signature.inputs()) {
            for (Signature.Feature feature : input.features()) {
                places.put(feature.name(), names.size());
                names.add(feature.name());
            }
        }
        this.tabular = signature.inputs().stream().noneMatch(input -> input.features().isEmpty());
    }

    /** @throws Problem INVALID naming the feature and what it takes */
    List<NamedTensor> of(Given given, boolean lenient, boolean textual) {
        if (given.rows() == 0) {
            throw Problem.invalid("inputs", "no rows", "one or more");
        }
        return switch (given) {
            case Given.Named named -> filled(cells(named, lenient), textual);
            case Given.Ordered ordered -> filled(cells(ordered), textual);
            case Given.Tensors tensors -> of(tensors, lenient);
        };
    }

    private Object[][] cells(Given.Named named, boolean lenient) {
        refuseWithoutTable();
        Object[][] rows = new Object[named.rows()][];
        for (int row = 0; row < rows.length; row++) {
            Object[] cells = new Object[names.size()];
            Arrays.fill(cells, Given.MISSING);
            for (Map.Entry<String, Object> cell : named.cells().get(row).entrySet()) {
                Integer place = places.get(cell.getKey());
                if (place != null) {
                    cells[place] = cell.getValue();
                } else if (!lenient) {
                    throw Problem.invalid("features", "'" + cell.getKey() + "'", "features of the model: " + names);
                }
            }
            rows[row] = cells;
        }
        return rows;
    }

    private Object[][] cells(Given.Ordered ordered) {
        refuseWithoutTable();
        Object[][] rows = new Object[ordered.rows()][];
        for (int row = 0; row < rows.length; row++) {
            Object cell = ordered.cells().get(row);
            Object[] cells = cell instanceof List<?> list ? list.toArray() : new Object[] {cell};
            if (cells.length != names.size()) {
                throw Problem.invalid("instances[" + row + "]", cells.length + " values", names.size() + ", one for each feature");
            }
            rows[row] = cells;
        }
        return rows;
    }

    private void refuseWithoutTable() {
        if (!tabular) {
            throw Problem.invalid("features", "rows of values", "tensors, since the model's inputs are no table");
        }
    }

    private List<NamedTensor> filled(Object[][] rows, boolean textual) {
        List<NamedTensor> tensors = new ArrayList<>();
        int first = 0;
        for (Signature.Input input : signature.inputs()) {
            int width = input.features().size();
            Cells cells = new Cells(input.type(), Math.multiplyExact(rows.length, width), textual);
            for (int row = 0; row < rows.length; row++) {
                for (int column = 0; column < width; column++) {
                    String name = input.features().get(column).name();
                    cells.put(row * width + column, rows[row][first + column], rows.length == 1 ? name : name + "[" + row + "]");
                }
            }
            tensors.add(new NamedTensor(input.name(), cells.tensor(shape(input, rows.length, width))));
            first += width;
        }
        return tensors;
    }

    private static long[] shape(Signature.Input input, int rows, int width) {
        return input.shape().size() > 1 ? new long[] {rows, width} : new long[] {rows};
    }

    /** By input names; else a tensor a feature; else one matrix of all features, whatever it is called. */
    private List<NamedTensor> of(Given.Tensors given, boolean lenient) {
        List<NamedTensor> sent = given.tensors();
        int rows = given.rows();
        for (NamedTensor each : sent) {
            if (each.tensor().rows() != rows) {
                throw Problem.invalid(
                        each.name() + ".shape", Arrays.toString(each.tensor().shape()), rows + " rows, as the first input has");
            }
        }
        boolean byInput = sent.stream().allMatch(each -> signature.input(each.name()).isPresent());
        if (!tabular || byInput && sent.size() == signature.inputs().size()) {
            return whole(sent);
        }
        if (sent.size() == 1 && sent.getFirst().tensor().rowSize() == names.size() && !places.containsKey(sent.getFirst().name())) {
            return filled(matrix(sent.getFirst().tensor()), false);
        }
        return filled(cells(new Given.Named(rows(sent, rows)), lenient), false);
    }

    private List<NamedTensor> whole(List<NamedTensor> sent) {
        List<NamedTensor> ordered = new ArrayList<>();
        for (Signature.Input input : signature.inputs()) {
            NamedTensor found = sent.stream().filter(each -> each.name().equals(input.name())).findFirst()
                    .orElseGet(() -> only(sent, input));
            ordered.add(new NamedTensor(input.name(), fitted(input, found.tensor())));
        }
        return ordered;
    }

    private NamedTensor only(List<NamedTensor> sent, Signature.Input input) {
        if (sent.size() == 1 && signature.inputs().size() == 1) {
            return sent.getFirst();
        }
        throw Problem.invalid("inputs", "no '" + input.name() + "'", "an input of that name");
    }

    private static Tensor fitted(Signature.Input input, Tensor sent) {
        if (sent.type().isNumeric() != input.type().isNumeric()) {
            throw Problem.invalid(input.name() + ".datatype", sent.type(), input.type().name());
        }
        long[] shape = sent.shape();
        if (!input.features().isEmpty()) {
            if (sent.rowSize() != input.features().size()) {
                throw Problem.invalid(
                        input.name() + ".shape", Arrays.toString(shape), input.features().size() + " values a row");
            }
            shape = shape(input, sent.rows(), sent.rowSize());
        } else if (shape.length != input.shape().size()) {
            throw Problem.invalid(input.name() + ".shape", Arrays.toString(shape), input.shape() + ", where -1 is any length");
        }
        if (sent.type() == input.type()) {
            return sent.reshaped(shape);
        }
        Cells cells = new Cells(input.type(), sent.size(), false);
        for (int i = 0; i < sent.size(); i++) {
            cells.put(i, cell(sent, i), input.name() + "[" + i + "]");
        }
        return cells.tensor(shape);
    }

    private static Object[][] matrix(Tensor tensor) {
        int width = tensor.rowSize();
        Object[][] rows = new Object[tensor.rows()][width];
        for (int i = 0; i < tensor.size(); i++) {
            rows[i / width][i % width] = cell(tensor, i);
        }
        return rows;
    }

    private static List<Map<String, Object>> rows(List<NamedTensor> sent, int rows) {
        List<Map<String, Object>> named = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            Map<String, Object> cells = new LinkedHashMap<>();
            for (NamedTensor each : sent) {
                if (each.tensor().rowSize() != 1) {
                    throw Problem.invalid(
                            each.name() + ".shape", Arrays.toString(each.tensor().shape()), "a value a row, or the model's own inputs");
                }
                cells.put(each.name(), cell(each.tensor(), row));
            }
            named.add(cells);
        }
        return named;
    }

    static Object cell(Tensor tensor, int index) {
        if (tensor.isMissing(index)) {
            return Given.MISSING;
        }
        return switch (tensor.type()) {
            case BYTES -> tensor.text(index);
            case INT64 -> tensor.longs()[index];
            case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, FP16, FP32, FP64 -> tensor.number(index);
        };
    }
}
