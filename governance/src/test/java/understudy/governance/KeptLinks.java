package understudy.governance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import understudy.core.Problem;

/** An audit store in memory, whose links a test can tamper with. */
final class KeptLinks implements AuditStore {
    final List<AuditLink> links = new ArrayList<>();

    @Override
    public synchronized void append(AuditLink link) {
        if (links.stream().anyMatch(kept -> kept.number() == link.number())) {
            throw new Problem(Problem.Code.STALE, "link " + link.number() + " is there", "");
        }
        links.add(link);
    }

    @Override
    public synchronized Optional<AuditLink> last() {
        return links.isEmpty() ? Optional.empty() : Optional.of(links.getLast());
    }

    @Override
    public synchronized List<AuditLink> read(long from, int limit) {
        return links.stream().filter(link -> link.number() >= from).limit(limit).toList();
    }
}
