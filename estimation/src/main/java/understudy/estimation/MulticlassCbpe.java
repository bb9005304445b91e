package understudy.estimation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * {@link Cbpe} for more than two classes: each class's scores are calibrated against the rest, where that helps, and a
 * row's probabilities are then divided by their sum. The decision is the class with the largest score as it was served.
 * Metrics are means over classes (macro), AUC one against the rest. Immutable.
 */
public final class MulticlassCbpe {
    private static final int RESAMPLES = 100;

    private final ScoreCalibration[] calibrations;
    private final Map<Metric, Double> deviations = new EnumMap<>(Metric.class);

    /**
     * @param metrics {@code AUC, ACCURACY, PRECISION, RECALL, F1, SPECIFICITY}; unknown where a class never comes
     * @param expected counts, actual class × decided class
     */
    public record Classes(Map<Metric, Estimate> metrics, double[][] expected, long rows) {
        public Classes {
            metrics = Map.copyOf(metrics);
        }

        public Estimate of(Metric metric) {
            return metrics.getOrDefault(metric, Estimate.unknown());
        }
    }

    /**
     * @param probabilities row × class, each 0 to 1
     * @param labels the true class of each row, from 0; every class at least once
     */
    public MulticlassCbpe(double[][] probabilities, int[] labels, RandomGenerator random) {
        if (probabilities.length == 0 || probabilities.length != labels.length) {
            throw new IllegalArgumentException("labels: " + labels.length + " (expected: one for each of "
                    + probabilities.length + " rows, 1 or more)");
        }
        int classes = probabilities[0].length;
        this.calibrations = new ScoreCalibration[classes];
        double[] ones = new double[labels.length];
        Arrays.fill(ones, 1);
        double deviationOfAuc = 0;
        for (int each = 0; each < classes; each++) {
            double[] scores = column(probabilities, each);
            boolean[] isClass = new boolean[labels.length];
            for (int row = 0; row < labels.length; row++) {
                isClass[row] = labels[row] == each;
            }
            calibrations[each] = ScoreCalibration.fit(scores, isClass, ones, random);
            // of a mean of classes, the mean of their deviations is the most it can be
            deviationOfAuc += Cbpe.labelled(scores, isClass, 0.5).deviation(Metric.AUC, 0.5) / classes;
        }
        double[][] counts = new double[classes][classes];
        for (int row = 0; row < labels.length; row++) {
            counts[labels[row]][decided(probabilities[row])]++;
        }
        deviations.putAll(deviations(counts, labels.length, random));
        deviations.put(Metric.AUC, deviationOfAuc);
    }

    /** @param probabilities row × class, as many classes as on the reference; 1 row or more */
    public Classes estimate(double[][] probabilities) {
        int classes = calibrations.length;
        int rows = probabilities.length;
        if (rows == 0) {
            throw new IllegalArgumentException("window: 0 rows (expected: 1 or more)");
        }
        double[][] calibrated = new double[rows][];
        double[][] expected = new double[classes][classes];
        for (int row = 0; row < rows; row++) {
            calibrated[row] = calibrated(probabilities[row]);
            int decided = decided(probabilities[row]);
            for (int actual = 0; actual < classes; actual++) {
                expected[actual][decided] += calibrated[row][actual];
            }
        }
        Map<Metric, Double> values = values(expected);
        values.put(Metric.AUC, auc(probabilities, calibrated));
        Map<Metric, Estimate> metrics = new EnumMap<>(Metric.class);
        values.forEach((metric, value) -> {
            if (!Double.isNaN(value)) {
                double band = Cbpe.BAND * deviations.getOrDefault(metric, Double.NaN) / Math.sqrt(rows);
                metrics.put(metric, new Estimate(value, value - band, value + band).within(0, 1));
            }
        });
        return new Classes(metrics, expected, rows);
    }

    private double[] calibrated(double[] row) {
        if (row.length != calibrations.length) {
            throw new IllegalArgumentException(
                    "probabilities: " + row.length + " classes (expected: " + calibrations.length + ")");
        }
        double[] probabilities = new double[row.length];
        double sum = 0;
        for (int each = 0; each < row.length; each++) {
            probabilities[each] = calibrations[each].probability(row[each]);
            sum += probabilities[each];
        }
        for (int each = 0; each < row.length; each++) {
            probabilities[each] = sum > 0 ? probabilities[each] / sum : 1.0 / row.length;
        }
        return probabilities;
    }

    private static double auc(double[][] scores, double[][] calibrated) {
        double sum = 0;
        for (int each = 0; each < scores[0].length; each++) {
            int asked = each;
            int[] order = IntStream.range(0, scores.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(row -> scores[row][asked]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            sum += new SoftScores(
                            IntStream.of(order).mapToDouble(row -> scores[row][asked]).toArray(),
                            IntStream.of(order).mapToDouble(row -> calibrated[row][asked]).toArray(),
                            IntStream.of(order).mapToDouble(row -> 1 - calibrated[row][asked]).toArray(),
                            0)
                    .value(Metric.AUC);
        }
        return sum / scores[0].length;
    }

    /** Macro means; a class without its denominator makes the mean NaN. */
    private static Map<Metric, Double> values(double[][] counts) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        double total = Arrays.stream(counts).flatMapToDouble(Arrays::stream).sum();
        double right = 0;
        for (int each = 0; each < counts.length; each++) {
            double hits = counts[each][each];
            double actual = Arrays.stream(counts[each]).sum();
            double decided = Arrays.stream(column(counts, each)).sum();
            Confusion one = new Confusion(
                    hits,
                    Math.max(0, decided - hits),
                    Math.max(0, actual - hits),
                    Math.max(0, total - actual - decided + hits));
            for (Metric metric : new Metric[] {Metric.PRECISION, Metric.RECALL, Metric.F1, Metric.SPECIFICITY}) {
                values.merge(metric, one.value(metric) / counts.length, Double::sum);
            }
            right += hits;
        }
        values.put(Metric.ACCURACY, right / total);
        return values;
    }

    /** s of one row, by resampling the reference's counts (Efron 1979). */
    private static Map<Metric, Double> deviations(double[][] counts, int rows, RandomGenerator random) {
        double[] flat = Arrays.stream(counts).flatMapToDouble(Arrays::stream).toArray();
        double[] upTo = flat.clone();
        Arrays.parallelPrefix(upTo, Double::sum);
        Map<Metric, double[]> sums = new EnumMap<>(Metric.class);
        for (int resample = 0; resample < RESAMPLES; resample++) {
            double[][] drawn = new double[counts.length][counts.length];
            for (int row = 0; row < rows; row++) {
                int found = Arrays.binarySearch(upTo, random.nextInt(rows) + 0.5);
                int cell = -found - 1;
                drawn[cell / counts.length][cell % counts.length]++;
            }
            values(drawn).forEach((metric, value) -> {
                double[] sum = sums.computeIfAbsent(metric, key -> new double[2]);
                sum[0] += value;
                sum[1] += value * value;
            });
        }
        Map<Metric, Double> deviations = new EnumMap<>(Metric.class);
        sums.forEach((metric, sum) -> {
            double mean = sum[0] / RESAMPLES;
            deviations.put(metric, Math.sqrt(Math.max(0, sum[1] / RESAMPLES - mean * mean) * rows));
        });
        return deviations;
    }

    private static int decided(double[] row) {
        int best = 0;
        for (int each = 1; each < row.length; each++) {
            best = row[each] > row[best] ? each : best;
        }
        return best;
    }

    private static double[] column(double[][] rows, int column) {
        return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
    }
}
