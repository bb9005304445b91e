package understudy.monitoring;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import understudy.alerting.Finding;
import understudy.core.Fact;
import understudy.monitoring.WatchState.Standing;
import understudy.monitoring.WatchState.Told;
import understudy.monitoring.WindowSummary.Flag;
import understudy.monitoring.WindowSummary.Head;

/**
 * What holds now, by cause: one for each, however many columns, windows and segments show it. Changes are told later, when
 * the watch has caught up, so that what was long over before it was seen wakes nobody. Not safe for several threads.
 */
final class Standings {
    /** Flags in so many of the last windows with rows open an alert. */
    private static final int TWO = 2;

    private static final int OF = 3;
    private static final int MOST_SUBJECTS = 20;
    private static final int LONGEST_TEXT = 6_000;

    private final MonitorPlan plan;
    private final Map<String, Standing> all;

    Standings(MonitorPlan plan, Map<String, Standing> all) {
        this.plan = plan;
        this.all = new HashMap<>(all);
    }

    Map<String, Standing> all() {
        return Map.copyOf(all);
    }

    boolean holds(Monitor monitor) {
        Standing standing = all.get(monitor.label());
        return standing != null && standing.holds();
    }

    /** What its finding is about; none where nothing stands. The same fact an hour later is no news. */
    Set<String> names(Monitor monitor) {
        Standing standing = all.get(monitor.label());
        return standing == null || !standing.holds()
                ? Set.of()
                : standing.finding().subjects().stream().map(Finding.Subject::name).collect(Collectors.toSet());
    }

    /** Opens, or adds to what stands. */
    void open(Finding finding) {
        Standing before = all.get(finding.cause());
        Told told = Told.of(before != null && before.holds() ? merged(before.finding(), finding) : finding);
        if (before == null || !before.holds() || !before.finding().equals(told)) {
            all.put(finding.cause(), new Standing(false, "", told));
        }
    }

    /** A detector's page; answers that moved with their inputs are worth knowing, but no second page. */
    void page(Finding page) {
        boolean follows = page.cause().equals(Monitor.ANSWERS.label()) && holds(Monitor.DRIFT);
        open(follows
                ? new Finding(
                        page.model(), page.version(), page.monitor(), page.cause(), Fact.Severity.WARNING, false, page.title(),
                        page.text() + "\nInputs moved, too: see the alert about data.", page.runbook(), page.subjects(),
                        page.since(), page.at())
                : page);
    }

    /** What a stream saw adds to what stands of its cause, which stays as grave as it is, or opens a warning. */
    void join(Finding seen) {
        Standing before = all.get(seen.cause());
        if (before == null || !before.holds()) {
            open(seen);
            return;
        }
        Finding stands = before.finding().finding();
        String sentence = seen.subjects().getFirst().sentence();
        Finding joined = merged(before.finding(), new Finding(
                stands.model(), stands.version(), stands.monitor(), stands.cause(), stands.severity(), stands.budgeted(),
                stands.title(), shortened(stands.text() + "\n" + sentence, LONGEST_TEXT), stands.runbook(), seen.subjects(),
                seen.since(), seen.at()));
        all.put(seen.cause(), new Standing(false, "", Told.of(joined)));
    }

    private static Finding merged(Told before, Finding now) {
        Map<List<String>, Finding.Subject> subjects = new LinkedHashMap<>();
        now.subjects().forEach(one -> subjects.put(List.of(one.name(), one.segment()), one));
        before.subjects().forEach(one -> subjects.putIfAbsent(List.of(one.name(), one.segment()), one));
        Instant since = before.since().isBefore(now.since()) ? before.since() : now.since();
        return new Finding(
                now.model(), now.version(), now.monitor(), now.cause(), now.severity(), now.budgeted(), now.title(), now.text(),
                now.runbook(), subjects.values().stream().limit(MOST_SUBJECTS).toList(), since, now.at());
    }

    /** What no one but streams has seen is theirs to end. */
    void end(Monitor monitor, String why) {
        Standing standing = all.get(monitor.label());
        if (standing != null && !Streams.isKind(standing.finding().monitor())) {
            close(monitor, why);
        }
    }

    /** Ends what only streams have seen. */
    void endStreams(Monitor monitor, String why) {
        Standing standing = all.get(monitor.label());
        if (standing != null && Streams.isKind(standing.finding().monitor())) {
            close(monitor, why);
        }
    }

    private void close(Monitor monitor, String why) {
        Standing standing = all.get(monitor.label());
        if (standing == null || !standing.holds()) {
            return;
        }
        if (standing.told()) {
            all.put(monitor.label(), new Standing(true, why, standing.finding()));
        } else {
            all.remove(monitor.label());
        }
    }

