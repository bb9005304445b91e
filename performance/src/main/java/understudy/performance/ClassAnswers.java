package understudy.performance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import understudy.estimation.Confusion;
import understudy.estimation.Estimate;
import understudy.estimation.LabelledScores;
import understudy.estimation.Metric;
import understudy.statistics.Losses;

/**
 * Of more than two classes. Metrics are means over the classes that came (macro), AUC one against the rest; intervals put
 * those of the classes together by their squares, as if classes were independent, and those of AUC by their sizes, which is
 * the most.
 */
final class ClassAnswers implements Answers {
    /** Classes beyond have no curve of their own: each costs 65 kB a window. */
    static final int MOST_CURVES = 20;

    static final int MOST = 200;

    private final int classes;
    /** Actual × decided. */
    private final long[] counts;

    private final LabelledScores[] curves;
    private final LossSums logLosses;
    private final LossSums losses;
    private final LossSums repeated;
    private int lastLabel = -1;

    ClassAnswers(int classes) {
        this(classes, new long[classes * classes], curves(classes), new LossSums(), new LossSums(), new LossSums());
    }

    private ClassAnswers(
            int classes, long[] counts, LabelledScores[] curves, LossSums logLosses, LossSums losses, LossSums repeated) {
        this.classes = classes;
        this.counts = counts;
        this.curves = curves;
        this.logLosses = logLosses;
        this.losses = losses;
        this.repeated = repeated;
    }

    private static LabelledScores[] curves(int classes) {
        LabelledScores[] curves = new LabelledScores[classes <= MOST_CURVES ? classes : 0];
        Arrays.setAll(curves, each -> new LabelledScores(0.5));
        return curves;
    }

    @Override
    public void add(AnsweredRow row) {
        int actual = row.isLabelled() ? (int) row.label : -1;
        if (actual < 0 || actual >= classes || row.decided < 0 || row.decided >= classes) {
            return;
        }
        counts[actual * classes + row.decided]++;
        losses.add(row.decided == actual ? 0 : 1);
        if (row.scores.length == classes && areProbabilities(row.scores)) {
            logLosses.add(Losses.logLoss(row.scores[actual]));
            for (int each = 0; each < curves.length; each++) {
                curves[each].add(row.scores[each], each == actual);
            }
        }
        if (lastLabel >= 0) {
            repeated.add(lastLabel == actual ? 1 : 0);
        }
        lastLabel = actual;
    }

    static boolean areProbabilities(double[] scores) {
        for (double score : scores) {
            if (!(score >= 0 && score <= 1)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void merge(Answers other) {
        if (!(other instanceof ClassAnswers several) || several.classes != classes) {
            throw new IllegalArgumentException("answers: of another task (expected: of " + classes + " classes)");
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] += several.counts[i];
        }
        for (int i = 0; i < curves.length; i++) {
            curves[i].merge(several.curves[i]);
        }
        logLosses.merge(several.logLosses);
        losses.merge(several.losses);
        repeated.merge(several.repeated);
    }

    @Override
    public long labelled() {
        return losses.rows();
    }

    @Override
    public Estimate realised(Measure measure) {
        return switch (measure) {
            case ACCURACY -> Estimate.share(right(), labelled());
            case LOG_LOSS -> logLosses.estimate();
            case AUC -> macro(aucs(), true);
            case PRECISION, RECALL, F1 -> macro(ofClasses(measure.metric().orElseThrow()), false);
            case BRIER, SELECTION_RATE, CALIBRATION_ERROR, BIAS, MAE, RMSE, R2 -> Estimate.unknown();
        };
    }

    private long right() {
        long right = 0;
        for (int each = 0; each < classes; each++) {
            right += counts[each * classes + each];
        }
        return right;
    }

    private List<Estimate> aucs() {
        return Arrays.stream(curves).map(curve -> curve.auc().estimate()).toList();
    }

    private List<Estimate> ofClasses(Metric metric) {
        List<Estimate> found = new ArrayList<>();
        for (int each = 0; each < classes; each++) {
            long actual = 0;
            long decided = 0;
            for (int other = 0; other < classes; other++) {
                actual += counts[each * classes + other];
                decided += counts[other * classes + each];
            }
            long hits = counts[each * classes + each];
            long none = labelled() - actual - decided + hits;
            found.add(new Confusion(hits, decided - hits, actual - hits, none).estimate(metric));
        }
        return found;
    }

    private static Estimate macro(List<Estimate> ofClasses, boolean dependent) {
        List<Estimate> known = ofClasses.stream().filter(Estimate::isKnown).toList();
        if (known.isEmpty()) {
            return Estimate.unknown();
        }
        double value = 0;
        double below = 0;
        double above = 0;
        for (Estimate each : known) {
            value += each.value() / known.size();
            double down = (each.value() - each.low()) / known.size();
            double up = (each.high() - each.value()) / known.size();
            below = dependent ? below + down : Math.hypot(below, down);
            above = dependent ? above + up : Math.hypot(above, up);
        }
        return new Estimate(value, value - below, value + above).within(0, 1);
    }

    @Override
    public double ofLastLabel(Measure measure) {
        return measure == Measure.ACCURACY ? repeated.mean() : Double.NaN;
    }

    /** Of always deciding for the class that was most frequent. */
    @Override
    public double ofConstant(Measure measure, Answers earlier) {
        if (measure != Measure.ACCURACY || labelled() == 0 || !(earlier instanceof ClassAnswers before)
                || before.labelled() == 0 || before.classes != classes) {
            return Double.NaN;
        }
        int most = 0;
        for (int each = 1; each < classes; each++) {
            most = before.actual(each) > before.actual(most) ? each : most;
        }
        return (double) actual(most) / labelled();
    }

    private long actual(int each) {
        return Arrays.stream(counts, each * classes, (each + 1) * classes).sum();
    }

    @Override
    public LossSums losses() {
        return losses;
    }

    @Override
    public void write(DataOutput to) throws IOException {
        to.writeInt(classes);
        for (long count : counts) {
            to.writeLong(count);
        }
        for (LabelledScores curve : curves) {
            WindowSums.write(to, curve.bytes());
        }
        logLosses.write(to);
        losses.write(to);
        repeated.write(to);
    }

    static ClassAnswers read(DataInput from) throws IOException {
        int classes = from.readInt();
        if (classes < 1 || classes > MOST) {
            throw new IOException("a window of " + classes + " classes");
        }
        long[] counts = new long[classes * classes];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = from.readLong();
        }
        LabelledScores[] curves = curves(classes);
        for (int i = 0; i < curves.length; i++) {
            curves[i] = LabelledScores.read(WindowSums.bytes(from));
        }
        return new ClassAnswers(
                classes, counts, curves, LossSums.read(from), LossSums.read(from), LossSums.read(from));
    }
}
