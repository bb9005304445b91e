package understudy.performance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import understudy.core.Task;
import understudy.estimation.Estimate;

/** What is kept of scores and labels: no rows, and no more for many rows than for few. Not safe for several threads. */
sealed interface Answers permits BinaryAnswers, ClassAnswers, RegressionAnswers {
    /** What answers are measured with, of one version. @param lossScale an error of so much is a loss of 1 */
    record Scale(Task task, int classes, double threshold, double lossScale) {}

    static Answers of(Scale scale) {
        return switch (scale.task()) {
            case BINARY -> new BinaryAnswers(scale.threshold());
            case MULTICLASS -> new ClassAnswers(scale.classes());
            case REGRESSION -> new RegressionAnswers(scale.lossScale());
            case OTHER -> throw new IllegalArgumentException("task: OTHER (expected: one whose answers can be measured)");
        };
    }

    /** @param row with a score; its label may be unknown */
    void add(AnsweredRow row);

    /** @param other of the same scale */
    void merge(Answers other);

    /** Rows that have both a score and a label. */
    long labelled();

    /** What labels say; unknown without those it needs. */
    Estimate realised(Measure measure);

    /**
     * Of saying of each row what the label of the row before it was, as if that were known at once; NaN where it doesn't
     * apply.
     */
    double ofLastLabel(Measure measure);

    /** Of one constant answer, made of the labels of an earlier time; NaN where it doesn't apply. */
    double ofConstant(Measure measure, Answers earlier);

    /** Losses of labelled rows, 0 to 1. */
    LossSums losses();

    void write(DataOutput to) throws IOException;

    static Answers read(Task task, DataInput from) throws IOException {
        return switch (task) {
            case BINARY -> BinaryAnswers.read(from);
            case MULTICLASS -> ClassAnswers.read(from);
            case REGRESSION -> RegressionAnswers.read(from);
            case OTHER -> throw new IOException("a window of a model that can't be measured");
        };
    }
}
