package understudy.bench;

import java.util.List;
import java.util.Locale;

/** False pages a month, a row for each law and a bar for each size of window, beside the budget. Plain SVG. */
final class FalseAlarmsChart {
    private static final int WIDTH = 860;
    private static final int NAMES = 360;
    private static final int NUMBERS = 60;
    private static final int BAR = 7;
    private static final int GAP = 10;

    /** Longer bars end here, with their number beside them. */
    private static final double MOST = 3;

    private static final String[] COLOURS = {"#9ec5e8", "#6fa6d6", "#4687c0", "#2f6fb3", "#174a7c"};

    private FalseAlarmsChart() {}

    static String of(List<FalseAlarms.Cell> cells) {
        StringBuilder svg = new StringBuilder();
        double scale = (WIDTH - NAMES - NUMBERS) / MOST;
        int y = 50;
        String law = "";
        int bar = 0;
        for (FalseAlarms.Cell cell : cells) {
            if (!cell.law().name().equals(law)) {
                law = cell.law().name();
                bar = 0;
                y += GAP;
                text(svg, NAMES - 10, y + 24, "end", law);
            }
            double rate = cell.rate();
            svg.append(String.format(
                    Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n", NAMES, y,
                    Math.max(1, Math.min(MOST, rate) * scale), BAR - 1, COLOURS[bar++ % COLOURS.length]));
            if (rate > MOST) {
                text(svg, WIDTH - 5, y + BAR, "end", String.format(Locale.ROOT, "%.1f", rate));
            }
            y += BAR;
        }
        double budget = NAMES + scale;
        return String.format(
                Locale.ROOT,
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="12">
                <title>False pages a month without drift, by law and rows a window</title>
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                <text x="10" y="20" font-weight="bold" fill="#1b1b1b">False pages a month; from light to dark %s rows a window</text>
                <line x1="%.1f" y1="40" x2="%.1f" y2="%d" stroke="#b5762a"/>
                <text x="%.1f" y="36" fill="#b5762a">budget: 1</text>
                %s</svg>
                """,
                WIDTH, y + 15, "100, 250, 500, 1,000 and 5,000", budget, budget, y + 5, budget - 20, svg);
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#1b1b1b\">%s</text>%n", x, y, anchor,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
