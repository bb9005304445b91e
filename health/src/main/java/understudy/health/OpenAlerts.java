package understudy.health;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import understudy.alerting.Alert;
import understudy.core.Fact;
import understudy.health.HealthPart.Evidence;
import understudy.health.HealthPart.Name;

/** What waits for a person. */
final class OpenAlerts {
    /** What an open alert takes. */
    static final double CRITICAL = 100;

    static final double WARNING = 50;

    /** Somebody takes care of it, so it takes half as much. */
    static final double IN_HAND = 0.5;

    private static final int MOST = 10;

    private OpenAlerts() {}

    /** @param alerts that are not over */
    static HealthPart of(List<Alert> alerts) {
        if (alerts.isEmpty()) {
            return HealthPart.of(Name.ALERTS, HealthPart.BEST, "No alert is open");
        }
        Alert worst = alerts.stream().max(Comparator.comparingDouble(OpenAlerts::taken)).orElseThrow();
        Evidence[] evidence = alerts.stream()
                .sorted(Comparator.comparingDouble(OpenAlerts::taken).reversed())
                .limit(MOST)
                .map(alert -> new Evidence(alert.id(), word(alert) + ", " + alert.state().word()))
                .toArray(Evidence[]::new);
        return HealthPart.of(
                Name.ALERTS, HealthPart.BEST - taken(worst),
                (alerts.size() == 1 ? "An alert is" : alerts.size() + " alerts are") + " open, the worst " + word(worst) + " and "
                        + worst.state().word()
                        + "; a critical one leaves nothing, a warning 50 points, and what is in hand or snoozed takes half as"
                        + " much",
                evidence);
    }

    private static double taken(Alert alert) {
        double whole = switch (alert.evidence().severity()) {
            case CRITICAL -> CRITICAL;
            case WARNING -> WARNING;
            case INFO -> 0;
        };
        return switch (alert.state()) {
            case Alert.State.Open _, Alert.State.Escalated _ -> whole;
            case Alert.State.Acknowledged _, Alert.State.Snoozed _ -> IN_HAND * whole;
            case Alert.State.Resolved _ -> 0;
        };
    }

    private static String word(Alert alert) {
        Fact.Severity severity = alert.evidence().severity();
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
