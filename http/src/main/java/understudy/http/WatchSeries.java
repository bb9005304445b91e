package understudy.http;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Series of one page about data and answers, within a budget: those of features and segments go first. Not safe for threads. */
final class WatchSeries {
    /** How many are shown and how many are left out. */
    private static final int OWN = 2;

    private static final int LONGEST_LABEL = 200;

    /** What is measured. The names are what dashboards and rules in {@code deploy} ask for. */
    enum Gauge {
        HEALTH_SCORE("Health of a model, the lowest of its parts, 0 to 100"),
        HEALTH_PART("One part of a model's health, 0 to 100"),
        ALERTS_OPEN("Alerts that are not over"),
        WINDOW_ROWS("Rows of the last sealed window"),
        WINDOW_END_SECONDS("When the last sealed window ended, in seconds since 1970"),
        DRIFT_EVIDENCE_RATIO("Evidence of a detector; at 1 it pages"),
        DATA_BROKEN_RATIO("Share of rows of the last window that fail a check, beyond what is expected, in the worst column"),
        LABEL_MATURITY_RATIO("Share of the answers of the last month that have a label"),
        PERFORMANCE("A measure of the last day it is known of, realised by labels or estimated before them"),
        ACTION_RATIO("Share of an action among those of the last window"),
        OVERRIDE_RATIO("Share of answers of the last window that people overruled"),
        FEATURE_MISSING_RATIO("Share of rows of the last window without a value"),
        FEATURE_SHIFT("Half the sum of differences of shares, last window against reference, 0 to 1"),
        METRICS_SERIES("Series about data and answers");

        private final String help;

        Gauge(String help) {
            this.help = help;
        }

        /** {@code understudy_health_score}. */
        String label() {
            return "understudy_" + name().toLowerCase(Locale.ROOT);
        }
    }

    private record Sample(Gauge gauge, String line) {}

    private final int budget;
    private final List<Sample> needed = new ArrayList<>();
    private final List<Sample> wanted = new ArrayList<>();

    /** @param budget series at most */
    WatchSeries(int budget) {
        this.budget = budget;
    }

    /** @param labels names and values by turns */
    void add(Gauge gauge, double value, String... labels) {
        needed.add(new Sample(gauge, line(gauge, value, labels)));
    }

    /** Of a feature or a segment. */
    void addIfRoom(Gauge gauge, double value, String... labels) {
        wanted.add(new Sample(gauge, line(gauge, value, labels)));
    }

    /** Prometheus's text format 0.0.4. */
    String text() {
        List<Sample> all = new ArrayList<>(needed);
        all.addAll(wanted);
        int room = Math.max(0, budget - OWN);
        List<Sample> shown = new ArrayList<>(all.subList(0, Math.min(room, all.size())));
        int leftOut = all.size() - shown.size();
        shown.add(new Sample(
                Gauge.METRICS_SERIES, line(Gauge.METRICS_SERIES, shown.size() + OWN, "state", "exposed")));
        shown.add(new Sample(Gauge.METRICS_SERIES, line(Gauge.METRICS_SERIES, leftOut, "state", "left_out")));
        Map<Gauge, List<String>> lines = new EnumMap<>(Gauge.class);
        shown.forEach(one -> lines.computeIfAbsent(one.gauge(), gauge -> new ArrayList<>()).add(one.line()));
        StringBuilder text = new StringBuilder();
        lines.forEach((gauge, samples) -> {
            text.append("# HELP ").append(gauge.label()).append(' ').append(gauge.help).append('\n');
            text.append("# TYPE ").append(gauge.label()).append(" gauge\n");
            samples.forEach(text::append);
        });
        return text.toString();
    }

    private static String line(Gauge gauge, double value, String... labels) {
        StringBuilder line = new StringBuilder(gauge.label());
        for (int i = 0; i + 1 < labels.length; i += 2) {
            line.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"").append(escaped(labels[i + 1])).append('"');
        }
        return line.append(labels.length > 0 ? "} " : " ").append(value).append('\n').toString();
    }

    private static String escaped(String value) {
        String clean = value.length() <= LONGEST_LABEL ? value : value.substring(0, LONGEST_LABEL);
        return clean.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", " ");
    }
}
