package understudy.alerting;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Fact;
import understudy.core.Notices;

/**
 * Looks after alerts in rounds: tells what there is to tell, wakes, escalates, writes the digest, and forgets what is long
 * over. What is to be told is kept in one change with the alert that it tells of, and leaves the store after the journal has
 * it: a kill in between tells it once more, with the same id, and loses nothing. For one thread at a time.
 */
public final class AlertTeller {
    /** How long what is over is kept. */
    static final Duration KEPT = Duration.ofDays(400);
    /** Of those that are over. */
    static final int MOST_KEPT = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(AlertTeller.class);
    private static final Duration TIDY_EVERY = Duration.ofHours(1);
    private static final int MOST_AT_ONCE = 1_000;

    private final AlertStore store;
    private final Notices notices;
    private final Routing routing;
    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private Instant tidied = Instant.MIN;

    /** @param ids never gives the same twice, over restarts too */
    public AlertTeller(
            AlertStore store, Notices notices, Routing routing, InstantSource clock, Supplier<UUID> ids) {
        this.store = store;
        this.notices = notices;
        this.routing = routing;
        this.clock = clock;
        this.ids = ids;
    }

    /** One round. An alert that cannot be looked at keeps no other waiting. */
    public void tend() {
        flush();
        Instant now = clock.instant();
        for (Alert alert : store.toLookAt(now, MOST_AT_ONCE)) {
            try {
                look(alert.id(), now);
            } catch (RuntimeException failed) {
                LOG.warn("alert {} is looked at again later: {}", alert.id(), failed.getMessage());
            }
        }
        digest(now);
        flush();
        if (tidied.isBefore(now.minus(TIDY_EVERY))) {
            store.forget(now.minus(KEPT), MOST_KEPT);
            tidied = now;
        }
    }

    private void look(String id, Instant now) {
        store.alone(() -> {
            Optional<AlertStep> step = store.find(id).map(alert -> AlertStep.of(alert, circumstances(now)));
            step.ifPresent(taken -> {
                store.save(taken.alert());
                taken.notice().ifPresent(store::leave);
            });
            return step;
        });
    }

    private AlertStep.Circumstances circumstances(Instant now) {
        AlertSettings settings = store.settings();
        return new AlertStep.Circumstances(now, settings, routing, model -> mayRisk(model, settings.rules(), now), ids);
    }

    private boolean mayRisk(String model, AlertRules rules, Instant now) {
        return FalsePages.mayRisk(rules.falsePages(model), store.uselessPages(model, now.minus(KEPT)), now);
    }

    private void digest(Instant now) {
        AlertSettings known = store.settings();
        Instant moment = known.rules().lastDigest(now);
        if (known.digested().map(last -> !last.isBefore(moment)).orElse(false)) {
            return;
        }
        store.alone(() -> {
            AlertSettings settings = store.settings();
            if (settings.digested().isPresent()) {
                List<Alert> waiting = store.toLookAt(Instant.MAX, MOST_AT_ONCE).stream()
                        .filter(Digest::waits)
                        .filter(alert -> !settings.quiets(alert.model(), now))
                        .toList();
                for (Fact.Notice notice : Digest.notices(waiting, settings.rules(), routing, now, ids)) {
                    store.leave(notice);
                }
                waiting.forEach(alert -> store.save(Digest.told(alert, now)));
            }
            store.save(settings.digested(now));
            return settings;
        });
    }

    private void flush() {
        for (Fact.Notice notice : store.untold()) {
            notices.tell(notice);
            store.told(notice.id());
        }
    }
}
