package understudy.core;

import java.util.List;
import java.util.Optional;

/** Reads scores and predicted classes from outputs, by what the signature says they mean. */
public final class Scores {
    private static final double[] NONE = {};

    private Scores() {}

    /**
     * @return one probability (binary), one for each class, the predicted value, or nothing where no output means any
     *     of these
     */
    public static double[] of(Signature signature, List<NamedTensor> outputs, int row) {
        for (Signature.Output output : signature.outputs()) {
            if (output.meaning() == Signature.Meaning.SCORE || output.meaning() == Signature.Meaning.VALUE) {
                Optional<Tensor> found = tensor(outputs, output.name());
                if (found.isPresent() && found.get().type().isNumeric()) {
                    Tensor tensor = found.get();
                    int width = tensor.rowSize();
                    double[] scores = new double[width];
                    for (int i = 0; i < width; i++) {
                        scores[i] = tensor.number(row * width + i);
                    }
                    return scores;
                }
            }
        }
        return NONE;
    }

    /**
     * The class an answer stands for: the label output's, or else the most probable (at or above one half for a single
     * probability). Empty for regression and for outputs that mean neither.
     */
    public static Optional<String> predicted(Signature signature, List<NamedTensor> outputs, int row) {
        for (Signature.Output output : signature.outputs()) {
            Optional<Tensor> found = tensor(outputs, output.name());
            if (output.meaning() == Signature.Meaning.LABEL && found.isPresent() && found.get().rowSize() == 1) {
                Tensor tensor = found.get();
                if (tensor.type().isInteger() || tensor.type() == DataType.BOOL) {
                    return Optional.of(className(output.classes(), (int) tensor.number(row), tensor.text(row)));
                }
                return Optional.of(tensor.text(row));
            }
        }
        Optional<Signature.Output> score = signature.output(Signature.Meaning.SCORE);
        double[] scores = of(signature, outputs, row);
        if (score.isEmpty() || scores.length == 0) {
            return Optional.empty();
        }
        int best = 0;
        if (scores.length == 1) {
            best = scores[0] >= 0.5 ? 1 : 0;
        } else {
            for (int i = 1; i < scores.length; i++) {
                best = scores[i] > scores[best] ? i : best;
            }
        }
        return Optional.of(className(score.get().classes(), best, Integer.toString(best)));
    }

    private static String className(List<String> classes, int index, String otherwise) {
        return index >= 0 && index < classes.size() ? classes.get(index) : otherwise;
    }

    private static Optional<Tensor> tensor(List<NamedTensor> outputs, String name) {
        for (NamedTensor output : outputs) {
            if (output.name().equals(name)) {
                return Optional.of(output.tensor());
            }
        }
        return Optional.empty();
    }
}
