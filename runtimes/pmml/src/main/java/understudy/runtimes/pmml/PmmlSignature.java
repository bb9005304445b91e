package understudy.runtimes.pmml;

import java.util.List;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Signature.Input;
import understudy.core.Signature.Output;

/** What a document says of itself as a signature, and whether another signature can stand in its place. */
record PmmlSignature(List<InputColumn> inputs, List<AnswerColumn> answers) {
    /** An input for each active field, in the order of the mining schema. */
    Signature signature() {
        return new Signature(
                inputs.stream().map(InputColumn::input).toList(), answers.stream().map(AnswerColumn::output).toList());
    }

    /**
     * A given signature may rename and describe: an input per field in the document's order, numbers in any numeric
     * type, or one matrix of all fields where all are numbers; outputs in our order and of our types and shapes, under
     * any name and meaning.
     *
     * @throws Problem UNPROCESSABLE naming the part that cannot be true
     */
    Signature checked(Signature given) {
        boolean numeric = inputs.stream().allMatch(column -> column.type().isNumeric());
        boolean matrix = numeric
                && given.inputs().size() == 1
                && given.inputs().getFirst().type().isNumeric()
                && given.inputs().getFirst().shape().equals(List.of(-1L, (long) inputs.size()));
        if (!matrix && given.inputs().size() != inputs.size()) {
            throw refused(given.inputs().size() + " inputs", inputs.size() + " inputs of shape [-1]");
        }
        for (int i = 0; !matrix && i < inputs.size(); i++) {
            checkColumn(given.inputs().get(i), inputs.get(i));
        }
        List<String> own = answers.stream().map(answer -> form(answer.output())).toList();
        List<String> there = given.outputs().stream().map(PmmlSignature::form).toList();
        if (!there.equals(own)) {
            throw refused("outputs " + there, own.toString());
        }
        return given;
    }

    private static void checkColumn(Input given, InputColumn own) {
        boolean shape = given.shape().equals(List.of(-1L)) || given.shape().equals(List.of(-1L, 1L));
        if (!shape || given.type().isNumeric() != own.type().isNumeric()) {
            throw refused(
                    "input " + given.name() + " of type " + given.type() + given.shape(),
                    own.name() + " of type " + own.type() + "[-1] in its place");
        }
    }

    private static String form(Output output) {
        return output.type() + output.shape().toString();
    }

    private static Problem refused(String what, String expected) {
        return new Problem(
                Problem.Code.UNPROCESSABLE, "the given signature has " + what, "This model has " + expected + ".");
    }
}
