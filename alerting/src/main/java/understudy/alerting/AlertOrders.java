package understudy.alerting;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.Problem;

/** What people have ordered about alerts: routes, budgets, times, maintenance. Safe for many threads. */
public final class AlertOrders {
    private static final int MOST_WINDOWS = 1_000;
    private static final int LEAST_DIGITS = 3;
    private static final Duration KEPT = Duration.ofDays(90);

    private final AlertStore store;
    private final Routing routing;
    private final AuditSink audit;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    public AlertOrders(AlertStore store, Routing routing, AuditSink audit, InstantSource clock, Supplier<UUID> ids) {
        this.store = store;
        this.routing = routing;
        this.audit = audit;
        this.clock = clock;
        this.ids = ids;
    }

    public AlertRules rules() {
        return store.settings().rules();
    }

    /** The names that routes may give. */
    public List<String> channels() {
        return routing.channels();
    }

    /** @throws Problem INVALID for a channel that is not there */
    public AlertRules replace(AlertRules rules, String by) {
        for (AlertRules.Route route : rules.routes()) {
            for (String channel : route.channels()) {
                if (!routing.channels().contains(channel)) {
                    throw Problem.invalid(
                            "routes." + route.name() + ".channels", channel,
                            "of the server's channels: " + routing.channels());
                }
            }
        }
        Map<String, String> details = Map.of(
                "routes", Integer.toString(rules.routes().size()),
                "budgets", Integer.toString(rules.budgets().size()),
                "escalate_after", rules.escalateAfter().toString(),
                "quiet", rules.quiet().toString());
        return change("alert.routes", "alerts", by, details, settings -> settings.with(rules)).rules();
    }

    /** Those planned, under way and over for less than 90 days, the next to end first. */
    public List<Maintenance> maintenance() {
        return store.settings().maintenance();
    }

    /** @throws Problem INVALID; CONFLICT where there are too many */
    public Maintenance plan(String model, Instant from, Instant to, String reason, String by) {
        Instant now = clock.instant();
        String id = String.format(Locale.ROOT, "%012x", ids.get().getLeastSignificantBits() & 0xFFFF_FFFF_FFFFL);
        Maintenance window = new Maintenance(id, model, from, to, reason, by);
        if (!to.isAfter(now)) {
            throw Problem.invalid("to", to, "later than now");
        }
        change("maintenance.plan", model, by, details(window), settings -> {
            List<Maintenance> all = new ArrayList<>(settings.maintenance());
            all.removeIf(old -> old.to().isBefore(now.minus(KEPT)));
            if (all.size() >= MOST_WINDOWS) {
                throw new Problem(
                        Problem.Code.CONFLICT, "there are " + all.size() + " maintenance windows", "End some of them first");
            }
            all.add(window);
            all.sort(Comparator.comparing(Maintenance::to));
            return settings.with(all);
        });
        return window;
    }

    /**
     * From now on people are told again. One that has not begun is as if it had never been.
     *
     * @param id or the beginning of one, from three digits
     * @throws Problem NOT_FOUND; INVALID for a beginning that several have
     */
    public void end(String id, String by) {
        Instant now = clock.instant();
        List<Maintenance> meant = store.settings().maintenance().stream()
                .filter(window -> id.length() >= LEAST_DIGITS && window.id().startsWith(id) && window.to().isAfter(now))
                .toList();
        if (meant.isEmpty()) {
            throw Problem.notFound(
                    "there is no maintenance " + AlertNotice.line(id, 40) + " to end",
                    "See: understudy alert maintenance list");
        }
        if (meant.size() > 1) {
            throw Problem.invalid("maintenance", id, "more of its digits: several begin so");
        }
        Maintenance window = meant.getFirst();
        change("maintenance.end", window.model(), by, details(window), settings -> {
            List<Maintenance> all = new ArrayList<>(settings.maintenance());
            all.removeIf(each -> each.id().equals(window.id()));
            if (window.from().isBefore(now)) {
                all.add(window.until(now));
            }
            all.sort(Comparator.comparing(Maintenance::to));
            return settings.with(all);
        });
    }

    private static Map<String, String> details(Maintenance window) {
        return Map.of("id", window.id(), "from", window.from().toString(), "to", window.to().toString());
    }

    private AlertSettings change(
            String action,
            String subject,
            String by,
            Map<String, String> details,
            UnaryOperator<AlertSettings> change) {
        return store.alone(() -> {
            AlertSettings changed = change.apply(store.settings());
            audit.record(new AuditEvent(clock.instant(), by, action, subject, details), () -> store.save(changed));
            return changed;
        });
    }
}
