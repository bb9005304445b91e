package understudy.governance;

import java.util.List;
import java.util.Optional;
import understudy.core.AuditEvent;
import understudy.core.AuditSink;

/**
 * The hash-chained audit: each link's hash covers the one before it, so that whoever changes, removes or reorders a
 * link has to rewrite every later one. A removed tail leaves a chain that still fits; only comparing {@link
 * Verification#links} and {@link Verification#lastHash} with a note kept elsewhere shows it. Safe for many threads.
 */
public final class AuditLog implements AuditSink {
    private static final int PAGE = 1_000;

    private final AuditStore store;

    public AuditLog(AuditStore store) {
        this.store = store;
    }

    /**
     * @param links how many there are
     * @param broken number of the first link that does not fit, or 0
     * @param finding what is wrong with it in one sentence, or the empty string
     * @param lastHash of the last link that fits; 64 zeros without any
     */
    public record Verification(long links, long broken, String finding, String lastHash) {}

    @Override
    public void record(AuditEvent event) {
        record(event, () -> {});
    }

    @Override
    public void record(AuditEvent event, Runnable change) {
        store.append(event, change);
    }

    /** Links from a number on, in order. */
    public List<AuditLink> read(long from, int limit) {
        return store.read(from, limit);
    }

    /** Recomputes every link; holds one page of them at a time. */
    public Verification verify() {
        long links = 0;
        long broken = 0;
        String finding = "";
        String previous = AuditLink.NOTHING_BEFORE;
        long expected = 1;
        while (true) {
            List<AuditLink> page = store.read(links == 0 ? Long.MIN_VALUE : expected, PAGE);
            for (AuditLink link : page) {
                links++;
                if (broken == 0) {
                    Optional<String> wrong = link.misfit(expected, previous);
                    if (wrong.isPresent()) {
                        broken = link.number();
                        finding = wrong.get();
                    } else {
                        previous = link.hash();
                    }
                }
                expected = link.number() + 1;
            }
            if (page.size() < PAGE) {
                return new Verification(links, broken, finding, previous);
            }
        }
    }
}
