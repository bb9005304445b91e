package understudy.reports;

import java.util.List;
import java.util.Locale;
import understudy.api.ComparisonView.Metric;

/** Small pictures as SVG, made of numbers alone. */
final class Drawing {
    private static final int WIDTH = 200;
    private static final int HEIGHT = 18;
    private static final int MIDDLE = HEIGHT / 2;
    private static final int EDGE = 5;

    private Drawing() {}

    /** A difference and its interval about zero, better to the right; the margin is shaded. */
    static String interval(Metric metric) {
        double low = metric.low().orElse(metric.difference());
        double high = metric.high().orElse(metric.difference());
        double reach = Math.max(
                Math.max(Math.abs(low), Math.abs(high)), Math.max(Math.abs(metric.difference()), metric.margin()));
        if (!Double.isFinite(reach) || reach == 0) {
            return "";
        }
        StringBuilder svg = begun(tone(metric.verdict()), HEIGHT);
        double band = at(metric.margin(), reach) - at(-metric.margin(), reach);
        add(svg, "<rect class=\"margin\" x=\"%.1f\" y=\"2\" width=\"%.1f\" height=\"%d\"/>",
                at(-metric.margin(), reach), band, HEIGHT - 4);
        axis(svg);
        if (metric.low().isPresent() && metric.high().isPresent()) {
            add(svg, "<line class=\"span\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                    at(low, reach), at(high, reach), MIDDLE, MIDDLE);
            tick(svg, at(low, reach));
            tick(svg, at(high, reach));
        }
        add(svg, "<circle class=\"dot\" cx=\"%.1f\" cy=\"%d\" r=\"3.5\"/>", at(metric.difference(), reach), MIDDLE);
        return svg.append("</svg>").toString();
    }

    /** Quantiles at 1, 5, 25, 50, 75, 95 and 99 % about zero; a line, a thicker one, a box, and a dot for the median. */
    static String spread(List<Double> quantiles) {
        double reach = quantiles.stream().mapToDouble(Math::abs).max().orElse(0);
        if (quantiles.size() != 7 || !Double.isFinite(reach) || reach == 0) {
            return "";
        }
        StringBuilder svg = begun("", HEIGHT);
        axis(svg);
        add(svg, "<line class=\"span\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                at(quantiles.get(0), reach), at(quantiles.get(6), reach), MIDDLE, MIDDLE);
        add(svg, "<line class=\"wide\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                at(quantiles.get(1), reach), at(quantiles.get(5), reach), MIDDLE, MIDDLE);
        add(svg, "<rect class=\"box\" x=\"%.1f\" y=\"4\" width=\"%.1f\" height=\"%d\"/>",
                at(quantiles.get(2), reach), Math.max(1, at(quantiles.get(4), reach) - at(quantiles.get(2), reach)),
                HEIGHT - 8);
        add(svg, "<circle class=\"dot\" cx=\"%.1f\" cy=\"%d\" r=\"3\"/>", at(quantiles.get(3), reach), MIDDLE);
        return svg.append("</svg>").toString();
    }

    /** @param share 0 to 1 */
    static String bar(double share) {
        StringBuilder svg = begun("", 10);
        add(svg, "<rect class=\"track\" x=\"0\" y=\"1\" width=\"%d\" height=\"8\"/>", WIDTH);
        add(svg, "<rect class=\"bar\" x=\"0\" y=\"1\" width=\"%.1f\" height=\"8\"/>", Math.clamp(share, 0, 1) * WIDTH);
        return svg.append("</svg>").toString();
    }

    /** Class of a verdict: {@code good}, {@code bad}, {@code open} or none. */
    static String tone(String verdict) {
        return switch (verdict) {
            case "better" -> "good";
            case "worse" -> "bad";
            case "not_enough_yet" -> "open";
            default -> "even";
        };
    }

    private static StringBuilder begun(String tone, int height) {
        return new StringBuilder(String.format(
                Locale.ROOT, "<svg class=\"%s\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\">", tone,
                WIDTH, height, WIDTH, height));
    }

    private static void axis(StringBuilder svg) {
        add(svg, "<line class=\"axis\" x1=\"0\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>", WIDTH, MIDDLE, MIDDLE);
        add(svg, "<line class=\"zero\" x1=\"%d\" x2=\"%d\" y1=\"1\" y2=\"%d\"/>", WIDTH / 2, WIDTH / 2, HEIGHT - 1);
    }

    private static void tick(StringBuilder svg, double at) {
        add(svg, "<line class=\"span\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", at, at, MIDDLE - 4, MIDDLE + 4);
    }

    private static double at(double value, double reach) {
        return EDGE + (value / reach + 1) / 2 * (WIDTH - 2.0 * EDGE);
    }

    private static void add(StringBuilder svg, String format, Object... numbers) {
        svg.append(String.format(Locale.ROOT, format, numbers));
    }
}
