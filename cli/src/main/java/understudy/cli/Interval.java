package understudy.cli;

import java.util.Arrays;
import understudy.api.ComparisonView.Metric;

/** Draws {@code ···├──●──┤····}: a difference and its interval about zero, better to the right. */
final class Interval {
    private Interval() {}

    /**
     * @param margin drawn to both sides where above 0
     * @param width odd, so that zero stands in the middle
     */
    static String drawn(Metric metric, double margin, int width) {
        double low = metric.low().orElse(metric.difference());
        double high = metric.high().orElse(metric.difference());
        double reach = Math.max(Math.max(Math.abs(low), Math.abs(high)), Math.max(Math.abs(metric.difference()), margin));
        char[] line = new char[width];
        Arrays.fill(line, '·');
        if (!Double.isFinite(reach) || reach == 0) {
            line[width / 2] = reach == 0 ? '●' : '?';
            return new String(line);
        }
        if (margin > 0) {
            line[at(-margin, reach, width)] = '┊';
            line[at(margin, reach, width)] = '┊';
        }
        if (metric.low().isPresent() || metric.high().isPresent()) {
            Arrays.fill(line, at(low, reach, width), at(high, reach, width) + 1, '─');
            line[at(low, reach, width)] = metric.low().isPresent() ? '├' : '─';
            line[at(high, reach, width)] = metric.high().isPresent() ? '┤' : '─';
        }
        int middle = width / 2;
        line[middle] = line[middle] == '─' ? '┼' : line[middle] == '·' ? '│' : line[middle];
        line[at(metric.difference(), reach, width)] = '●';
        return new String(line);
    }

    private static int at(double value, double reach, int width) {
        return Math.clamp(Math.round((value / reach + 1) / 2 * (width - 1)), 0, width - 1);
    }
}
