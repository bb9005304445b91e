package understudy.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The table of all runtimes, for people. */
final class RuntimesReport {
    private final List<RuntimeContest> contests = new ArrayList<>();
    private final Duration slice;
    private final double load = Machine.load();

    RuntimesReport(Duration slice) {
        this.slice = slice;
    }

    void add(RuntimeContest contest) {
        contests.add(contest);
    }

    String text() {
        StringBuilder text = new StringBuilder(format("""
                # A model of each runtime

                %s. Load average %.1f at the begin, %.1f at the end. Slices of %.2f s (bare ones half of it) in turn, medians
                of three.

                | runtime | rows | bare/s | in-process/s | process/s | bare p50 ms | in-process adds ms | process adds ms | others |
                |---|---:|---:|---:|---:|---:|---:|---:|---:|
                """, Machine.described(), load, Machine.load(), slice.toMillis() / 1000.0));
        contests.forEach(contest -> text.append(row(contest)));
        text.append(format("%nRequests that were not answered with 2xx: %d.%n%n",
                contests.stream().mapToLong(RuntimeContest::failed).sum()));
        text.append("""
                How to read it: *bare* calls the runtime from a process without a server, on as many threads as there are
                cores where the runtime allows it; for Python it is `predict_proba` in an interpreter, for remote it is asking
                the second server directly. The other two are requests over REST with JSON, on 8 connections, to a
                server that journals each answer; generator and server share the cores, and a model that takes
                microseconds shows mostly what HTTP and JSON cost. *Adds* is what one caller waits at the median beyond the
                bare call on one thread, to the microsecond. Python has always a process of its own, remote never needs one. *others* is the
                share of the machine, at its worst median, that went to neither server nor generator: where it is large
                for rows that are not of Python or remote, compare only within a row.

                | runtime | model |
                |---|---|
                """);
        contests.stream().map(each -> "| " + each.runtime() + " | " + each.model() + " |\n").distinct().forEach(text::append);
        return text.toString();
    }

    private static String row(RuntimeContest contest) {
        return format("| %s | %d | %s (%d) | %s | %s | %s | %s | %s | %.0f %% |%n",
                contest.runtime(), contest.rows(), perSecond(contest.bare()), contest.bareThreads(), perSecond(contest.here()),
                perSecond(contest.apart()), contest.bare().map(way -> format("%.3f", p50(way))).orElse("–"),
                added(contest, contest.here()), added(contest, contest.apart()), 100 * contest.others());
    }

    private static String perSecond(Optional<RuntimeContest.Way> way) {
        return way.map(each -> format("%,.0f", each.many().requestsPerSecond())).orElse("–");
    }

    private static String added(RuntimeContest contest, Optional<RuntimeContest.Way> way) {
        return way.isEmpty() || contest.bare().isEmpty()
                ? "–"
                : format("%.3f", p50(way.get()) - p50(contest.bare().get()));
    }

    private static double p50(RuntimeContest.Way way) {
        return way.one().median(Cell.Sample::p50);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
