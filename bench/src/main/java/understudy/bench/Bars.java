package understudy.bench;

import java.util.List;
import java.util.Locale;

/** Numbers as bars, with a line where a budget is. Plain SVG, readable on light and dark pages. */
final class Bars {
    private static final int WIDTH = 860;
    private static final int NAMES = 380;
    private static final int NUMBERS = 90;
    private static final int ROW = 22;
    private static final int TOP = 46;

    /** @param least and most of several rounds, drawn as a line */
    record Bar(String name, double value, double least, double most) {}

    private final StringBuilder svg = new StringBuilder();

    private Bars() {}

    static String of(String title, List<Bar> bars, double budget) {
        Bars chart = new Bars();
        double most = Math.max(budget, bars.stream().mapToDouble(Bar::most).max().orElse(1));
        double scale = (WIDTH - NAMES - NUMBERS) / most;
        chart.text(10, 30, "start", "bold", title);
        int y = TOP;
        for (Bar bar : bars) {
            chart.bar(bar, y, scale);
            y += ROW;
        }
        chart.line(NAMES + budget * scale, TOP, NAMES + budget * scale, y, "#b5762a");
        chart.text((int) (NAMES + budget * scale), y + 14, "middle", "normal", "budget");
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="13">
                <title>%s</title>
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                %s</svg>
                """.formatted(WIDTH, y + 26, title, chart.svg);
    }

    private void bar(Bar bar, int y, double scale) {
        text(NAMES - 10, y + ROW / 2 + 4, "end", "normal", bar.name());
        svg.append(String.format(
                Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#2f6fb3\"/>%n", NAMES, y + 3,
                bar.value() * scale, ROW - 6));
        line(NAMES + bar.least() * scale, y + ROW / 2, NAMES + bar.most() * scale, y + ROW / 2, "#1b1b1b");
        text(WIDTH - 10, y + ROW / 2 + 4, "end", "normal", String.format(Locale.ROOT, "%.1f", bar.value()));
    }

    private void line(double x1, int y1, double x2, int y2, String colour) {
        svg.append(String.format(
                Locale.ROOT, "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\"/>%n", x1, y1, x2, y2, colour));
    }

    private void text(int x, int y, String anchor, String weight, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-weight=\"%s\" fill=\"#1b1b1b\">%s</text>%n", x, y,
                anchor, weight, text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
