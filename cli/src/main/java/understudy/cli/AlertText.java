package understudy.cli;

import java.util.Locale;
import java.util.stream.Collectors;
import understudy.api.AlertView;

/** One alert as a person reads it. */
final class AlertText {
    private AlertText() {}

    static String of(AlertView alert) {
        StringBuilder text = new StringBuilder();
        text.append(alert.severity().toUpperCase(Locale.ROOT)).append(": ").append(alert.title()).append('\n');
        text.append(alert.id()).append(" is ").append(alert.state());
        alert.by().ifPresent(by -> text.append(" by ").append(by));
        alert.until().ifPresent(until -> text.append(" until ").append(Moment.minute(until)));
        alert.reason().filter(reason -> !reason.isEmpty()).ifPresent(reason -> text.append(": ").append(reason));
        text.append("\nsince ").append(Moment.minute(alert.since())).append(", last seen ")
                .append(Moment.minute(alert.lastFound())).append(", found ")
                .append(alert.findings() == 1 ? "once" : alert.findings() + " times")
                .append(" by ").append(alert.monitor()).append(" on ").append(alert.model());
        if (!alert.versions().isEmpty()) {
            text.append(alert.versions().stream().map(version -> "@" + version).collect(Collectors.joining(", ", " ", "")));
        }
        text.append(alert.owner().isEmpty() ? "" : "; ask " + alert.owner()).append('\n');
        paragraph(text, alert.text());
        alert.observations().forEach(seen -> text.append("- ").append(seen.name())
                .append(seen.segment().isEmpty() ? "" : " (" + seen.segment() + ")")
                .append(": ").append(seen.sentence()).append('\n'));
        paragraph(text, alert.runbook().isEmpty() ? "" : "What to do: " + alert.runbook());
        text.append('\n');
        alert.history().forEach(entry -> text.append(Moment.minute(entry.at())).append("  ").append(entry.by()).append(": ")
                .append(entry.what()).append(entry.note().isEmpty() ? "" : ", " + entry.note()).append('\n'));
        alert.notices().forEach(sent -> text.append(Moment.minute(sent.at())).append("  ").append(sent.kind())
                .append(" told to ").append(String.join(", ", sent.to())).append('\n'));
        alert.useful().ifPresent(useful -> text.append(useful.useful() ? "Useful" : "Not useful").append(", says ")
                .append(useful.by()).append(useful.comment().isEmpty() ? "" : ": " + useful.comment()).append('\n'));
        return text.toString();
    }

    private static void paragraph(StringBuilder text, String words) {
        if (!words.isBlank()) {
            text.append('\n').append(words.strip()).append('\n');
        }
    }

    /** {@code 75 % [41, 93]}, or a dash while nobody has said anything. */
    static String precision(AlertView.Precision monitor) {
        return monitor.precision()
                .map(share -> String.format(
                        Locale.ROOT, "%.0f %% [%.0f, %.0f]", 100 * share, 100 * monitor.low().orElse(0.0),
                        100 * monitor.high().orElse(1.0)))
                .orElse("–");
    }

    static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
