package understudy.comparison;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import understudy.core.Task;
import understudy.core.Truth;
import understudy.statistics.Losses;

/** What answers can be judged by once the truth is known. */
enum MetricKind {
    ACCURACY("accuracy", true, Made.OF_EACH_PAIR),
    LOG_LOSS("log_loss", false, Made.OF_EACH_PAIR),
    /** Bounded, so one wrong certainty cannot decide: what verdicts on binary models are about, unless a plan says. */
    BRIER("brier", false, Made.OF_EACH_PAIR),
    /** What the actions cost, by the champion's cost matrix, else the challenger's. */
    COST("cost", false, Made.OF_EACH_PAIR),
    MAE("mae", false, Made.OF_EACH_PAIR),
    /** Judged on squared errors. */
    RMSE("rmse", false, Made.OF_EACH_PAIR),
    /** Of a quantile, its parameter. */
    PINBALL("pinball", false, Made.OF_EACH_PAIR),
    AUC("auc", true, Made.OF_ALL_SCORES),
    /** Average precision. */
    PR_AUC("pr_auc", true, Made.OF_ALL_SCORES),
    /** Of the positive decision at each version's own operating point. */
    F1("f1", true, Made.OF_ALL_DECISIONS),
    /** Of what a key asked within an hour as one list; the parameter is how many places count. */
    NDCG("ndcg", true, Made.OF_LISTS);

    /** From what a metric is made, which says how its interval is. */
    enum Made {
        /** A mean of a loss of each pair. */
        OF_EACH_PAIR,
        OF_ALL_SCORES,
        OF_ALL_DECISIONS,
        OF_LISTS
    }

    private final String label;
    private final boolean higherIsBetter;
    private final Made made;

    MetricKind(String label, boolean higherIsBetter, Made made) {
        this.label = label;
        this.higherIsBetter = higherIsBetter;
        this.made = made;
    }

    String label() {
        return label;
    }

    boolean higherIsBetter() {
        return higherIsBetter;
    }

    Made made() {
        return made;
    }

    /** Whether its units are the model's own, so that a margin is a share of the champion's value. */
    boolean isInOwnUnits() {
        return switch (this) {
            case COST, MAE, RMSE, PINBALL -> true;
            case ACCURACY, LOG_LOSS, BRIER, AUC, PR_AUC, F1, NDCG -> false;
        };
    }

    /** All a model of the task can be judged by. */
    static List<MetricKind> of(Task task) {
        return switch (task) {
            case BINARY -> List.of(BRIER, LOG_LOSS, ACCURACY, AUC, PR_AUC, F1, COST);
            case MULTICLASS -> List.of(LOG_LOSS, ACCURACY, COST);
            case REGRESSION -> List.of(MAE, RMSE, PINBALL, COST);
            case OTHER -> List.of(ACCURACY, NDCG);
        };
    }

    /** How far apart the losses of two answers can be; empty where there is no limit. */
    OptionalDouble range(Decisions decisions) {
        return switch (this) {
            case ACCURACY, BRIER -> OptionalDouble.of(1);
            case LOG_LOSS -> OptionalDouble.of(-Math.log(Losses.EPSILON));
            case COST -> decisions.costRange();
            case MAE, RMSE, PINBALL, AUC, PR_AUC, F1, NDCG -> OptionalDouble.empty();
        };
    }

    /** What the answer cost; empty where the answer has not what the metric needs. Of those made of each pair. */
    OptionalDouble loss(double parameter, Pair.Side side, Truth truth, Decisions decisions) {
        return switch (this) {
            case ACCURACY -> accuracy(side, truth, decisions);
            case LOG_LOSS -> logLoss(side, truth);
            case BRIER -> brier(side, truth);
            case COST -> decisions.cost(side, truth);
            case MAE -> error(side, truth, Losses::absolute);
            case RMSE -> error(side, truth, Losses::squared);
            case PINBALL -> error(side, truth, (predicted, known) -> Losses.pinball(predicted, known, parameter));
            case AUC, PR_AUC, F1, NDCG -> OptionalDouble.empty();
        };
    }

    /** From a mean loss to the metric as people know it. */
    double value(double meanLoss) {
        return switch (this) {
            case ACCURACY -> 1 - meanLoss;
            case RMSE -> Math.sqrt(meanLoss);
            case LOG_LOSS, BRIER, COST, MAE, PINBALL, AUC, PR_AUC, F1, NDCG -> meanLoss;
        };
    }

    private static OptionalDouble accuracy(Pair.Side side, Truth truth, Decisions decisions) {
        if (truth.text().isPresent()) {
            return side.predicted().isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(Losses.zeroOne(side.predicted().equals(truth.text())));
        }
        OptionalInt said = side.predicted().map(decisions::classIndex).orElse(OptionalInt.empty());
        return said.isEmpty() || truth.classIndex().isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Losses.zeroOne(said.equals(truth.classIndex())));
    }

    private static OptionalDouble logLoss(Pair.Side side, Truth truth) {
        double[] scores = side.scores();
        int index = truth.classIndex().orElse(-1);
        double probability = scores.length == 1 && index >= 0 && index <= 1
                ? (index == 1 ? scores[0] : 1 - scores[0])
                : index >= 0 && index < scores.length ? scores[index] : Double.NaN;
        return Double.isNaN(probability) ? OptionalDouble.empty() : OptionalDouble.of(Losses.logLoss(probability));
    }

    private static OptionalDouble brier(Pair.Side side, Truth truth) {
        double probability = Sides.score(side);
        return !Double.isFinite(probability) || truth.classIndex().isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Losses.brier(probability, truth.classIndex().getAsInt() == 1));
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
