package understudy.health;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import understudy.alerting.Alert;

/** What such a thing mostly comes from, by what was seen and when it began. */
final class Reasons {
    private Reasons() {}

    /** A sentence; none where nothing is likelier than the rest. */
    static Optional<String> of(Alert alert, ZoneId zone) {
        Optional<String> known = Optional.ofNullable(switch (alert.monitor()) {
            case "data.units" -> "Most likely its source began to send another unit, such as cents instead of euros.";
            case "data.missing" -> "Most likely a source, a join or a form field broke, and the values no longer arrive.";
            case "data.constant", "data.stale" ->
                "Most likely a source no longer answers, and a default or an old value stands in for it.";
            case "data.unseen" -> "Most likely there is a new category, or another spelling of an old one.";
            case "data.range" -> "Most likely the unit changed, or a stand-in value such as -999 came through.";
            case "data.type" -> "Most likely callers were changed and send this field in another form.";
            case "data.duplicates" -> "Most likely a caller sends requests twice.";
            case "data.relations" -> "Most likely a join or a sum upstream was changed.";
            case "volume", "volume.caller" -> "Most likely a caller was switched off or cannot reach the server.";
            default -> null;
        });
        return known.or(() -> calendar(alert.evidence().since(), zone)).or(() -> drift(alert.monitor()));
    }

    private static Optional<String> calendar(Instant since, ZoneId zone) {
        LocalDateTime began = LocalDateTime.ofInstant(since, zone);
        if (began.getDayOfYear() == 1) {
            return Optional.of("It began with the year, so look at the calendar first: prices, rules and codes change then.");
        }
        if (began.getDayOfMonth() == 1) {
            return Optional.of("It began with the month, so look at the calendar first: prices, rules and codes change then.");
        }
        boolean weekend = began.getDayOfWeek() == DayOfWeek.SATURDAY || began.getDayOfWeek() == DayOfWeek.SUNDAY;
        return weekend
                ? Optional.of("It began on a weekend, so look at the calendar first: holidays and campaigns bring other callers.")
                : Optional.empty();
    }

    private static Optional<String> drift(String monitor) {
        return Optional.ofNullable(switch (monitor) {
            case "data.drift", "data.stream", "data.training" ->
                "Likely are another mix of callers, a campaign, or a change where the values come from.";
            case "answers.drift", "answers.stream" -> "Mostly answers move because inputs did: look at these first.";
            case "labels.drift" -> "Either the world changed, or labels come from elsewhere than before.";
            default -> null;
        });
    }
}
