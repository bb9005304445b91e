package understudy.scanning;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers findings: each thing once for each file, and of each verdict only the first ones. Not for several threads. */
final class Findings {
    private final int most;
    private final List<Finding> kept = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);

    Findings(int most) {
        this.most = most;
    }

    void add(Finding finding) {
        long before = counts.getOrDefault(finding.verdict(), 0L);
        if (before >= most) {
            counts.put(finding.verdict(), before + 1);
        } else if (seen.add(finding.kind() + " " + finding.what() + " " + finding.verdict() + " " + finding.file())) {
            counts.put(finding.verdict(), before + 1);
            kept.add(finding);
        }
    }

    /** Takes over what another gathered, counting what it did not keep. */
    void addAll(Findings other) {
        other.kept.forEach(this::add);
        other.counts.forEach((verdict, count) -> counts.merge(verdict, Math.max(0, count - other.most), Long::sum));
    }

    List<Finding> kept() {
        return List.copyOf(kept);
    }

    /** All that were kept, and a last one for each verdict of which there were more. */
    List<Finding> all(String root) {
        List<Finding> all = new ArrayList<>(kept);
        counts.forEach((verdict, count) -> {
            if (count > most) {
                all.add(new Finding(
                        root, Kind.LIMIT, "and " + (count - most) + " more", 0, verdict, "were found and are not listed"));
            }
        });
        return all;
    }
}
