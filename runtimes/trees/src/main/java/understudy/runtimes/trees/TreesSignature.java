package understudy.runtimes.trees;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import understudy.core.DataType;
import understudy.core.Privacy;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Signature.Feature;
import understudy.core.Signature.Input;
import understudy.core.Signature.Meaning;
import understudy.core.Signature.Output;
import understudy.trees.Ensemble;

/** What an ensemble says of itself as a signature, and whether another signature can stand in its place. */
record TreesSignature(Ensemble ensemble) {
    private static final int DESCRIBED = 100_000;

    /**
     * One matrix {@code input} of all features, each of which may be missing; the answer in the precision of the
     * model's library. Beyond {@link #DESCRIBED} columns, as hashed text has, they are not described one by one.
     */
    Signature signature() {
        List<Feature> features = IntStream.range(0, width() > DESCRIBED ? 0 : width())
                .mapToObj(i -> new Feature(
                        ensemble.featureNames().get(i), ensemble.categories().get(i), true, Privacy.KEEP))
                .toList();
        Input input = new Input("input", type(), List.of(-1L, (long) width()), features);
        return new Signature(List.of(input), outputs());
    }

    private List<Output> outputs() {
        List<Long> column = List.of(-1L);
        List<Long> matrix = List.of(-1L, (long) ensemble.columns());
        List<String> classes =
                IntStream.range(0, Math.max(2, ensemble.columns())).mapToObj(Integer::toString).toList();
        return switch (ensemble.answer()) {
            case PROBABILITY -> List.of(new Output("probability", type(), column, Meaning.SCORE, classes));
            case PROBABILITIES -> List.of(new Output("probabilities", type(), matrix, Meaning.SCORE, classes));
            case CLASS -> List.of(
                    new Output("label", DataType.INT64, column, Meaning.LABEL, classes),
                    new Output("probabilities", type(), matrix, Meaning.SCORE, classes));
            case VALUE -> List.of(new Output(
                    "value", type(), ensemble.columns() == 1 ? column : matrix, Meaning.VALUE, List.of()));
        };
    }

    private DataType type() {
        return ensemble.library() == Ensemble.Library.XGBOOST ? DataType.FP32 : DataType.FP64;
    }

    private int width() {
        return ensemble.featureNames().size();
    }

    /**
     * A given signature may rename and describe: one matrix, or an input per feature in the model's order, of any
     * numeric types; outputs in our order and of our types and shapes, under any name and meaning.
     *
     * @throws Problem UNPROCESSABLE naming the part that cannot be true
     */
    Signature checked(Signature given) {
        boolean matrix = given.inputs().size() == 1
                && given.inputs().getFirst().shape().equals(List.of(-1L, (long) width()));
        boolean columns = given.inputs().size() == width()
                && given.inputs().stream()
                        .allMatch(input -> input.shape().equals(List.of(-1L)) || input.shape().equals(List.of(-1L, 1L)));
        if (!matrix && !columns) {
            List<List<Long>> shapes = given.inputs().stream().map(Input::shape).toList();
            throw refused("inputs of shapes " + shapes, "one input [-1, " + width() + "] or " + width() + " of [-1]");
        }
        for (Input input : given.inputs()) {
            if (!input.type().isNumeric()) {
                throw refused("input " + input.name() + " of type " + input.type(), "a numeric type");
            }
        }
        List<Output> own = outputs();
        if (!forms(given.outputs()).equals(forms(own))) {
            throw refused("outputs " + forms(given.outputs()), forms(own).toString());
        }
        return given;
    }

    private static List<String> forms(List<Output> outputs) {
        List<String> forms = new ArrayList<>();
        outputs.forEach(output -> forms.add(output.type() + output.shape().toString()));
        return forms;
    }

    private static Problem refused(String what, String expected) {
        return new Problem(
                Problem.Code.UNPROCESSABLE, "the given signature has " + what, "This model has " + expected + ".");
    }
}
