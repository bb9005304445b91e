package understudy.bench;

import java.util.List;
import java.util.Locale;

/** Requests a second as bars, a panel for each batch size. Plain SVG, readable on light and dark pages. */
final class LoadChart {
    private static final int WIDTH = 860;
    private static final int NAMES = 330;
    private static final int NUMBERS = 90;
    private static final int ROW = 22;
    private static final String OURS = "#2f6fb3";
    private static final String THEIRS = "#b5762a";

    private final StringBuilder svg = new StringBuilder();
    private int y;

    private LoadChart() {}

    static String of(Throughput run) {
        LoadChart chart = new LoadChart();
        chart.panel("Requests a second, 1 row each", cells(run, 1));
        chart.panel("Requests a second, 64 rows each", cells(run, Throughput.BATCH));
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="13">
                <title>Requests a second by way of answering</title>
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                %s</svg>
                """.formatted(WIDTH, chart.y + 10, chart.svg);
    }

    /** What goes over a connection, by several callers; the constant reply stands beside single rows. */
    private static List<Cell> cells(Throughput run, int rows) {
        return run.cells().stream()
                .filter(cell -> cell.rows() == rows || (rows == 1 && cell.rows() == 0))
                .filter(cell -> !cell.name().startsWith("bare") && !cell.name().endsWith("one connection"))
                .toList();
    }

    private void panel(String title, List<Cell> cells) {
        y += 34;
        text(10, y, "start", "bold", "#1b1b1b", title);
        y += 12;
        double most = cells.stream().mapToDouble(cell -> cell.most(Cell.Sample::requestsPerSecond)).max().orElse(1);
        for (Cell cell : cells) {
            bar(cell, (WIDTH - NAMES - NUMBERS) / most);
        }
    }

    /** A bar to the median, a line from the least to the most. */
    private void bar(Cell cell, double scale) {
        double length = cell.requestsPerSecond() * scale;
        int middle = y + ROW / 2;
        text(NAMES - 10, middle + 4, "end", "normal", "#1b1b1b", cell.name());
        svg.append(String.format(
                Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n", NAMES, y + 3, length,
                ROW - 6, cell.name().startsWith("FastAPI") ? THEIRS : OURS));
        double from = NAMES + cell.least(Cell.Sample::requestsPerSecond) * scale;
        double to = NAMES + cell.most(Cell.Sample::requestsPerSecond) * scale;
        svg.append(String.format(
                Locale.ROOT, "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#1b1b1b\"/>%n", from, middle, to,
                middle));
        text(WIDTH - 10, middle + 4, "end", "normal", "#1b1b1b",
                String.format(Locale.ROOT, "%,.0f", cell.requestsPerSecond()));
        y += ROW;
    }

    private void text(int x, int at, String anchor, String weight, String colour, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-weight=\"%s\" fill=\"%s\">%s</text>%n", x, at,
                anchor, weight, colour, text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
