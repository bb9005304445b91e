package understudy.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;

/**
 * Turns what another platform answered into the tensors that a signature names. Outputs that were not written down are left
 * out: what they mean is then not known. Safe for many threads.
 */
final class Outputs {
    private final Signature signature;

    Outputs(Signature signature) {
        this.signature = signature;
    }

    /** @throws Problem INVALID naming the output and what it takes */
    List<NamedTensor> of(Given given, int rows, boolean lenient, boolean textual) {
        if (given.rows() != rows) {
            throw Problem.invalid("outputs", given.rows() + " rows", rows + ", as the request has");
        }
        return switch (given) {
            case Given.Named named -> named(columns(named), lenient, textual);
            case Given.Ordered ordered -> List.of(ordered(ordered.cells(), textual));
            case Given.Tensors tensors -> named(columns(tensors), lenient, textual);
        };
    }

    /** The score, in whatever shape the signature has it. */
    List<NamedTensor> of(double score) {
        Signature.Output output = signature.output(Signature.Meaning.SCORE)
                .or(() -> signature.output(Signature.Meaning.VALUE))
                .orElseThrow(() -> Problem.invalid("score", score, "none: no output of the model is a score or a value"));
        checkScore(output, score, "score");
        List<Object> cell = width(output) == 2 ? List.of(1 - score, score) : List.of(score);
        return List.of(tensor(output, List.of(cell), false));
    }

    private List<NamedTensor> named(Map<String, List<Object>> columns, boolean lenient, boolean textual) {
        List<NamedTensor> tensors = new ArrayList<>();
        for (Signature.Output output : signature.outputs()) {
            List<Object> cells = columns.remove(output.name());
            if (cells != null) {
                tensors.add(tensor(output, cells, textual));
            }
        }
        if (columns.size() == 1 && tensors.isEmpty()) {
            return List.of(ordered(columns.values().iterator().next(), textual));
        }
        if (tensors.isEmpty() || !lenient && !columns.isEmpty()) {
            throw Problem.invalid(
                    "outputs", columns.isEmpty() ? "none" : "'" + columns.keySet().iterator().next() + "'",
                    "outputs of the model: " + signature.outputs().stream().map(Signature.Output::name).toList());
        }
        return tensors;
    }

    /** Without names it is the first output whose rows have as many values. */
    private NamedTensor ordered(List<Object> cells, boolean textual) {
        int width = cells.getFirst() instanceof List<?> list ? list.size() : 1;
        for (Signature.Output output : signature.outputs()) {
            boolean text = cells.getFirst() instanceof String;
            boolean holds = !text || !output.type().isNumeric() || textual || !output.classes().isEmpty();
            if (holds && (width(output) == width || width(output) < 0)) {
                return tensor(output, cells, textual);
            }
        }
        throw Problem.invalid(
                "predictions", width + " values a row",
                "as one of the model's outputs has: "
                        + signature.outputs().stream().map(output -> output.name() + " " + output.shape()).toList());
    }

    private NamedTensor tensor(Signature.Output output, List<Object> rows, boolean textual) {
        List<Object> flat = new ArrayList<>();
        for (Object row : rows) {
            flatten(row, flat);
        }
        int width = flat.size() / rows.size();
        if (flat.size() % rows.size() != 0 || width(output) >= 0 && width != width(output)) {
            throw Problem.invalid(output.name(), width + " values a row", output.shape() + ", where -1 is any length");
        }
        Cells cells = new Cells(output.type(), flat.size(), textual);
        for (int i = 0; i < flat.size(); i++) {
            String field = flat.size() == 1 ? output.name() : output.name() + "[" + i + "]";
            cells.put(i, classCode(output, flat.get(i)), field);
        }
        Tensor tensor = cells.tensor(shape(output, rows.size(), width));
        boolean judged = output.meaning() == Signature.Meaning.SCORE || output.meaning() == Signature.Meaning.VALUE;
        if (judged && tensor.type().isNumeric()) {
            for (int i = 0; i < tensor.size(); i++) {
                checkScore(output, tensor.number(i), output.name());
            }
        }
        return new NamedTensor(output.name(), tensor);
    }

    /** A class by its name, where the output holds its place among the classes. */
    private static Object classCode(Signature.Output output, Object cell) {
        int place = output.type().isInteger() && cell instanceof String text ? output.classes().indexOf(text) : -1;
        return place < 0 ? cell : (Object) place;
    }

    private static void checkScore(Signature.Output output, double score, String field) {
        boolean probability = output.meaning() == Signature.Meaning.SCORE;
        if (!Double.isFinite(score) || probability && (score < 0 || score > 1)) {
            throw Problem.invalid(field, score, probability ? "a probability, 0 to 1" : "a finite number");
        }
    }

    private static void flatten(Object cell, List<Object> into) {
        if (cell instanceof List<?> list) {
            list.forEach(each -> flatten(each, into));
        } else {
            into.add(cell);
        }
    }

    /** Values a row; −1 where any number goes. */
    private static int width(Signature.Output output) {
        int width = 1;
        for (int i = 1; i < output.shape().size(); i++) {
            if (output.shape().get(i) < 0) {
                return -1;
            }
            width = Math.toIntExact(width * output.shape().get(i));
        }
        return width;
    }

    private static long[] shape(Signature.Output output, int rows, int width) {
        long[] shape = output.shape().stream().mapToLong(Long::longValue).toArray();
        if (width(output) < 0 || shape.length == 0) {
            return shape.length <= 1 ? new long[] {rows} : new long[] {rows, width};
        }
        shape[0] = rows;
        return shape;
    }

    private static Map<String, List<Object>> columns(Given.Named named) {
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        for (Map<String, Object> row : named.cells()) {
            row.forEach((name, cell) -> columns.computeIfAbsent(name, any -> new ArrayList<>()).add(cell));
        }
        columns.forEach((name, cells) -> {
            if (cells.size() != named.rows()) {
                throw Problem.invalid("outputs", "'" + name + "' in " + cells.size() + " rows", "it in all " + named.rows());
            }
        });
        return columns;
    }

    private static Map<String, List<Object>> columns(Given.Tensors given) {
        Map<String, List<Object>> columns = new HashMap<>();
        for (NamedTensor each : given.tensors()) {
            int width = each.tensor().rowSize();
            List<Object> rows = new ArrayList<>();
            for (int row = 0; row < each.tensor().rows(); row++) {
                List<Object> cells = new ArrayList<>();
                for (int i = 0; i < width; i++) {
                    cells.add(Inputs.cell(each.tensor(), row * width + i));
                }
                rows.add(width == 1 ? cells.getFirst() : cells);
            }
            columns.put(each.name(), rows);
        }
        return columns;
    }
}
