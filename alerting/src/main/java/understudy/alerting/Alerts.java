package understudy.alerting;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.Fact;
import understudy.core.Problem;

/**
 * What monitors found, as alerts that open, gather and end, and what people do with them. Nothing is told here: a change is
 * kept, and {@link AlertTeller} sees in its next round what there is to tell. Safe for many threads; may be called from
 * within a change of the metadata, and is then part of it.
 */
public final class Alerts implements Findings {
    /** Who it was, in an alert's history, where it was nobody. */
    public static final String ITSELF = "itself";

    private static final int LONGEST_NOTE = 1_000;
    private static final int LONGEST_LIST = 1_000;
    private static final Duration LONGEST_SNOOZE = Duration.ofDays(90);
    private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{3,12}");
    private static final long LAST_12_DIGITS = 0xFFFF_FFFF_FFFFL;

    /** What is known of models elsewhere. Safe for many threads. */
    public interface Models {
        /** Who answers for it; the empty string for nobody. */
        String owner(String model);

        /** What its owner wants to be done about findings of a monitor, where that was said. */
        Optional<String> runbook(Finding finding);
    }

    private final AlertStore store;
    private final AuditSink audit;
    private final Models models;
    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private final List<Feedback> listeners = new CopyOnWriteArrayList<>();

    /** @param ids their last 48 bits are random */
    public Alerts(AlertStore store, AuditSink audit, Models models, InstantSource clock, Supplier<UUID> ids) {
        this.store = store;
        this.audit = audit;
        this.models = models;
        this.clock = clock;
        this.ids = ids;
    }

    /** From now on it is told what people think, within the change that keeps it: it writes metadata only. */
    public void listen(Feedback listener) {
        listeners.add(listener);
    }

    /** A finding no later than when its alert was over is old news and changes nothing. */
    @Override
    public String report(Finding finding) {
        return store.alone(() -> {
            Instant now = clock.instant();
            Optional<Alert> latest = store.latest(finding.model(), finding.cause());
            Optional<Alert> same = latest.filter(alert -> alert.evidence().has(finding) || isOldNews(alert, finding));
            if (same.isPresent()) {
                return same.get().id();
            }
            Alert next = latest.filter(alert -> isOpenOrBack(alert, finding))
                    .map(alert -> gathered(alert, finding, now))
                    .orElseGet(() -> opened(finding, now));
            store.save(next.lookAt(Optional.of(now)));
            return next.id();
        });
    }

    private static boolean isOldNews(Alert alert, Finding finding) {
        return alert.state() instanceof Alert.State.Resolved resolved && !finding.at().isAfter(resolved.at());
    }

    private boolean isOpenOrBack(Alert alert, Finding finding) {
        return !(alert.state() instanceof Alert.State.Resolved resolved)
                || finding.at().isBefore(resolved.at().plus(store.settings().rules().quiet()));
    }

    private Alert opened(Finding finding, Instant now) {
        String runbook = runbook(finding);
        Alert.Telling nothing =
                new Alert.Telling(Alert.Reach.UNDECIDED, Optional.empty(), List.of(), Optional.empty(), 0, Optional.of(now));
        return new Alert(
                        freeId(), finding.model(), finding.cause(), finding.monitor(), models.owner(finding.model()),
                        finding.budgeted(), now, Evidence.of(finding, runbook), new Alert.State.Open(), nothing, List.of(),
                        Optional.empty())
                .noted(now, finding.monitor(), "opened", "");
    }

    private String freeId() {
        while (true) {
            String id = String.format(Locale.ROOT, "%012x", ids.get().getLeastSignificantBits() & LAST_12_DIGITS);
            if (store.find(id).isEmpty()) {
                return id;
            }
        }
    }

    private Alert gathered(Alert alert, Finding finding, Instant now) {
        boolean worse = finding.severity().compareTo(alert.evidence().severity()) > 0;
        boolean explains = !finding.monitor().equals(alert.monitor());
        Alert same = worse ? alert.of(finding) : alert;
        Alert more = same.with(alert.evidence().and(finding, runbook(finding), explains)).foundBy(finding.monitor());
        if (explains) {
            more = more.noted(now, finding.monitor(), "explained", finding.title());
        }
        Alert noted = worse
                ? decidedAnew(more)
                        .noted(now, finding.monitor(), "became " + finding.severity().name().toLowerCase(Locale.ROOT), "")
                : more;
        return switch (alert.state()) {
            case Alert.State.Open _, Alert.State.Escalated _ -> noted;
            case Alert.State.Acknowledged _ -> worse ? noted.as(new Alert.State.Open()) : noted;
            case Alert.State.Snoozed _ ->
                worse && finding.severity() == Fact.Severity.CRITICAL
                        ? noted.as(new Alert.State.Open())
                        : noted;
            case Alert.State.Resolved _ -> reopened(noted, now, finding.monitor());
        };
    }

    private static Alert reopened(Alert alert, Instant now, String monitor) {
        return alert.as(new Alert.State.Open())
                .undecided(alert.telling().reopened() + 1)
                .noted(now, monitor, "reopened", "");
    }

    /** What was told at once goes on so. */
    private static Alert decidedAnew(Alert alert) {
        return alert.telling().reach() == Alert.Reach.DIGEST ? alert.undecided(alert.telling().reopened()) : alert;
    }

    private String runbook(Finding finding) {
        return models.runbook(finding).orElse(finding.runbook());
    }

