package understudy.alerting;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Supplier;
import understudy.core.Fact;

/** What could wait, told once a day: a notice for each set of channels, with a line for each alert. */
final class Digest {
    private static final int LONGEST_LINE = 300;
    private static final int LONGEST = Fact.Notice.LONGEST_TEXT - 200;

    private Digest() {}

    static boolean waits(Alert alert) {
        return alert.telling().reach() == Alert.Reach.DIGEST && alert.telling().digested().isEmpty();
    }

    static Alert told(Alert alert, Instant now) {
        Alert.Telling telling = alert.telling();
        return alert.with(new Alert.Telling(
                telling.reach(), telling.last(), telling.sent(), Optional.of(now), telling.reopened(), Optional.of(now)));
    }

    static List<Fact.Notice> notices(
            List<Alert> waiting, AlertRules rules, Routing routing, Instant now, Supplier<UUID> ids) {
        Map<List<String>, List<Alert>> byChannels = new LinkedHashMap<>();
        for (Alert alert : waiting) {
            AlertRules.Subject subject =
                    new AlertRules.Subject(alert.model(), alert.evidence().severity(), alert.owner(), alert.monitor());
            List<String> to = routing.channels(rules, subject, now, 0);
            if (!to.isEmpty()) {
                byChannels.computeIfAbsent(to, _ -> new ArrayList<>()).add(alert);
            }
        }
        return byChannels.entrySet().stream()
                .map(entry -> notice(entry.getKey(), entry.getValue(), now, ids.get()))
                .toList();
    }

    private static Fact.Notice notice(List<String> to, List<Alert> alerts, Instant now, UUID id) {
        String title = alerts.size() == 1 ? "1 alert could wait until now" : alerts.size() + " alerts could wait until now";
        StringBuilder text = new StringBuilder();
        int shown = 0;
        for (Alert alert : alerts) {
            String line = AlertNotice.line(
                    alert.id() + " " + alert.state().word() + ": " + alert.evidence().title(), LONGEST_LINE);
            if (text.length() + line.length() > LONGEST) {
                break;
            }
            text.append(line).append('\n');
            shown++;
        }
        if (shown < alerts.size()) {
            text.append("and ").append(alerts.size() - shown).append(" more\n");
        }
        text.append("See: understudy alert list");
        return new Fact.Notice(
                id, now, "alert.digest", Fact.Severity.INFO, Optional.empty(), OptionalInt.empty(), title, text.toString(),
                "/", Map.of(Routing.TO, String.join(",", to)));
    }
}
