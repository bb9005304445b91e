package understudy.runtimes.h2o;

import static java.nio.charset.StandardCharsets.UTF_8;

import hex.ModelCategory;
import hex.genmodel.IClusteringModel;
import hex.genmodel.MojoModel;
import hex.genmodel.algos.glrm.GlrmMojoModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Instance;

/**
 * One MOJO, scored row by row without H2O's maps of boxed values. Safe for any number of threads: a model's score
 * writes nothing but the arrays it is given (GLRM's counter of rows is left out, see {@link #score}).
 */
final class MojoInstance implements Instance {
    private final MojoModel model;
    private final MojoSignature own;
    private final Signature signature;
    private final String library = H2oRuntime.library();
    private final int scores;

    private MojoInstance(MojoModel model, MojoSignature own, Signature signature) {
        this.model = model;
        this.own = own;
        this.signature = signature;
        boolean sized = model.getModelCategory() == ModelCategory.AutoEncoder
                || model.getModelCategory() == ModelCategory.DimReduction;
        this.scores = sized ? model.getPredsSize(model.getModelCategory()) : model.getPredsSize();
    }

    static MojoInstance of(MojoModel model, String file, boolean refuseUnknown, Optional<Signature> given) {
        Optional<String> offset =
                model.requiresOffset() ? Optional.ofNullable(model.getOffsetName()) : Optional.empty();
        MojoSignature own = new MojoSignature(Column.of(model), offset, Part.of(model, file), refuseUnknown);
        return new MojoInstance(model, own, given.map(own::checked).orElseGet(own::signature));
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public String library() {
        return library;
    }

    @Override
    public List<NamedTensor> predict(List<NamedTensor> inputs, int rows) {
        Object[] answers = own.parts().stream().map(part -> space(part, rows)).toArray();
        double[] row = new double[model.nfeatures()];
        double[] score = new double[scores];
        for (int i = 0; i < rows; i++) {
            fill(inputs, i, row);
            Arrays.fill(score, 0);
            double offset = own.offset().isEmpty() ? 0 : inputs.getLast().tensor().number(i);
            score(row, offset, score);
            for (int part = 0; part < answers.length; part++) {
                take(own.parts().get(part), score, inputs, i, answers[part]);
            }
        }
        List<NamedTensor> outputs = new ArrayList<>(answers.length);
        for (int part = 0; part < answers.length; part++) {
            Signature.Output output = signature.outputs().get(part);
            long[] shape = output.shape().size() == 1
                    ? new long[] {rows}
                    : new long[] {rows, own.parts().get(part).width()};
            outputs.add(new NamedTensor(output.name(), Tensor.of(output.type(), shape, answers[part])));
        }
        return outputs;
    }

    private void fill(List<NamedTensor> inputs, int at, double[] row) {
        Arrays.fill(row, Double.NaN);
        int width = own.columns().size();
        boolean matrix = inputs.size() < width || inputs.getFirst().tensor().shape().length == 2;
        for (int i = 0; i < width; i++) {
            Tensor from = inputs.get(matrix ? 0 : i).tensor();
            own.columns().get(i).fill(from, matrix ? at * width + i : at, row, own.refuseUnknown());
        }
    }

    /** GLRM starts each row from random numbers: with a fixed count of rows, equal rows have equal answers. */
    private void score(double[] row, double offset, double[] score) {
        try {
            if (model instanceof GlrmMojoModel glrm) {
                glrm.score0(row, score, glrm._seed);
            } else if (offset == 0) {
                model.score0(row, score);
            } else {
                model.score0(row, offset, score);
            }
        } catch (RuntimeException mishap) {
            throw new Problem(Problem.Code.UNPROCESSABLE, "H2O cannot score these values", "", mishap);
        }
    }

    private void take(Part part, double[] score, List<NamedTensor> inputs, int at, Object into) {
        switch (part.kind()) {
            case NUMBERS -> System.arraycopy(score, part.from(), (double[]) into, at * part.width(), part.width());
            case CALIBRATED -> {
                model.calibrateClassProbabilities(score);
                System.arraycopy(score, part.from(), (double[]) into, at * part.width(), part.width());
            }
            case WHOLE -> ((long[]) into)[at] = (long) score[part.from()];
            case CLASS -> {
                int place = (int) score[part.from()];
                List<String> classes = part.output().classes();
                String name = place < classes.size() ? classes.get(place) : Integer.toString(place);
                ((byte[][]) into)[at] = name.getBytes(UTF_8);
            }
            case DISTANCES -> {
                // the score has changed the row in place
                double[] row = new double[model.nfeatures()];
                fill(inputs, at, row);
                double[] distances = new double[part.width()];
                ((IClusteringModel) model).distances(row, distances);
                System.arraycopy(distances, 0, (double[]) into, at * part.width(), part.width());
            }
        }
    }

    private static Object space(Part part, int rows) {
        return switch (part.kind()) {
            case NUMBERS, CALIBRATED, DISTANCES -> new double[rows * part.width()];
            case WHOLE -> new long[rows];
            case CLASS -> new byte[rows][];
        };
    }

    @Override
    public void close() {
        // Nothing is held outside the heap.
    }
}
