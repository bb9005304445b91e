package understudy.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import understudy.drift.CategoryStatistic;
import understudy.drift.Measured;
import understudy.drift.NumberStatistic;
import understudy.drift.Sample;

/**
 * What the peers' default rules say of one column of a window. Evidently chooses by the rows of the reference: Wasserstein
 * and Jensen–Shannon over a thousand, else Kolmogorov–Smirnov and χ²; the latter are given a thousand of the reference's
 * rows. NannyML's threshold of mean ± 3σ is learnt from ten chunks as large as the window.
 */
final class PeerRules {
    static final List<String> NAMES = List.of(
            "Evidently, reference over 1,000 rows", "Evidently, reference of 1,000 rows", "NannyML, JS > 0.1",
            "NannyML, JS beyond mean ± 3σ of ten chunks", "PSI > 0.2");

    /** Chunks a reference has by NannyML's default. */
    static final int CHUNKS = 10;

    /** Share of columns from which Evidently calls a window drifted. */
    static final double DATASET = 0.5;

    private static final double PSI = 0.2;

    private static final NumberStatistic WASSERSTEIN = NumberStatistic.named("evidently.wasserstein").orElseThrow();
    private static final NumberStatistic KS = NumberStatistic.named("ks").orElseThrow();
    private static final NumberStatistic JS = NumberStatistic.named("nannyml.jensenshannon").orElseThrow();
    private static final NumberStatistic STABILITY = NumberStatistic.named("psi").orElseThrow();
    private static final CategoryStatistic SHARES_JS =
            CategoryStatistic.named("evidently.jensenshannon").orElseThrow();
    private static final CategoryStatistic CHI_SQUARE = CategoryStatistic.named("evidently.chisquare").orElseThrow();
    private static final CategoryStatistic NANNYML_JS = CategoryStatistic.named("nannyml.jensenshannon").orElseThrow();
    private static final CategoryStatistic CATEGORY_PSI = CategoryStatistic.named("psi").orElseThrow();

    private final SimulatedColumn column;
    private final Sample small;
    private final double[] smallSorted;
    private final long[] smallCounts;
    private final List<Double> chunks = new ArrayList<>();
    private double low = Double.NaN;
    private double high = Double.NaN;

    PeerRules(SimulatedColumn column) {
        this.column = column;
        switch (column) {
            case SimulatedNumbers numbers -> {
                smallSorted = numbers.someOfReference(SimulatedStream.SOME_OF_REFERENCE);
                small = Sample.of(smallSorted);
                Arrays.sort(smallSorted);
                smallCounts = new long[0];
            }
            case SimulatedCategories categories -> {
                small = Sample.of();
                smallSorted = new double[0];
                smallCounts = categories.someOfReference();
            }
        }
    }

    /** Ten of them set the threshold. */
    void learnChunk() {
        chunks.add(distance());
        double mean = chunks.stream().mapToDouble(value -> value).average().orElseThrow();
        double squares = chunks.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
        double deviation = Math.sqrt(squares / chunks.size());
        low = Math.max(0, mean - 3 * deviation);
        high = mean + 3 * deviation;
    }

    private double distance() {
        return switch (column) {
            case SimulatedNumbers numbers -> JS.measure(numbers.reference(), numbers.window()).value();
            case SimulatedCategories categories ->
                NANNYML_JS.measure(categories.reference(), categories.window()).value();
        };
    }

    /** By rule, in the order of {@link #NAMES}, of the column's last window. */
    boolean[] drifted() {
        double distance = distance();
        boolean nannyml = distance > 0.1;
        boolean beyond = distance < low || distance > high;
        return switch (column) {
            case SimulatedNumbers numbers -> {
                Sample window = numbers.window();
                yield new boolean[] {
                    WASSERSTEIN.measure(numbers.reference(), window).drifted(),
                    kolmogorovSmirnov(window, numbers),
                    nannyml,
                    beyond,
                    STABILITY.measure(numbers.reference(), window).value() > PSI
                };
            }
            case SimulatedCategories categories -> {
                Measured js = SHARES_JS.measure(categories.reference(), categories.window());
                yield new boolean[] {
                    js.drifted(),
                    CHI_SQUARE.measure(smallCounts, categories.window()).drifted(),
                    nannyml,
                    beyond,
                    CATEGORY_PSI.measure(categories.reference(), categories.window()).value() > PSI
                };
            }
        };
    }

    /** The exact law takes milliseconds, so it is asked only where the asymptotic one leaves it open. */
    private boolean kolmogorovSmirnov(Sample window, SimulatedNumbers numbers) {
        double[] values = numbers.sortedWindow();
        double n = smallSorted.length;
        double m = values.length;
        double critical = 1.3581 * Math.sqrt((n + m) / (n * m));
        double distance = distance(smallSorted, values);
        if (distance > 1.05 * critical || distance < 0.9 * critical) {
            return distance > critical;
        }
        return KS.measure(small, window).drifted();
    }

    private static double distance(double[] one, double[] two) {
        int i = 0;
        int j = 0;
        double most = 0;
        while (i < one.length && j < two.length) {
            double value = Math.min(one[i], two[j]);
            while (i < one.length && one[i] <= value) {
                i++;
            }
            while (j < two.length && two[j] <= value) {
                j++;
            }
            most = Math.max(most, Math.abs(i / (double) one.length - j / (double) two.length));
        }
        return most;
    }

    /** Of all columns of a window: by rule, how many drifted. */
    static int[] drifted(List<PeerRules> columns) {
        int[] drifted = new int[NAMES.size()];
        for (PeerRules column : columns) {
            boolean[] rules = column.drifted();
            IntStream.range(0, drifted.length).filter(rule -> rules[rule]).forEach(rule -> drifted[rule]++);
        }
        return drifted;
    }
}
