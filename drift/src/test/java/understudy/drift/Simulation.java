package understudy.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Hourly windows of normal columns and one of categories; what may change is a field. Seeded. */
final class Simulation {
    static final int HOURS = 24;

    final WindowTally tally = new WindowTally();
    final SplittableRandom random;
    final int numbers;
    final int rows;
    long hour;

    double shift;
    double scale = 1;
    double missing = 0.01;
    double[] categories = {0.5, 0.3, 0.15, 0.05};
    double cycle;
    double weekend;
    double wander;
    private final double[] wandered;

    /** @param numbers columns, of which only the first ever changes */
    Simulation(int numbers, int rows, long seed) {
        this.numbers = numbers;
        this.rows = rows;
        random = new SplittableRandom(seed);
        wandered = new double[numbers];
        ReferenceBins bins = ReferenceBins.of(
                Sample.of(IntStream.range(0, 20_000).mapToDouble(i -> random.nextGaussian()).toArray()));
        for (int column = 0; column < numbers; column++) {
            tally.add("x" + column, bins, missing);
        }
        tally.add("kind", TopCategories.of(Map.of("0", 5000L, "1", 3000L, "2", 1500L, "3", 500L)), missing);
    }

    WindowScores window() {
        return window(rows);
    }

    WindowScores window(int count) {
        for (int column = 0; column < numbers; column++) {
            wandered[column] = 0.9 * wandered[column] + Math.sqrt(1 - 0.81) * wander * random.nextGaussian();
            double mean = wandered[column] + cycle * Math.sin(2 * Math.PI * (hour % HOURS) / HOURS)
                    + (hour / HOURS % 7 >= 5 ? weekend : 0);
            for (int row = 0; row < count; row++) {
                boolean first = column == 0;
                boolean gone = random.nextDouble() < (first ? missing : 0.01);
                double value = mean + (first ? shift : 0) + (first ? scale : 1) * random.nextGaussian();
                tally.number(column, gone ? Double.NaN : value);
            }
        }
        for (int row = 0; row < count; row++) {
            tally.category(numbers, String.valueOf(category(random.nextDouble())));
        }
        return tally.seal(hour++);
    }

    private int category(double place) {
        int category = 0;
        double upTo = categories[0];
        while (place >= upTo && category < categories.length - 1) {
            upTo += categories[++category];
        }
        return category;
    }

    /** Eight weeks (twelve by the week) without drift, and what was learnt from them. */
    DriftDetector learn(double windowsPerFalsePage) {
        return learn(windowsPerFalsePage, new Rhythm(HOURS, false));
    }

    DriftDetector learn(double windowsPerFalsePage, Rhythm rhythm) {
        DetectorHistory history = new DetectorHistory(tally.columns(), rhythm);
        for (int i = 0; i < rhythm.windowsToLearn() + rhythm.windowsToReplay(); i++) {
            history.add(window());
        }
        return history.detector(windowsPerFalsePage);
    }

    List<Page> watch(DriftDetector detector, int windows) {
        List<Page> pages = new ArrayList<>();
        for (int i = 0; i < windows; i++) {
            detector.observe(window()).ifPresent(pages::add);
        }
        return pages;
    }
}
