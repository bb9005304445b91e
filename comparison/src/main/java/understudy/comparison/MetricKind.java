package understudy.comparison;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import understudy.core.Task;
import understudy.statistics.Losses;

/** The metrics that are means of a loss of each pair, and so can be judged at any time of looking. */
enum MetricKind {
    ACCURACY("accuracy", true),
    LOG_LOSS("log_loss", false),
    /** Bounded, so one wrong certainty cannot decide: what verdicts on binary models are about. */
    BRIER("brier", false),
    MAE("mae", false),
    /** Judged on squared errors. */
    RMSE("rmse", false);

    private final String label;
    private final boolean higherIsBetter;

    MetricKind(String label, boolean higherIsBetter) {
        this.label = label;
        this.higherIsBetter = higherIsBetter;
    }

    String label() {
        return label;
    }

    boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** In the order in which one of them is made primary: the first that has a pair. */
    static List<MetricKind> of(Task task) {
        return switch (task) {
            case BINARY -> List.of(BRIER, LOG_LOSS, ACCURACY);
            case MULTICLASS -> List.of(LOG_LOSS, ACCURACY);
            case REGRESSION -> List.of(MAE, RMSE);
            case OTHER -> List.of();
        };
    }

    /** What the answer cost; empty where the answer has not what the metric needs. */
    OptionalDouble loss(Pair.Side side, Truth truth, TruthReader reader) {
        return switch (this) {
            case ACCURACY -> {
                OptionalInt said = side.predicted().map(reader::classIndex).orElse(OptionalInt.empty());
                yield said.isEmpty() || truth.classIndex().isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(Losses.zeroOne(said.equals(truth.classIndex())));
            }
            case LOG_LOSS -> {
                double[] scores = side.scores();
                int index = truth.classIndex().orElse(-1);
                double probability = scores.length == 1 && index >= 0 && index <= 1
                        ? (index == 1 ? scores[0] : 1 - scores[0])
                        : index >= 0 && index < scores.length ? scores[index] : Double.NaN;
                yield Double.isNaN(probability)
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(Losses.logLoss(probability));
            }
            case BRIER -> {
                double probability = Sides.score(side);
                yield !Double.isFinite(probability) || truth.classIndex().isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(Losses.brier(probability, truth.classIndex().getAsInt() == 1));
            }
            case MAE -> error(side, truth, Losses::absolute);
            case RMSE -> error(side, truth, Losses::squared);
        };
    }

    /** From a mean loss to the metric as people know it. */
    double value(double meanLoss) {
        return switch (this) {
            case ACCURACY -> 1 - meanLoss;
            case LOG_LOSS, BRIER, MAE -> meanLoss;
            case RMSE -> Math.sqrt(meanLoss);
        };
    }

    private interface Loss {
        double of(double predicted, double truth);
    }

    private static OptionalDouble error(Pair.Side side, Truth truth, Loss loss) {
        double value = Sides.score(side);
        return !Double.isFinite(value) || truth.number().isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(loss.of(value, truth.number().getAsDouble()));
    }
}
