package understudy.http;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import understudy.alerting.Alert;
import understudy.alerting.AlertRules;
import understudy.alerting.Evidence;
import understudy.alerting.Maintenance;
import understudy.alerting.Precision;
import understudy.api.AlertRoutesView;
import understudy.api.AlertView;
import understudy.api.MaintenanceView;
import understudy.core.Fact;
import understudy.core.Problem;

/** Alerts, routes and maintenance as the API has them, and back. */
final class AlertViews {
    private AlertViews() {}

    static AlertView view(Alert alert) {
        Evidence evidence = alert.evidence();
        return new AlertView(
                alert.id(), alert.model(), alert.cause(), alert.monitor(), alert.owner(), alert.state().word(),
                Names.wire(evidence.severity()), evidence.title(), evidence.text(), evidence.runbook(), evidence.since(),
                alert.opened(), evidence.last(), evidence.findings(), evidence.versions(), evidence.segments(),
                evidence.observations().stream().map(AlertViews::view).toList(), Names.wire(alert.telling().reach()),
                alert.telling().reopened(), by(alert.state()), until(alert.state()), reason(alert.state()),
                alert.answer().map(said -> new AlertView.Useful(said.useful(), said.comment(), said.by(), said.at())),
                alert.history().stream()
                        .map(entry -> new AlertView.Entry(entry.at(), entry.by(), entry.what(), entry.note()))
                        .toList(),
                alert.telling().sent().stream()
                        .map(sent -> new AlertView.Sent(sent.at(), sent.notice().toString(), sent.what(), sent.to()))
                        .toList());
    }

    private static AlertView.Observation view(Evidence.Observation seen) {
        return new AlertView.Observation(
                seen.version() == 0 ? Optional.empty() : Optional.of(seen.version()), seen.name(), seen.segment(),
                seen.sentence(), seen.weight(), seen.at());
    }

    private static Optional<String> by(Alert.State state) {
        return switch (state) {
            case Alert.State.Acknowledged acknowledged -> Optional.of(acknowledged.by());
            case Alert.State.Snoozed snoozed -> Optional.of(snoozed.by());
            case Alert.State.Resolved resolved -> Optional.of(resolved.by());
            case Alert.State.Open _, Alert.State.Escalated _ -> Optional.empty();
        };
    }

    private static Optional<Instant> until(Alert.State state) {
        return state instanceof Alert.State.Snoozed snoozed ? Optional.of(snoozed.until()) : Optional.empty();
    }

    private static Optional<String> reason(Alert.State state) {
        return state instanceof Alert.State.Resolved resolved ? Optional.of(resolved.reason()) : Optional.empty();
    }

    static AlertView.Precision view(Precision precision, double falsePagesLeft) {
        return new AlertView.Precision(
                precision.tally().model(), precision.tally().monitor(), precision.tally().alerts(),
                precision.tally().answered(), precision.tally().useful(),
                precision.interval().map(Precision.Interval::share), precision.interval().map(Precision.Interval::low),
                precision.interval().map(Precision.Interval::high), falsePagesLeft);
    }

    static MaintenanceView view(Maintenance window, Instant now) {
        String state = !window.to().isAfter(now) ? "over" : window.from().isAfter(now) ? "planned" : "under_way";
        return new MaintenanceView(
                window.id(), window.model(), window.from(), window.to(), window.reason(), window.by(), state);
    }

    static AlertRoutesView view(AlertRules rules) {
        return new AlertRoutesView(
                rules.routes().stream().map(AlertViews::view).toList(),
                rules.budgets().stream()
                        .map(budget -> new AlertRoutesView.Budget(budget.model(), budget.falsePages()))
                        .toList(),
                Optional.of(rules.escalateAfter().toString()), Optional.of(rules.quiet().toString()),
                Optional.of(rules.digestAt().toString()), Optional.of(rules.zone().getId()));
    }

    private static AlertRoutesView.Route view(AlertRules.Route route) {
        return new AlertRoutesView.Route(
                route.name(), Optional.of(route.model()), Optional.of(Names.wire(route.severity())), present(route.owner()),
                present(route.monitor()),
                route.hours().map(hours -> new AlertRoutesView.Hours(
                        hours.days().stream().sorted().map(Names::wire).toList(), hours.from().toString(),
                        hours.to().toString(), Optional.of(hours.zone().getId()))),
                Optional.of(route.channels()));
    }

    private static Optional<String> present(String text) {
        return Optional.of(text).filter(given -> !given.isEmpty());
    }

    /** @throws Problem INVALID naming the field */
    static AlertRules rules(AlertRoutesView given) {
        AlertRules usual = AlertRules.standard();
        return new AlertRules(
                given.routes().stream().map(AlertViews::route).toList(),
                given.budgets().stream()
                        .map(budget -> new AlertRules.Budget(budget.model(), budget.falsePages()))
                        .toList(),
                given.escalateAfter().map(text -> Moments.duration("escalate_after", text)).orElse(usual.escalateAfter()),
                given.quiet().map(text -> Moments.duration("quiet", text)).orElse(usual.quiet()),
                given.digestAt().map(text -> time("digest_at", text)).orElse(usual.digestAt()),
                given.zone().map(text -> zone("zone", text)).orElse(usual.zone()));
    }

    private static AlertRules.Route route(AlertRoutesView.Route given) {
        String name = given.name();
        return new AlertRules.Route(
                name,
                given.model().orElse("*"),
                given.severity()
                        .map(word -> Names.parse(Fact.Severity.class, "routes." + name + ".severity", word))
                        .orElse(Fact.Severity.INFO),
                given.owner().orElse(""),
                given.monitor().orElse(""),
                given.hours().map(hours -> hours("routes." + name + ".hours", hours)),
                given.channels().orElseThrow(() -> Problem.invalid(
                        "routes." + name + ".channels", "not there", "names of channels, or an empty list for nobody")));
    }

    private static AlertRules.Hours hours(String field, AlertRoutesView.Hours given) {
        return new AlertRules.Hours(
                given.days().stream()
                        .map(day -> Names.parse(DayOfWeek.class, field + ".days", day))
                        .collect(Collectors.toSet()),
                time(field + ".from", given.from()),
                time(field + ".to", given.to()),
                given.zone().map(text -> zone(field + ".zone", text)).orElse(ZoneOffset.UTC));
    }

    private static LocalTime time(String field, String text) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeException malformed) {
            throw new Problem(
                    Problem.Code.INVALID, field + ": " + text + " (expected: a time of the day such as 08:00)", "",
                    malformed);
        }
    }

    private static ZoneId zone(String field, String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            throw new Problem(
                    Problem.Code.INVALID, field + ": " + text + " (expected: a time zone such as Europe/Berlin)", "",
                    unknown);
        }
    }

    /** Words of the API for states that are not over. */
    static List<String> states(String word) {
        return switch (word) {
            case "unresolved" -> List.of("open", "escalated", "acknowledged", "snoozed");
            case "open", "escalated", "acknowledged", "snoozed", "resolved" -> List.of(word);
            default -> throw Problem.invalid(
                    "state", word, "one of [open, escalated, acknowledged, snoozed, resolved, unresolved]");
        };
    }
}
