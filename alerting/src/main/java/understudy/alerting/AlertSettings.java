package understudy.alerting;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What people have ordered, and how far it was followed: one document in the store.
 *
 * @param maintenance also some that are over
 * @param digested when what could wait was last told; empty until the first round
 */
public record AlertSettings(AlertRules rules, List<Maintenance> maintenance, Optional<Instant> digested) {
    public AlertSettings {
        maintenance = List.copyOf(maintenance);
    }

    public static AlertSettings standard() {
        return new AlertSettings(AlertRules.standard(), List.of(), Optional.empty());
    }

    boolean quiets(String model, Instant at) {
        return maintenance.stream().anyMatch(window -> window.covers(model, at));
    }

    AlertSettings with(AlertRules other) {
        return new AlertSettings(other, maintenance, digested);
    }

    AlertSettings with(List<Maintenance> other) {
        return new AlertSettings(rules, other, digested);
    }

    AlertSettings digested(Instant at) {
        return new AlertSettings(rules, maintenance, Optional.of(at));
    }
}
