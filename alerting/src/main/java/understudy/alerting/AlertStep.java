package understudy.alerting;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import understudy.alerting.AlertNotice.News;
import understudy.core.Fact;

/**
 * What there is to tell of an alert at one moment, and the alert once that is told. It goes by what those who were told
 * believe and what is so, not by what happened in between: an alert that opens and closes a thousand times between two
 * looks has at most one thing to tell, maintenance and a restart need no memory of their own, and looking twice tells
 * nothing twice.
 *
 * @param notice empty where there is nothing to tell, or nobody to tell it to
 */
record AlertStep(Alert alert, Optional<Fact.Notice> notice) {
    static final int MOST_ESCALATIONS = 3;

    /** What came back before waits so long before it is told again, and twice as long each time. */
    static final Duration FIRST_CALM = Duration.ofMinutes(15);

    static final Duration LONGEST_CALM = Duration.ofHours(24);
    /** How late an escalation, or the end of maintenance, may be seen. */
    static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private static final int MOST_SENT = 50;
    private static final int MOST_DOUBLINGS = 7;

    /**
     * What is so.
     *
     * @param mayRisk whether one more page of this model may be a false one
     */
    record Circumstances(
            Instant now, AlertSettings settings, Routing routing, Predicate<String> mayRisk, Supplier<UUID> ids) {}

    static AlertStep of(Alert before, Circumstances so) {
        Alert alert = reached(woken(before, so), so);
        Optional<News> news = news(alert, so);
        if (news.isEmpty()) {
            return new AlertStep(lookedAt(alert, so), Optional.empty());
        }
        List<String> to = to(alert, news.get(), so);
        Optional<Fact.Notice> notice = to.isEmpty()
                ? Optional.empty()
                : Optional.of(AlertNotice.of(alert, news.get(), to, so.now(), so.ids().get()));
        return new AlertStep(lookedAt(told(escalated(alert, news.get(), to, so), news.get(), to, notice, so), so), notice);
    }

    private static Alert woken(Alert alert, Circumstances so) {
        return alert.state() instanceof Alert.State.Snoozed snoozed && !snoozed.until().isAfter(so.now())
                ? alert.as(new Alert.State.Open()).noted(so.now(), Alerts.ITSELF, "woke up", "")
                : alert;
    }

    /** Decides when people could first be told, for as long as it neither becomes worse nor comes back. */
    private static Alert reached(Alert alert, Circumstances so) {
        Alert.Telling telling = alert.telling();
        boolean critical = alert.evidence().severity() == Fact.Severity.CRITICAL;
        if (telling.reach() != Alert.Reach.UNDECIDED || !isOpen(alert) || so.settings().quiets(alert.model(), so.now())) {
            return alert;
        }
        boolean urgent = critical || alert.monitor().startsWith("performance") || !alert.budgeted();
        boolean page = alert.evidence().severity() != Fact.Severity.INFO
                && (urgent || so.mayRisk().test(alert.model()));
        return alert.with(new Alert.Telling(
                page ? Alert.Reach.PAGE : Alert.Reach.DIGEST, telling.last(), telling.sent(), telling.digested(),
                telling.reopened(), telling.lookAt()));
    }

    private static boolean isOpen(Alert alert) {
        return alert.state() instanceof Alert.State.Open || alert.state() instanceof Alert.State.Escalated;
    }

    private static Optional<News> news(Alert alert, Circumstances so) {
        Optional<Alert.Told> last = alert.telling().last();
        return switch (alert.state()) {
            case Alert.State.Resolved _ ->
                last.filter(told -> told.belief() != Alert.Belief.OVER).map(_ -> News.RESOLVED);
            case Alert.State.Acknowledged _ ->
                last.filter(told -> told.belief() == Alert.Belief.OPEN || told.belief() == Alert.Belief.SNOOZED)
                        .map(_ -> News.ACKNOWLEDGED);
            case Alert.State.Snoozed _ -> Optional.empty();
            case Alert.State.Open _ -> open(alert, 0, so);
            case Alert.State.Escalated escalated -> open(alert, escalated.times(), so);
        };
    }

