package understudy.alerting;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Supplier;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;
import understudy.core.Fact;
import understudy.core.Notices;

/** A notice about nothing, that goes the way of every other: to find out whether channels work. Safe for many threads. */
public final class TestNotice {
    private final Notices notices;
    private final AuditSink audit;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    /** @param ids never gives the same twice, over restarts too */
    public TestNotice(Notices notices, AuditSink audit, InstantSource clock, Supplier<UUID> ids) {
        this.notices = notices;
        this.audit = audit;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Durable and on record on return; each channel delivers it in its own time.
     *
     * @throws understudy.core.Problem as {@link Notices#tell} does
     */
    public Fact.Notice tell(String by) {
        Instant now = clock.instant();
        Fact.Notice notice = new Fact.Notice(
                ids.get(), now, "test", Fact.Severity.INFO, Optional.empty(), OptionalInt.empty(), "This is a test",
                by + " asked for it. Whoever reads this will be told of verdicts and rollbacks by this channel.", "/");
        notices.tell(notice);
        audit.record(new AuditEvent(now, by, "channel.test", "channels", Map.of("notice", notice.id().toString())));
        return notice;
    }
}
