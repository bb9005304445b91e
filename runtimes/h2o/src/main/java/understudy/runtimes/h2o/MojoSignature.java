package understudy.runtimes.h2o;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.core.DataType;
import understudy.core.Privacy;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Signature.Feature;
import understudy.core.Signature.Input;
import understudy.core.Signature.Output;

/**
 * What a MOJO says of itself as a signature, and whether another signature can stand in its place.
 *
 * @param offset name of the column added to the score's linear part, where the model was trained with one
 * @param refuseUnknown whether features name their categories, which are then the only ones
 */
record MojoSignature(List<Column> columns, Optional<String> offset, List<Part> parts, boolean refuseUnknown) {
    /** One matrix {@code input} where all columns are numbers; else an input per column, categories as texts. */
    Signature signature() {
        List<Input> inputs = new ArrayList<>();
        if (isMatrix()) {
            List<Feature> features = columns.stream().map(column -> Feature.of(column.name(), true)).toList();
            inputs.add(new Input("input", DataType.FP64, List.of(-1L, (long) columns.size()), features));
        } else {
            for (Column column : columns) {
                List<String> categories = refuseUnknown ? column.categories() : List.of();
                Feature feature = new Feature(column.name(), categories, true, Privacy.KEEP);
                inputs.add(new Input(
                        column.name(), column.categorical() ? DataType.BYTES : DataType.FP64, List.of(-1L), List.of(feature)));
            }
        }
        offset.ifPresent(name -> inputs.add(Input.column(name, DataType.FP64, false)));
        return new Signature(inputs, parts.stream().map(Part::output).toList());
    }

    private boolean isMatrix() {
        return columns.stream().noneMatch(Column::categorical);
    }

    /**
     * A given signature may rename and describe: one matrix of numbers, or an input per column in the model's order,
     * then the offset; outputs in our order and of our types and shapes.
     *
     * @throws Problem UNPROCESSABLE naming the part that cannot be true
     */
    Signature checked(Signature given) {
        List<String> own = forms(parts.stream().map(Part::output));
        List<String> there = forms(given.outputs().stream());
        if (!there.equals(own)) {
            throw refused("outputs " + there, own.toString());
        }
        List<Input> inputs = given.inputs();
        int more = offset.isPresent() ? 1 : 0;
        boolean matrix = isMatrix()
                && inputs.size() == 1 + more
                && inputs.getFirst().shape().equals(List.of(-1L, (long) columns.size()))
                && inputs.getFirst().type().isNumeric();
        if (!matrix && inputs.size() != columns.size() + more) {
            throw refused(inputs.size() + " inputs", columns.size() + more + " columns");
        }
        for (int i = 0; !matrix && i < columns.size(); i++) {
            check(inputs.get(i), columns.get(i));
        }
        if (more == 1 && !inputs.getLast().type().isNumeric()) {
            throw refused("the offset " + inputs.getLast().name() + " of type BYTES", "a numeric one");
        }
        return given;
    }

    private static void check(Input input, Column column) {
        if (!input.shape().equals(List.of(-1L)) && !input.shape().equals(List.of(-1L, 1L))) {
            throw refused("input " + input.name() + " of shape " + input.shape(), "columns of shape [-1]");
        }
        boolean category = input.type() == DataType.BYTES || input.type().isInteger();
        if (column.categorical() ? !category : !input.type().isNumeric()) {
            String kind = column.categorical() ? "a category (BYTES)" : "a number";
            throw refused("input " + input.name() + " of type " + input.type(), kind + " there");
        }
    }

    private static List<String> forms(Stream<Output> outputs) {
        return outputs.map(output -> output.type() + output.shape().toString()).toList();
    }

    static Problem refused(String what, String expected) {
        return new Problem(
                Problem.Code.UNPROCESSABLE, "the given signature has " + what, "This model has " + expected + ".");
    }
}