    private static Optional<News> open(Alert alert, int escalations, Circumstances so) {
        if (alert.telling().reach() != Alert.Reach.PAGE || so.settings().quiets(alert.model(), so.now())) {
            return Optional.empty();
        }
        Optional<Alert.Told> last = alert.telling().last();
        if (last.isEmpty()) {
            return Optional.of(News.OPENED);
        }
        Alert.Told told = last.get();
        if (alert.evidence().severity().compareTo(told.severity()) > 0) {
            return Optional.of(News.WORSE);
        }
        return switch (told.belief()) {
            case SNOOZED -> Optional.of(News.STILL_OPEN);
            case ACKNOWLEDGED, OVER -> isPast(told.at(), calm(alert), so) ? Optional.of(News.REOPENED) : Optional.empty();
            case OPEN -> escalations < MOST_ESCALATIONS
                            && alert.evidence().severity() != Fact.Severity.INFO
                            && !told.to().isEmpty()
                            && isPast(told.at(), so.settings().rules().escalateAfter(), so)
                    ? Optional.of(News.ESCALATED)
                    : Optional.empty();
        };
    }

    private static boolean isPast(Instant began, Duration time, Circumstances so) {
        return !began.plus(time).isAfter(so.now());
    }

    private static Duration calm(Alert alert) {
        int doublings = Math.clamp(alert.telling().reopened() - 1, 0, MOST_DOUBLINGS);
        Duration calm = FIRST_CALM.multipliedBy(1L << doublings);
        return calm.compareTo(LONGEST_CALM) > 0 ? LONGEST_CALM : calm;
    }

    private static List<String> to(Alert alert, News news, Circumstances so) {
        AlertRules.Subject subject =
                new AlertRules.Subject(alert.model(), alert.evidence().severity(), alert.owner(), alert.monitor());
        AlertRules rules = so.settings().rules();
        return switch (news) {
            case ACKNOWLEDGED, RESOLVED -> alert.telling().last().map(Alert.Told::to).orElse(List.of());
            case ESCALATED -> so.routing().channels(rules, subject, so.now(), escalations(alert) + 1);
            case OPENED, WORSE, STILL_OPEN, REOPENED -> so.routing().channels(rules, subject, so.now(), 0);
        };
    }

    private static int escalations(Alert alert) {
        return alert.state() instanceof Alert.State.Escalated escalated ? escalated.times() : 0;
    }

    private static Alert escalated(Alert alert, News news, List<String> to, Circumstances so) {
        return news == News.ESCALATED
                ? alert.as(new Alert.State.Escalated(escalations(alert) + 1, so.now()))
                        .noted(so.now(), Alerts.ITSELF, "escalated", String.join(", ", to))
                : alert;
    }

    private static Alert told(
            Alert alert, News news, List<String> to, Optional<Fact.Notice> notice, Circumstances so) {
        Alert.Telling telling = alert.telling();
        Set<String> all = new LinkedHashSet<>(telling.last().map(Alert.Told::to).orElse(List.of()));
        all.addAll(to);
        List<Alert.Sent> sent = new ArrayList<>(telling.sent());
        notice.ifPresent(left -> sent.add(new Alert.Sent(so.now(), left.id(), news.kind(), to)));
        return alert.with(new Alert.Telling(
                telling.reach(),
                Optional.of(new Alert.Told(news.belief(), alert.evidence().severity(), so.now(), List.copyOf(all))),
                sent.subList(Math.max(0, sent.size() - MOST_SENT), sent.size()),
                telling.digested(),
                telling.reopened(),
                telling.lookAt()));
    }

    private static Alert lookedAt(Alert alert, Circumstances so) {
        return alert.lookAt(isSettled(alert) ? Optional.empty() : Optional.of(so.now().plus(LOOK_AGAIN)));
    }

    private static boolean isSettled(Alert alert) {
        Alert.Telling telling = alert.telling();
        boolean heard = telling.last().map(told -> told.belief() == Alert.Belief.OVER).orElse(true);
        return alert.over() && heard && (telling.reach() != Alert.Reach.DIGEST || telling.digested().isPresent());
    }
}
