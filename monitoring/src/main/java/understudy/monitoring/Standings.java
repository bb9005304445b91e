package understudy.monitoring;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** Causes of a column's data, what explains most first: another unit makes values leave their range, and drift. */
    private static final List<Monitor> TELLING = List.of(
            Monitor.TYPE, Monitor.UNITS, Monitor.CONSTANT, Monitor.STALE, Monitor.MISSING, Monitor.UNSEEN, Monitor.RANGE,
            Monitor.DUPLICATES, Monitor.RELATIONS, Monitor.DRIFT);
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

    /** Columns of which a quality alert says what is wrong with them: that they drift, too, is no news. */
    Set<String> explained() {
        return all.values().stream()
                .filter(one -> one.holds() && byFlags(one))
                .flatMap(one -> columns(one).stream())
                .collect(Collectors.toSet());
    }

    private static boolean byFlags(Standing standing) {
        return Arrays.stream(Monitor.values())
                .anyMatch(one -> one.byFlags() && one.label().equals(standing.finding().monitor()));
    }

    /** Of all traffic. */
    private static Set<String> columns(Standing standing) {
        return standing.finding().subjects().stream()
                .filter(subject -> subject.segment().isEmpty())
                .map(Finding.Subject::name)
                .collect(Collectors.toSet());
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
        boolean inputs = holds(Monitor.DRIFT) || !explained().isEmpty();
        boolean follows = page.cause().equals(Monitor.ANSWERS.label()) && inputs;
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

    /** What explains more leads, whichever came first; of what explains as much, the later. */
    private static Finding merged(Told before, Finding now) {
        boolean stays = telling(before.monitor()) < telling(now.monitor());
        Map<List<String>, Finding.Subject> subjects = new LinkedHashMap<>();
        List<Finding.Subject> first = stays ? before.subjects() : now.subjects();
        first.forEach(one -> subjects.put(List.of(one.name(), one.segment()), one));
        List<Finding.Subject> then = stays ? now.subjects() : before.subjects();
        then.forEach(one -> subjects.putIfAbsent(List.of(one.name(), one.segment()), one));
        Instant since = before.since().isBefore(now.since()) ? before.since() : now.since();
        Finding leads = stays ? before.finding() : now;
        boolean another = !before.monitor().equals(now.monitor());
        Fact.Severity severity = another && before.severity().compareTo(now.severity()) > 0 ? before.severity() : now.severity();
        return new Finding(
                now.model(), now.version(), leads.monitor(), now.cause(), severity, another ? before.budgeted() || now.budgeted() : now.budgeted(),
                leads.title(), another ? lines(leads.text(), stays ? now.text() : before.text()) : now.text(), leads.runbook(),
                subjects.values().stream().limit(MOST_SUBJECTS).toList(), since, now.at());
    }

    /** Both, each line once. */
    private static String lines(String first, String then) {
        String all = Stream.concat(first.lines(), then.lines()).distinct().collect(Collectors.joining("\n"));
        return shortened(all, LONGEST_TEXT);
    }

    /** The place in {@link #TELLING}, last for what is no cause of a column's data. */
    private static int telling(String monitor) {
        int place = TELLING.stream().map(Monitor::label).toList().indexOf(monitor);
        return place < 0 ? TELLING.size() : place;
    }

    /** What no one but streams has seen is theirs to end. */
    void end(Monitor monitor, String why) {
        Standing standing = all.get(monitor.label());
        if (standing != null && !Streams.isKind(standing.finding().monitor())) {
            end(monitor.label(), why);
        }
    }

    /** Ends what only streams have seen. */
    void endStreams(Monitor monitor, String why) {
        Standing standing = all.get(monitor.label());
        if (standing != null && Streams.isKind(standing.finding().monitor())) {
            end(monitor.label(), why);
        }
    }

    private void end(String cause, String why) {
        Standing standing = all.get(cause);
        if (standing == null || !standing.holds()) {
            return;
        }
        if (standing.told()) {
            all.put(cause, new Standing(true, why, standing.finding()));
        } else {
            all.remove(cause);
        }
    }

    /** A detector's columns are back; where a quality finding explains them, flags say when that is over. */
    void back(Monitor monitor, String why) {
        Standing standing = all.get(monitor.label());
        if (standing != null && !byFlags(standing)) {
            end(monitor, why);
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
                    .filter(other -> other.holds() && other != standing && byFlags(other))
                    .forEach(other -> other.finding().subjects().forEach(subject -> left.remove(subject.name())));
            if (left.isEmpty()) {
                end(drift.label(), "Another alert says what it is that changed in these columns");
            }
        }
    }

    /**
     * Opens, joins and ends what flags speak of: a column has one alert, whichever of its faults was seen first, and the one
     * that explains most says what it is.
     *
     * @param heads of the last windows, at least those of a day, earliest first
     * @param calm windows without a flag after which it is over
     * @param version that answered
     * @param isAway whether a detector waits for inputs to come back
     */
    void flagged(List<Head> heads, int calm, int version, BooleanSupplier isAway) {
        List<Head> seen = heads.stream().filter(head -> head.rows() >= WindowRule.LEAST_ROWS).toList();
        List<Head> last = seen.subList(Math.max(0, seen.size() - calm), seen.size());
        for (Standing standing : List.copyOf(all.values())) {
            boolean byFlags = standing.holds() && byFlags(standing);
            String cause = standing.finding().cause();
            if (byFlags && last.size() >= Math.min(calm, OF) && last.stream().noneMatch(head -> shows(head, standing))) {
                if (!cause.equals(Monitor.DRIFT.label()) || !isAway.getAsBoolean()) {
                    end(cause, "Not seen in the last " + last.size() + " windows");
                }
            }
        }
        for (Monitor monitor : TELLING) {
            if (monitor.byFlags() && plan.watches(monitor) && !seen.isEmpty() && has(seen.getLast(), monitor)) {
                join(monitor, seen.subList(Math.max(0, seen.size() - OF), seen.size()), version);
            }
        }
    }

    private boolean shows(Head head, Standing standing) {
        Set<String> columns = columns(standing);
        return head.flags().stream()
                .filter(flag -> plan.watches(Monitor.of(flag.monitor())))
                .anyMatch(flag -> columns.contains(flag.column())
                        || columns.size() >= MOST_SUBJECTS && flag.monitor().equals(standing.finding().monitor()));
    }

    private void join(Monitor monitor, List<Head> latest, int version) {
        Map<String, Set<String>> byCause = new LinkedHashMap<>();
        for (String column : opened(monitor, latest)) {
            byCause.computeIfAbsent(home(column).orElse(monitor.label()), cause -> new LinkedHashSet<>()).add(column);
        }
        byCause.forEach((cause, columns) -> {
            Optional<Standing> standing = Optional.ofNullable(all.get(cause)).filter(Standing::holds);
            boolean known = standing.map(one -> telling(one.finding().monitor()) <= telling(monitor.label())
                            && (columns(one).containsAll(columns) || one.finding().subjects().size() >= MOST_SUBJECTS))
                    .orElse(false);
            if (!known) {
                open(finding(monitor, cause, columns, latest, standing.map(one -> one.finding().since()), version));
            }
        });
    }

    /** The cause of the alert about this column's data, if one stands. */
    private Optional<String> home(String column) {
        return all.values().stream()
                .filter(one -> one.holds() && telling(one.finding().monitor()) < TELLING.size() && columns(one).contains(column))
                .min(Comparator.comparingInt(one -> telling(one.finding().monitor())))
                .map(one -> one.finding().cause());
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

    private Finding finding(
            Monitor monitor, String cause, Set<String> columns, List<Head> latest, Optional<Instant> began, int version) {
        Head last = latest.getLast();
        Map<String, Flag> flags = new LinkedHashMap<>();
        latest.forEach(head -> head.flags().stream()
                .filter(flag -> flag.monitor().equals(monitor.label()) && columns.contains(flag.column()))
                .forEach(flag -> flags.put(flag.column(), flag)));
        Instant seen = latest.stream().filter(head -> has(head, monitor)).findFirst().orElse(last).from();
        Instant since = began.filter(seen::isAfter).orElse(seen);
        Finding own = finding(monitor, List.copyOf(flags.values()), since, last.to(), version, Fact.Severity.CRITICAL);
        return new Finding(
                own.model(), own.version(), own.monitor(), cause, own.severity(), own.budgeted(), own.title(), own.text(),
                own.runbook(), own.subjects(), own.since(), own.at());
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