    /** Older than what the alert last saw, it changes nothing. */
    @Override
    public void clear(String model, String cause, Instant at, String why) {
        store.alone(() -> {
            Optional<Alert> open = store.latest(model, cause)
                    .filter(alert -> !alert.over() && !at.isBefore(alert.evidence().last()));
            open.ifPresent(alert -> {
                Instant now = clock.instant();
                store.save(alert.as(new Alert.State.Resolved(ITSELF, at, why))
                        .noted(now, ITSELF, "resolved", why)
                        .lookAt(Optional.of(now)));
            });
            return open;
        });
    }

    /** Newest first. */
    public List<Alert> find(AlertStore.Query query) {
        if (query.limit() < 1 || query.limit() > LONGEST_LIST) {
            throw Problem.invalid("limit", query.limit(), "1 to " + LONGEST_LIST);
        }
        return store.find(query);
    }

    /**
     * @param id or the beginning of one, from three digits
     * @throws Problem NOT_FOUND; INVALID for a beginning that several have
     */
    public Alert get(String id) {
        List<Alert> found = PREFIX.matcher(id).matches() ? store.beginning(id) : List.of();
        if (found.isEmpty()) {
            throw Problem.notFound("there is no alert " + AlertNotice.line(id, 40), "See: understudy alert list");
        }
        if (found.size() > 1) {
            throw Problem.invalid("alert", id, "more of its digits: several alerts begin so");
        }
        return found.getFirst();
    }

    /** Somebody takes care. @throws Problem NOT_FOUND; CONFLICT once it is over */
    public Alert acknowledge(String id, String note, String by) {
        return change(id, "alert.acknowledge", by, Map.of(), note, (alert, now) -> open(alert)
                .as(new Alert.State.Acknowledged(by, now))
                .noted(now, by, "acknowledged", note));
    }

    /** Nobody is told until then. @throws Problem NOT_FOUND; CONFLICT once it is over; INVALID */
    public Alert snooze(String id, Instant until, String note, String by) {
        return change(id, "alert.snooze", by, Map.of("until", until.toString()), note, (alert, now) -> {
            if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST_SNOOZE))) {
                throw Problem.invalid("until", until, "after now, and at most " + LONGEST_SNOOZE.toDays() + " days");
            }
            Alert.Telling telling = alert.telling();
            Optional<Alert.Told> snoozed = telling.last()
                    .map(told -> new Alert.Told(Alert.Belief.SNOOZED, told.severity(), told.at(), told.to()));
            return open(alert)
                    .as(new Alert.State.Snoozed(by, until))
                    .with(new Alert.Telling(
                            telling.reach(), snoozed, telling.sent(), telling.digested(), telling.reopened(),
                            telling.lookAt()))
                    .noted(now, by, "snoozed until " + until, note);
        });
    }

    /** @throws Problem NOT_FOUND; CONFLICT once it is over; INVALID without a reason */
    public Alert resolve(String id, String reason, String by) {
        if (reason.isBlank()) {
            throw Problem.invalid("reason", reason, "why it is over");
        }
        return change(id, "alert.resolve", by, Map.of(), reason, (alert, now) -> open(alert)
                .as(new Alert.State.Resolved(by, now, reason))
                .noted(now, by, "resolved", reason));
    }

    /** @throws Problem NOT_FOUND; INVALID without a note */
    public Alert note(String id, String note, String by) {
        if (note.isBlank()) {
            throw Problem.invalid("note", note, "something to remember");
        }
        return change(id, "alert.note", by, Map.of(), note, (alert, now) -> alert.noted(now, by, "noted", note));
    }

    /** Whether it was worth somebody's time; a later answer takes the place of an earlier one. @throws Problem NOT_FOUND */
    public Alert useful(String id, boolean useful, String comment, String by) {
        Map<String, String> details = Map.of("useful", Boolean.toString(useful));
        return change(id, "alert.useful", by, details, comment, (alert, now) -> {
            List<String> subjects =
                    alert.evidence().observations().stream().map(Evidence.Observation::name).distinct().toList();
            listeners.forEach(listener -> listener.said(alert.model(), alert.monitor(), subjects, useful));
            return alert.with(new Alert.Answer(useful, comment, by, now))
                    .noted(now, by, useful ? "called useful" : "called not useful", comment);
        });
    }

    /** By model and monitor. */
    public List<Precision> precision() {
        return store.tallies().stream().map(Precision::of).toList();
    }

    /** How many false pages of a model may be risked now, at most two months' worth. */
    public double falsePagesLeft(String model) {
        Instant now = clock.instant();
        double aMonth = store.settings().rules().falsePages(model);
        return FalsePages.left(aMonth, store.uselessPages(model, now.minus(AlertTeller.KEPT)), now);
    }

    private static Alert open(Alert alert) {
        if (alert.state() instanceof Alert.State.Resolved resolved) {
            throw new Problem(
                    Problem.Code.CONFLICT, "alert " + alert.id() + " is over since " + resolved.at(),
                    "It opens by itself if its cause comes back");
        }
        return alert;
    }

    private interface Change {
        Alert of(Alert alert, Instant now);
    }

    private Alert change(String id, String action, String by, Map<String, String> details, String note, Change change) {
        if (note.length() > LONGEST_NOTE) {
            throw Problem.invalid("note", note, "at most " + LONGEST_NOTE + " characters");
        }
        return store.alone(() -> {
            Alert alert = get(id);
            Instant now = clock.instant();
            Alert changed = change.of(alert, now).lookAt(Optional.of(now));
            Map<String, String> all = new HashMap<>(details);
            all.put("model", alert.model());
            all.put("cause", alert.cause());
            audit.record(new AuditEvent(now, by, action, "alert " + alert.id(), all), () -> store.save(changed));
            return changed;
        });
    }
}
