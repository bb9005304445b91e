package understudy.performance;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import understudy.core.Problem;
import understudy.core.Task;
import understudy.estimation.Metric;

/** How good answers are, in one number, by the names that comparisons use, too. */
public enum Measure {
    AUC(Optional.of(Metric.AUC), Better.HIGHER),
    LOG_LOSS(Optional.of(Metric.LOG_LOSS), Better.LOWER),
    /** Mean of (p − y)². */
    BRIER(Optional.of(Metric.BRIER), Better.LOWER),
    ACCURACY(Optional.of(Metric.ACCURACY), Better.HIGHER),
    PRECISION(Optional.of(Metric.PRECISION), Better.HIGHER),
    RECALL(Optional.of(Metric.RECALL), Better.HIGHER),
    F1(Optional.of(Metric.F1), Better.HIGHER),
    /** Of two classes: how many decisions were positive. */
    SELECTION_RATE(Optional.of(Metric.SELECTION_RATE), Better.NEITHER),
    /** Expected calibration error: how far probabilities are from observed rates. */
    CALIBRATION_ERROR(Optional.empty(), Better.LOWER),
    /** Of two classes: mean score − share of positives; of a regression: mean of prediction − truth. */
    BIAS(Optional.empty(), Better.NEITHER),
    /** Mean absolute error, in the truth's unit. */
    MAE(Optional.empty(), Better.LOWER),
    /** Root mean squared error, in the truth's unit. */
    RMSE(Optional.empty(), Better.LOWER),
    /** 1 − Σe² / Σ(y − ȳ)². */
    R2(Optional.empty(), Better.HIGHER);

    private static final List<Measure> BINARY = List.of(
            AUC, LOG_LOSS, BRIER, ACCURACY, PRECISION, RECALL, F1, SELECTION_RATE, CALIBRATION_ERROR, BIAS);
    private static final List<Measure> MULTICLASS = List.of(ACCURACY, LOG_LOSS, AUC, PRECISION, RECALL, F1);
    private static final List<Measure> REGRESSION = List.of(MAE, RMSE, BIAS, R2);

    /** Which way is good. */
    public enum Better {
        HIGHER,
        LOWER,
        /** It says how it is, not how good. */
        NEITHER
    }

    private final Optional<Metric> metric;
    private final Better better;

    Measure(Optional<Metric> metric, Better better) {
        this.metric = metric;
        this.better = better;
    }

    /** {@code log_loss}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Better better() {
        return better;
    }

    /** As the mathematics knows it; empty for those that only exist with labels, or only for regressions. */
    Optional<Metric> metric() {
        return metric;
    }

    static List<Measure> of(Task task) {
        return switch (task) {
            case BINARY -> BINARY;
            case MULTICLASS -> MULTICLASS;
            case REGRESSION -> REGRESSION;
            case OTHER -> List.of();
        };
    }

    /** The one that is looked at first. @param task not OTHER */
    public static Measure first(Task task) {
        return of(task).getFirst();
    }

    /** @throws Problem INVALID, naming those the task has */
    static Measure parse(String field, String label, Task task) {
        return of(task).stream()
                .filter(measure -> measure.label().equals(label.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(
                        field, label, "one of " + of(task).stream().map(Measure::label).toList()));
    }

    static Measure of(Metric metric) {
        return Arrays.stream(values())
                .filter(measure -> measure.metric.equals(Optional.of(metric)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("metric: " + metric + " (expected: one that is shown)"));
    }
}
