package understudy.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.api.EstimateView;

/** Pictures of a period as SVG, made of numbers and dates alone. */
final class PeriodDrawing {
    private static final int WIDTH = 640;
    private static final int LEFT = 44;
    private static final int BARS = 90;
    private static final int CHART = 170;
    private static final int FOOT = 14;
    private static final int TOP = 8;

    private PeriodDrawing() {}

    /** One bar. @param errors of {@code rows} */
    record Bar(String day, long rows, long errors) {}

    /** One window's metric, realised and estimated. */
    record Point(Instant from, Instant to, Optional<EstimateView> realised, Optional<EstimateView> estimated) {}

    /** Bars side by side, from nothing; what failed is the lower, red part. */
    static String bars(List<Bar> bars) {
        long most = bars.stream().mapToLong(Bar::rows).max().orElse(0);
        if (most == 0) {
            return "";
        }
        StringBuilder svg = begun("How many requests came, day by day", BARS + FOOT);
        add(svg, "<text x=\"0\" y=\"%d\">%s</text>", TOP + 6, Figures.count(most));
        add(svg, "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>", LEFT, WIDTH, BARS, BARS);
        double step = (WIDTH - LEFT) / (double) bars.size();
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double height = (BARS - TOP) * (bar.rows() / (double) most);
            double failed = (BARS - TOP) * (bar.errors() / (double) most);
            double x = LEFT + i * step;
            double width = Math.clamp(step - 1, 0.5, 40);
            add(svg, "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", x, BARS - height, width, height);
            if (bar.errors() > 0) {
                add(svg, "<rect class=\"failed\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                        x, BARS - failed, width, failed);
            }
        }
        ends(svg, bars.getFirst().day(), bars.getLast().day(), BARS);
        return svg.append("</svg>").toString();
    }

    /** Realised as dots with their intervals, estimated as a broken line within a band; each window where it lies in time. */
    static String performance(List<Point> points) {
        double low = bounds(points).min(Double::compare).orElse(Double.NaN);
        double high = bounds(points).max(Double::compare).orElse(Double.NaN);
        if (!Double.isFinite(low) || !Double.isFinite(high)) {
            return "";
        }
        Axis axis = new Axis(points.getFirst().from(), points.getLast().to(), low, high > low ? high : low + 1e-6);
        StringBuilder svg = begun("A metric, window by window: realised and estimated", CHART + FOOT);
        for (double value : List.of(axis.low, axis.high)) {
            add(svg, "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, WIDTH, axis.y(value), axis.y(value));
            add(svg, "<text x=\"0\" y=\"%.1f\">%s</text>", axis.y(value) + 3, Figures.number(value));
        }
        points.forEach(point -> point.estimated().ifPresent(estimate -> band(svg, axis, point, estimate)));
        points.forEach(point -> point.realised().ifPresent(estimate -> dot(svg, axis, point, estimate)));
        ends(svg, Figures.day(points.getFirst().from()), Figures.day(points.getLast().to()), CHART);
        return svg.append("</svg>").toString();
    }

    private static Stream<Double> bounds(List<Point> points) {
        return points.stream()
                .flatMap(point -> Stream.of(point.realised(), point.estimated()))
                .flatMap(Optional::stream)
                .flatMap(it -> Stream.of(it.value(), it.low().orElse(it.value()), it.high().orElse(it.value())))
                .filter(Double::isFinite);
    }

    private record Axis(Instant from, Instant to, double low, double high) {
        double x(Instant at) {
            double all = Math.max(1, Duration.between(from, to).toMillis());
            return LEFT + 4 + (WIDTH - LEFT - 8) * (Duration.between(from, at).toMillis() / all);
        }

        double y(double value) {
            return TOP + (CHART - 2.0 * TOP) * (1 - (value - low) / (high - low));
        }

        double middle(Point point) {
            return (x(point.from()) + x(point.to())) / 2;
        }
    }

    private static void band(StringBuilder svg, Axis axis, Point point, EstimateView estimate) {
        double x = axis.x(point.from());
        double width = Math.max(1, axis.x(point.to()) - x);
        double high = axis.y(estimate.high().orElse(estimate.value()));
        double low = axis.y(estimate.low().orElse(estimate.value()));
        add(svg, "<rect class=\"band\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", x, high, width, Math.max(0.5, low - high));
        double y = axis.y(estimate.value());
        add(svg, "<line class=\"guess\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>", x, x + width, y, y);
    }

    private static void dot(StringBuilder svg, Axis axis, Point point, EstimateView realised) {
        double x = axis.middle(point);
        add(svg, "<line class=\"whisker\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
                x, x, axis.y(realised.low().orElse(realised.value())), axis.y(realised.high().orElse(realised.value())));
        add(svg, "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>", x, axis.y(realised.value()));
    }

    /** Bins side by side: the reference behind, the period before it. */
    static String bins(PeriodColumn column) {
        long all = column.binned();
        double most = column.bins().stream()
                .mapToDouble(bin -> Math.max(bin.expected(), bin.rows() / (double) Math.max(1, all)))
                .max()
                .orElse(0);
        if (all == 0 || !(most > 0)) {
            return "";
        }
        int width = 120;
        int height = 26;
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
                "<svg width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\">", width, height, width, height));
        double step = width / (double) column.bins().size();
        for (int i = 0; i < column.bins().size(); i++) {
            PeriodColumn.Bin bin = column.bins().get(i);
            double was = height * bin.expected() / most;
            double is = height * (bin.rows() / (double) all) / most;
            add(svg, "<rect class=\"was\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                    i * step, height - was, Math.max(0.4, step - 1), was);
            add(svg, "<rect class=\"is\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                    (i + 0.3) * step, height - is, Math.max(0.4, step * 0.4 - 0.5), is);
        }
        return svg.append("</svg>").toString();
    }

    private static StringBuilder begun(String label, int height) {
        return new StringBuilder(String.format(Locale.ROOT,
                "<svg class=\"wide-chart\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH, height, WIDTH, height, label));
    }

    private static void ends(StringBuilder svg, String first, String last, int above) {
        add(svg, "<text x=\"%d\" y=\"%d\">%s</text>", LEFT, above + FOOT - 3, first);
        add(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", WIDTH, above + FOOT - 3, last);
    }

    private static void add(StringBuilder svg, String format, Object... numbers) {
        svg.append(String.format(Locale.ROOT, format, numbers));
    }
}