    /** Drift of columns that another cause explains better is no alert of its own. */
    void absorb() {
        for (Monitor drift : List.of(Monitor.DRIFT, Monitor.TRAINING)) {
            Standing standing = all.get(drift.label());
            if (standing == null || !standing.holds()) {
                continue;
            }
            Set<String> left = standing.finding().subjects().stream().map(Finding.Subject::name).collect(Collectors.toSet());
            all.values().stream()
                    .filter(other -> other.holds() && !other.finding().cause().equals(Monitor.TRAINING.label())
                            && !other.finding().cause().equals(Monitor.DRIFT.label()))
                    .forEach(other -> other.finding().subjects().forEach(subject -> left.remove(subject.name())));
            if (left.isEmpty()) {
                close(drift, "Another alert says what it is that changed in these columns");
            }
        }
    }

    /**
     * Opens and ends what flags speak of.
     *
     * @param heads of the last windows, at least those of a day, earliest first
     * @param calm windows without a flag after which it is over
     * @param version that answered
     */
    void flagged(Monitor monitor, List<Head> heads, int calm, int version) {
        List<Head> seen = heads.stream().filter(head -> head.rows() >= WindowRule.LEAST_ROWS).toList();
        List<Head> last = seen.subList(Math.max(0, seen.size() - calm), seen.size());
        boolean any = last.stream().anyMatch(head -> has(head, monitor));
        if (!any) {
            if (last.size() >= Math.min(calm, OF)) {
                end(monitor, "Not seen in the last " + last.size() + " windows");
            }
            return;
        }
        List<Head> latest = seen.subList(Math.max(0, seen.size() - OF), seen.size());
        Set<String> columns = opened(monitor, latest);
        if (columns.isEmpty() || !has(seen.getLast(), monitor)) {
            return;
        }
        if (!names(monitor).containsAll(columns)) {
            open(finding(monitor, columns, latest, version));
        }
    }

    private static boolean has(Head head, Monitor monitor) {
        return head.flags().stream().anyMatch(flag -> flag.monitor().equals(monitor.label()));
    }

    /** Columns flagged in two of the last three windows, or grossly in the last. */
    private static Set<String> opened(Monitor monitor, List<Head> latest) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int i = 0; i < latest.size(); i++) {
            boolean isLast = i == latest.size() - 1;
            for (Flag flag : latest.get(i).flags()) {
                if (flag.monitor().equals(monitor.label())) {
                    counts.merge(flag.column(), flag.gross() && isLast ? TWO : 1, Integer::sum);
                }
            }
        }
        counts.values().removeIf(count -> count < TWO);
        return counts.keySet();
    }

    private Finding finding(Monitor monitor, Set<String> columns, List<Head> latest, int version) {
        Head last = latest.getLast();
        Map<String, Flag> flags = new LinkedHashMap<>();
        latest.forEach(head -> head.flags().stream()
                .filter(flag -> flag.monitor().equals(monitor.label()) && columns.contains(flag.column()))
                .forEach(flag -> flags.put(flag.column(), flag)));
        Instant since = latest.stream().filter(head -> has(head, monitor)).findFirst().orElse(last).from();
        return finding(monitor, List.copyOf(flags.values()), since, last.to(), version, Fact.Severity.CRITICAL);
    }

    /** One finding of flags of one cause, the largest first. */
    Finding finding(Monitor monitor, List<Flag> flags, Instant since, Instant at, int version, Fact.Severity severity) {
        List<Flag> sorted = new ArrayList<>(flags);
        sorted.sort(Comparator.comparingDouble(Flag::size).reversed().thenComparing(Flag::column));
        double all = sorted.stream().mapToDouble(Flag::size).sum();
        List<Finding.Subject> subjects = sorted.stream()
                .limit(MOST_SUBJECTS)
                .map(flag -> new Finding.Subject(flag.column(), "", flag.sentence(), all > 0 ? flag.size() / all : 0))
                .toList();
        String more = sorted.size() > 1 ? " and " + (sorted.size() - 1) + " more" : "";
        String title = shortened(
                plan.model() + ": " + sorted.getFirst().sentence() + more + ", since " + Words.moment(since, plan.zone()),
                Fact.Notice.LONGEST_TITLE);
        String text = sorted.stream().limit(MOST_SUBJECTS).map(Flag::sentence).collect(Collectors.joining("\n"));
        return new Finding(
                plan.model(), version > 0 ? OptionalInt.of(version) : OptionalInt.empty(), monitor.label(), monitor.label(),
                severity, monitor.budgeted(), title, shortened(text, LONGEST_TEXT), monitor.runbook(), subjects, since, at);
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 3) + "...";
    }
}
