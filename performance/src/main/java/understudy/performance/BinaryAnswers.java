package understudy.performance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import understudy.estimation.Baselines;
import understudy.estimation.Estimate;
import understudy.estimation.LabelledScores;
import understudy.estimation.Metric;
import understudy.estimation.ScoreHistogram;
import understudy.statistics.Losses;

/** Of two classes. */
final class BinaryAnswers implements Answers {
    private final double threshold;
    private final LabelledScores labelled;
    private final LabelledScores repeated;
    private final ScoreHistogram scores;
    private final LossSums losses;
    private long selected;
    private double lastLabel = Double.NaN;

    /** @param threshold above 0, below 1; a score at or above it is a positive decision */
    BinaryAnswers(double threshold) {
        this(
                threshold, new LabelledScores(threshold), new LabelledScores(threshold), new ScoreHistogram(threshold),
                new LossSums());
    }

    private BinaryAnswers(
            double threshold, LabelledScores labelled, LabelledScores repeated, ScoreHistogram scores, LossSums losses) {
        this.threshold = threshold;
        this.labelled = labelled;
        this.repeated = repeated;
        this.scores = scores;
        this.losses = losses;
    }

    @Override
    public void add(AnsweredRow row) {
        scores.add(row.score);
        selected += row.score >= threshold ? 1 : 0;
        if (row.isLabelled()) {
            boolean positive = row.label == 1;
            labelled.add(row.score, positive);
            losses.add(Losses.brier(row.score, positive));
            if (!Double.isNaN(lastLabel)) {
                repeated.add(lastLabel, positive);
            }
            lastLabel = row.label;
        }
    }

    @Override
    public void merge(Answers other) {
        if (!(other instanceof BinaryAnswers binary)) {
            throw new IllegalArgumentException("answers: of another task (expected: of two classes)");
        }
        labelled.merge(binary.labelled);
        repeated.merge(binary.repeated);
        scores.merge(binary.scores);
        losses.merge(binary.losses);
        selected += binary.selected;
    }

    double threshold() {
        return threshold;
    }

    LabelledScores labelledScores() {
        return labelled;
    }

    ScoreHistogram scores() {
        return scores;
    }

    long selected() {
        return selected;
    }

    @Override
    public long labelled() {
        return labelled.rows();
    }

    @Override
    public Estimate realised(Measure measure) {
        return switch (measure) {
            // decisions are known before labels are
            case SELECTION_RATE -> Estimate.share(selected, scores.rows());
            case CALIBRATION_ERROR -> labelled() == 0
                    ? Estimate.unknown()
                    : new Estimate(labelled.calibration().expectedCalibrationError(), Double.NaN, Double.NaN);
            case BIAS -> labelled() == 0 ? Estimate.unknown() : labelled.calibration().bias();
            case AUC, LOG_LOSS, BRIER, ACCURACY, PRECISION, RECALL, F1 ->
                labelled() == 0 ? Estimate.unknown() : labelled.estimate(measure.metric().orElseThrow(), threshold);
            case MAE, RMSE, R2 -> Estimate.unknown();
        };
    }

    @Override
    public double ofLastLabel(Measure measure) {
        return repeated.rows() == 0
                ? Double.NaN
                : beside(measure, Double.NaN).map(Baselines.Beside::lastLabel).orElse(Double.NaN);
    }

    @Override
    public double ofConstant(Measure measure, Answers earlier) {
        if (labelled() == 0 || !(earlier instanceof BinaryAnswers before) || before.labelled() == 0) {
            return Double.NaN;
        }
        return ofConstant(measure, before.labelled.baseRate().value());
    }

    /** @param rate share of positives of an earlier time */
    double ofConstant(Measure measure, double rate) {
        return labelled() == 0 ? Double.NaN : beside(measure, rate).map(Baselines.Beside::baseRate).orElse(Double.NaN);
    }

    private Optional<Baselines.Beside> beside(Measure measure, double rate) {
        if (measure.metric().isEmpty() || measure.better() == Measure.Better.NEITHER) {
            return Optional.empty();
        }
        Metric metric = measure.metric().get();
        return Optional.of(Baselines.of(metric, threshold, labelled, repeated, rate, Optional.empty()));
    }

    @Override
    public LossSums losses() {
        return losses;
    }

    @Override
    public void write(DataOutput to) throws IOException {
        to.writeDouble(threshold);
        to.writeLong(selected);
        WindowSums.write(to, labelled.bytes());
        WindowSums.write(to, repeated.bytes());
        WindowSums.write(to, scores.bytes());
        losses.write(to);
    }

    static BinaryAnswers read(DataInput from) throws IOException {
        double threshold = from.readDouble();
        long selected = from.readLong();
        BinaryAnswers read = new BinaryAnswers(
                threshold,
                LabelledScores.read(WindowSums.bytes(from)),
                LabelledScores.read(WindowSums.bytes(from)),
                ScoreHistogram.read(WindowSums.bytes(from)),
                LossSums.read(from));
        read.selected = selected;
        return read;
    }
}
