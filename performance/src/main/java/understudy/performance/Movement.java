package understudy.performance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How far one feature moved between two samples of rows. */
final class Movement {
    private Movement() {}

    /**
     * @param then values there, NaN where missing
     * @param names of categories, by what they are kept as
     */
    static Causes.Moved of(String feature, boolean category, double[] then, double[] now, Map<Double, String> names) {
        String missing = missing(then, now);
        double[] before = present(then);
        double[] after = present(now);
        double lost = Math.abs(share(before, then) - share(after, now));
        if (category) {
            return categories(feature, before, after, names, lost, missing);
        }
        double meanThen = Arrays.stream(before).average().orElse(Double.NaN);
        double meanNow = Arrays.stream(after).average().orElse(Double.NaN);
        return new Causes.Moved(
                feature, Math.max(lost, distance(before, after)), meanThen, meanNow,
                "mean " + Words.number(meanNow) + " against " + Words.number(meanThen) + missing);
    }

    private static double[] present(double[] values) {
        return Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
    }

    private static double share(double[] some, double[] all) {
        return (double) some.length / Math.max(1, all.length);
    }

    private static String missing(double[] then, double[] now) {
        double before = 1 - share(present(then), then);
        double after = 1 - share(present(now), now);
        return before == after ? "" : ", missing " + Words.percent(after) + " against " + Words.percent(before);
    }

    /** Kolmogorov–Smirnov's. Both ascending. */
    private static double distance(double[] a, double[] b) {
        if (a.length == 0 || b.length == 0) {
            return a.length == b.length ? 0 : 1;
        }
        int i = 0;
        int j = 0;
        double largest = 0;
        while (i < a.length && j < b.length) {
            double at = Math.min(a[i], b[j]);
            while (i < a.length && a[i] == at) {
                i++;
            }
            while (j < b.length && b[j] == at) {
                j++;
            }
            largest = Math.max(largest, Math.abs((double) i / a.length - (double) j / b.length));
        }
        return largest;
    }

    private static Causes.Moved categories(
            String feature, double[] then, double[] now, Map<Double, String> names, double lost, String missing) {
        Map<Double, Double> changes = new HashMap<>();
        Map<Double, Double> before = new HashMap<>();
        for (double value : then) {
            before.merge(value, 1.0 / then.length, Double::sum);
            changes.merge(value, -1.0 / then.length, Double::sum);
        }
        for (double value : now) {
            changes.merge(value, 1.0 / now.length, Double::sum);
        }
        double distance = changes.values().stream().mapToDouble(Math::abs).sum() / 2;
        Optional<Map.Entry<Double, Double>> most = changes.entrySet().stream()
                .max(Comparator.comparingDouble(each -> Math.abs(each.getValue())));
        String sentence = most.map(each -> {
            double share = before.getOrDefault(each.getKey(), 0.0);
            String name = Optional.ofNullable(names.get(each.getKey()))
                    .map(it -> "'" + it + "'")
                    .orElse("a value that is gone");
            return name + " " + Words.percent(Math.max(0, share + each.getValue())) + " against " + Words.percent(share);
        }).orElse("no value");
        return new Causes.Moved(feature, Math.max(lost, distance), Double.NaN, Double.NaN, sentence + missing);
    }
}
