package understudy.rollout;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Supplier;
import understudy.core.Fact;
import understudy.core.Notices;
import understudy.core.Told;

/**
 * Tells people how a staged rollout goes, each change at least once: what a crash or a full disk kept from being told is
 * told the next time the rollout is heard of. Safe for many threads.
 */
public final class RolloutNotices implements RolloutListener {
    private final Notices notices;
    private final Told told;
    private final Supplier<UUID> ids;

    /** @param ids never gives the same twice, over restarts too */
    public RolloutNotices(Notices notices, Told told, Supplier<UUID> ids) {
        this.notices = notices;
        this.told = told;
        this.ids = ids;
    }

    @Override
    public synchronized void happened(StagedRollout now) {
        String subject = "rollout " + now.id();
        Instant last = told.last(subject).map(Instant::parse).orElse(Instant.MIN);
        for (StagedRollout.Change change : now.changes()) {
            if (change.at().isAfter(last)) {
                notices.tell(notice(now, change));
                told.note(subject, change.at().toString());
            }
        }
    }

    private Fact.Notice notice(StagedRollout rollout, StagedRollout.Change change) {
        return new Fact.Notice(
                ids.get(), change.at(), "rollout." + word(change.state()), severity(change.state()),
                Optional.of(rollout.model()), OptionalInt.of(rollout.version()), title(rollout, change), change.sentence(),
                "/#" + rollout.model());
    }

    private static String word(StagedRollout.State state) {
        return switch (state) {
            case REHEARSING -> "rehearsing";
            case RUNNING -> "advanced";
            case WAITING -> "waiting";
            case FINISHED -> "finished";
            case ROLLED_BACK -> "rolled_back";
            case REJECTED -> "rejected";
            case STOPPED -> "stopped";
        };
    }

    private static Fact.Severity severity(StagedRollout.State state) {
        return switch (state) {
            case REHEARSING, RUNNING, WAITING, FINISHED, STOPPED -> Fact.Severity.INFO;
            case REJECTED -> Fact.Severity.WARNING;
            case ROLLED_BACK -> Fact.Severity.CRITICAL;
        };
    }

    private static String title(StagedRollout now, StagedRollout.Change change) {
        String share = Words.percent(change.share());
        return switch (change.state()) {
            case REHEARSING -> now.reference() + " rehearses until its plan's verdict";
            case RUNNING -> now.reference() + " answers " + share + " of callers";
            case WAITING -> now.reference() + " waits at " + share + " for more evidence";
            case FINISHED -> now.reference() + " leads";
            case ROLLED_BACK -> now.reference() + " was taken back to the shadows";
            case REJECTED -> now.reference() + " was not good enough to go on";
            case STOPPED -> "The way of " + now.reference() + " to the front was stopped";
        };
    }
}
