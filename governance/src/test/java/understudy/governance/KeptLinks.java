package understudy.governance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import understudy.core.AuditEvent;

/** An audit store in memory, whose links a test can tamper with. */
final class KeptLinks implements AuditStore {
    final List<AuditLink> links = new ArrayList<>();

    @Override
    public synchronized void append(AuditEvent event, Runnable change) {
        change.run();
        links.add(AuditLink.after(links.isEmpty() ? Optional.empty() : Optional.of(links.getLast()), event));
    }

    @Override
    public synchronized List<AuditLink> read(long from, int limit) {
        return links.stream().filter(link -> link.number() >= from).limit(limit).toList();
    }
}
