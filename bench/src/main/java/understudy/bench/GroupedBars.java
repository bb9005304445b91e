package understudy.bench;

import java.util.List;
import java.util.Locale;

/** Groups of bars, one for each size of window, from light to dark. Plain SVG, readable on light and dark pages. */
final class GroupedBars {
    private static final int WIDTH = 860;
    private static final int NAMES = 360;
    private static final int NUMBERS = 60;
    private static final int BAR = 7;
    private static final int GAP = 10;
    private static final String[] COLOURS = {"#9ec5e8", "#6fa6d6", "#4687c0", "#2f6fb3", "#174a7c"};

    private GroupedBars() {}

    /** @param values from the lightest bar to the darkest */
    @SuppressWarnings("ArrayRecordComponent") // drawn once, never compared
    record Group(String name, double[] values) {}

    /**
     * @param title what the bars are
     * @param most longer bars end here, with their number beside them
     * @param line where to draw a line, and what it is called
     */
    static String of(String title, List<Group> groups, double most, double line, String lineName) {
        StringBuilder svg = new StringBuilder();
        double scale = (WIDTH - NAMES - NUMBERS) / most;
        int y = 50;
        for (Group group : groups) {
            y += GAP;
            text(svg, NAMES - 10, y + group.values.length * BAR / 2 + 4, group.name);
            for (int bar = 0; bar < group.values.length; bar++) {
                double value = group.values[bar];
                svg.append(String.format(
                        Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n", NAMES, y,
                        Math.max(1, Math.min(most, value) * scale), BAR - 1,
                        COLOURS[Math.min(COLOURS.length - 1, bar + COLOURS.length - group.values.length)]));
                if (value > most) {
                    text(svg, WIDTH - 5, y + BAR, String.format(Locale.ROOT, "%.1f", value));
                }
                y += BAR;
            }
        }
        double at = NAMES + line * scale;
        return String.format(
                Locale.ROOT,
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <title>%s</title>
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                <text x="10" y="20" font-weight="bold" fill="#1b1b1b">%s</text>
                <line x1="%.1f" y1="40" x2="%.1f" y2="%d" stroke="#b5762a"/>
                <text x="%.1f" y="36" fill="#b5762a">%s</text>
                %s</svg>
                """,
                WIDTH, y + 15, title, title, at, at, y + 5, at - 20, lineName, svg);
    }

    private static void text(StringBuilder svg, int x, int y, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#1b1b1b\">%s</text>%n", x, y,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
