package understudy.performance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import understudy.estimation.Estimate;
import understudy.estimation.RegressionErrors;

/** Of predicted numbers. */
final class RegressionAnswers implements Answers {
    private final double lossScale;
    private final RegressionErrors errors;
    private final RegressionErrors repeated;
    private final LossSums losses;
    private double lastLabel = Double.NaN;

    /** @param lossScale an error of so much is a loss of 1; NaN where nobody knows what is much */
    RegressionAnswers(double lossScale) {
        this(lossScale, new RegressionErrors(), new RegressionErrors(), new LossSums());
    }

    private RegressionAnswers(double lossScale, RegressionErrors errors, RegressionErrors repeated, LossSums losses) {
        this.lossScale = lossScale;
        this.errors = errors;
        this.repeated = repeated;
        this.losses = losses;
    }

    @Override
    public void add(AnsweredRow row) {
        if (row.isLabelled()) {
            errors.add(row.score, row.label);
            if (lossScale > 0) {
                losses.add(Math.min(1, Math.abs(row.score - row.label) / lossScale));
            }
            if (!Double.isNaN(lastLabel)) {
                repeated.add(lastLabel, row.label);
            }
            lastLabel = row.label;
        }
    }

    @Override
    public void merge(Answers other) {
        if (!(other instanceof RegressionAnswers regression)) {
            throw new IllegalArgumentException("answers: of another task (expected: of a regression)");
        }
        errors.merge(regression.errors);
        repeated.merge(regression.repeated);
        losses.merge(regression.losses);
    }

    @Override
    public long labelled() {
        return errors.rows();
    }

    @Override
    public Estimate realised(Measure measure) {
        return of(errors, measure);
    }

    private static Estimate of(RegressionErrors errors, Measure measure) {
        if (errors.rows() == 0) {
            return Estimate.unknown();
        }
        return switch (measure) {
            case MAE -> errors.meanAbsoluteError();
            case RMSE -> errors.rootMeanSquaredError();
            case BIAS -> errors.bias();
            case R2 -> new Estimate(errors.determination(), Double.NaN, Double.NaN);
            case AUC, LOG_LOSS, BRIER, ACCURACY, PRECISION, RECALL, F1, SELECTION_RATE, CALIBRATION_ERROR ->
                Estimate.unknown();
        };
    }

    @Override
    public double ofLastLabel(Measure measure) {
        return measure == Measure.BIAS ? Double.NaN : of(repeated, measure).value();
    }

    @Override
    public double ofConstant(Measure measure, Answers earlier) {
        return earlier instanceof RegressionAnswers before && before.labelled() > 0
                ? ofConstant(measure, before.errors.meanTruth())
                : Double.NaN;
    }

    /** @param mean of the truth of an earlier time; its absolute error would need the rows */
    double ofConstant(Measure measure, double mean) {
        return measure == Measure.RMSE && labelled() > 0 ? errors.rootMeanSquaredErrorOfConstant(mean) : Double.NaN;
    }

    @Override
    public LossSums losses() {
        return losses;
    }

    @Override
    public void write(DataOutput to) throws IOException {
        to.writeDouble(lossScale);
        WindowSums.write(to, errors.bytes());
        WindowSums.write(to, repeated.bytes());
        losses.write(to);
    }

    static RegressionAnswers read(DataInput from) throws IOException {
        return new RegressionAnswers(
                from.readDouble(),
                RegressionErrors.read(WindowSums.bytes(from)),
                RegressionErrors.read(WindowSums.bytes(from)),
                LossSums.read(from));
    }
}
