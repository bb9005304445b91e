package understudy.alerting;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import understudy.core.Fact;
import understudy.core.Sha256;

/**
 * All that was found for one alert, gathered. Immutable, and bounded however much is found.
 *
 * @param severity the highest of all findings
 * @param title of the first finding, of the first with the highest severity, or of the first of another monitor, which says
 *     better what it is; {@code text} and {@code runbook} with it
 * @param since the earliest
 * @param last when the latest was found
 * @param findings how many
 * @param versions up to {@value #MOST_VERSIONS}, ascending
 * @param segments up to {@value #MOST_SEGMENTS}, by name
 * @param observations the {@value #MOST_OBSERVATIONS} most telling, those first
 * @param seen marks of the last findings, so that one reported again is recognised
 */
public record Evidence(
        Fact.Severity severity,
        String title,
        String text,
        String runbook,
        Instant since,
        Instant last,
        long findings,
        List<Integer> versions,
        List<String> segments,
        List<Observation> observations,
        List<String> seen) {
    private static final int MOST_OBSERVATIONS = 20;
    private static final int MOST_VERSIONS = 20;
    private static final int MOST_SEGMENTS = 50;
    private static final int MOST_SEEN = 64;
    private static final int MARK = 16;

    public Evidence {
        versions = List.copyOf(versions);
        segments = List.copyOf(segments);
        observations = List.copyOf(observations);
        seen = List.copyOf(seen);
    }

    /**
     * @param version that answered; 0 where it is about none
     * @param at when it was last seen
     */
    public record Observation(int version, String name, String segment, String sentence, double weight, Instant at) {
        boolean sameAs(Observation other) {
            return version == other.version && name.equals(other.name) && segment.equals(other.segment);
        }
    }

    static Evidence of(Finding finding, String runbook) {
        Evidence nothing = new Evidence(
                finding.severity(), finding.title(), finding.text(), runbook, finding.since(), finding.at(), 0, List.of(),
                List.of(), List.of(), List.of());
        return nothing.and(finding, runbook, false);
    }

    /** Whether this very finding is in it. */
    boolean has(Finding finding) {
        return seen.contains(mark(finding));
    }

    /** @param explains whether the finding says better than those before what it is */
    Evidence and(Finding finding, String itsRunbook, boolean explains) {
        boolean worse = finding.severity().compareTo(severity) > 0;
        boolean leads = worse || explains;
        return new Evidence(
                worse ? finding.severity() : severity,
                leads ? finding.title() : title,
                leads ? finding.text() : text,
                leads ? itsRunbook : runbook,
                finding.since().isBefore(since) ? finding.since() : since,
                finding.at().isAfter(last) ? finding.at() : last,
                findings + 1,
                versions(finding.version()),
                segments(finding),
                observations(finding),
                marks(finding));
    }

    private List<Integer> versions(OptionalInt more) {
        TreeSet<Integer> all = new TreeSet<>(versions);
        more.ifPresent(all::add);
        return all.stream().limit(MOST_VERSIONS).toList();
    }

    private List<String> segments(Finding finding) {
        TreeSet<String> all = new TreeSet<>(segments);
        finding.subjects().stream().map(Finding.Subject::segment).filter(segment -> !segment.isEmpty()).forEach(all::add);
        return all.stream().limit(MOST_SEGMENTS).toList();
    }

    /** A subject seen again is shown as it was seen last. */
    private List<Observation> observations(Finding finding) {
        List<Observation> all = new ArrayList<>(observations);
        for (Finding.Subject subject : finding.subjects()) {
            Observation seenNow = new Observation(
                    finding.version().orElse(0), subject.name(), subject.segment(), subject.sentence(), subject.weight(),
                    finding.at());
            if (all.stream().anyMatch(old -> old.sameAs(seenNow) && old.at().isAfter(seenNow.at()))) {
                continue;
            }
            all.removeIf(seenNow::sameAs);
            all.add(seenNow);
        }
        all.sort(Comparator.comparingDouble(Observation::weight).reversed());
        return all.stream().limit(MOST_OBSERVATIONS).toList();
    }

    private List<String> marks(Finding finding) {
        List<String> marks = new ArrayList<>(seen);
        marks.add(mark(finding));
        return marks.subList(Math.max(0, marks.size() - MOST_SEEN), marks.size());
    }

    private static String mark(Finding finding) {
        return Sha256.of(finding.toString()).substring(0, MARK);
    }
}
