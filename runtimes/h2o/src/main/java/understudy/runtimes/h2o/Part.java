package understudy.runtimes.h2o;

import hex.ModelCategory;
import hex.genmodel.IClusteringModel;
import hex.genmodel.MojoModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.core.DataType;
import understudy.core.Problem;
import understudy.core.Signature.Meaning;
import understudy.core.Signature.Output;

/**
 * One output and where it stands in what a model's score gives for a row.
 *
 * @param from first place among the scores
 * @param width how many of them
 */
record Part(Output output, Kind kind, int from, int width) {
    enum Kind {
        NUMBERS,
        /** The number at {@code from} is a class's place among the classes. */
        CLASS,
        WHOLE,
        /** As NUMBERS, once probabilities are calibrated. */
        CALIBRATED,
        /** To each cluster's centre; computed beside the score. */
        DISTANCES
    }

    /** @throws Problem UNPROCESSABLE for a kind of model whose answers have no tensors */
    static List<Part> of(MojoModel model, String file) {
        ModelCategory category = model.getModelCategory();
        return switch (category) {
            case Binomial, Multinomial, Ordinal -> classes(model);
            case Regression, KLime, CoxPH -> List.of(value("value", 0));
            case Clustering -> clusters(model);
            case AnomalyDetection -> anomaly(model);
            case BinomialUplift -> List.of(
                    value("uplift", 0), numbers("probability_treated", 1, 1), numbers("probability_control", 2, 1));
            case AutoEncoder -> List.of(wide("reconstruction", model.getPredsSize(category)));
            case DimReduction -> List.of(wide("components", model.getPredsSize(category)));
            case TargetEncoder -> List.of(wide("encoded", model.getPredsSize()));
            case WordEmbedding, Unknown -> throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "'" + file + "' is a model of the category " + category + ", whose answers this runtime does not know",
                    "Serve it with H2O, or export another model.");
        };
    }

    private static List<Part> classes(MojoModel model) {
        int count = model.nclasses();
        String[] names = model.getDomainValues(model.getResponseIdx());
        List<String> classes = names == null ? List.of() : Arrays.asList(names);
        List<Part> parts = new ArrayList<>();
        Output label = new Output("label", DataType.BYTES, List.of(-1L), Meaning.LABEL, classes);
        parts.add(new Part(label, Kind.CLASS, 0, 1));
        List<Long> shape = List.of(-1L, (long) count);
        parts.add(new Part(
                new Output("probabilities", DataType.FP64, shape, Meaning.SCORE, classes), Kind.NUMBERS, 1, count));
        if (model.calibrateClassProbabilities(new double[count + 1])) {
            Output calibrated = new Output("calibrated_probabilities", DataType.FP64, shape, Meaning.OTHER, classes);
            parts.add(new Part(calibrated, Kind.CALIBRATED, 1, count));
        }
        return parts;
    }

    private static List<Part> clusters(MojoModel model) {
        Output cluster = new Output("cluster", DataType.INT64, List.of(-1L), Meaning.LABEL, List.of());
        List<Part> parts = new ArrayList<>(List.of(new Part(cluster, Kind.WHOLE, 0, 1)));
        if (model instanceof IClusteringModel clustering) {
            int count = clustering.getNumClusters();
            Output distances = new Output(
                    "distances", DataType.FP64, List.of(-1L, (long) count), Meaning.OTHER, List.of());
            parts.add(new Part(distances, Kind.DISTANCES, 0, count));
        }
        return parts;
    }

    /** The flag comes first where the model gives one, then the score and the mean length of the paths. */
    private static List<Part> anomaly(MojoModel model) {
        List<Part> parts = new ArrayList<>();
        int from = model.getPredsSize() - 2;
        if (from == 1) {
            Output flag = new Output("anomaly", DataType.INT64, List.of(-1L), Meaning.LABEL, List.of("0", "1"));
            parts.add(new Part(flag, Kind.WHOLE, 0, 1));
        }
        parts.add(value("anomaly_score", from));
        parts.add(numbers("mean_length", from + 1, 1));
        return parts;
    }

    private static Part value(String name, int from) {
        return new Part(
                new Output(name, DataType.FP64, List.of(-1L), Meaning.VALUE, List.of()), Kind.NUMBERS, from, 1);
    }

    private static Part numbers(String name, int from, int width) {
        return new Part(
                new Output(name, DataType.FP64, List.of(-1L), Meaning.OTHER, List.of()), Kind.NUMBERS, from, width);
    }

    private static Part wide(String name, int width) {
        List<Long> shape = List.of(-1L, (long) width);
        return new Part(new Output(name, DataType.FP64, shape, Meaning.OTHER, List.of()), Kind.NUMBERS, 0, width);
    }
}
