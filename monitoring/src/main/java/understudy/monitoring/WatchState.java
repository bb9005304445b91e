package understudy.monitoring;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import understudy.alerting.Finding;
import understudy.core.Fact;

/**
 * Where the watch of a model has come to. Together with its detectors and windows all there is to remember.
 *
 * @param cursor where the next window begins
 * @param labelled where the next window begins whose labels are awaited
 * @param sealed windows so far, for ordinals of windows by count
 * @param version whose answers are watched
 * @param inputsVersion whose reference the inputs are held against
 * @param inputs names the bins of the inputs; empty before there are any
 * @param answers names the bins of the answers; empty before there are any
 * @param plan window, zone and rhythm that the detectors learn under
 * @param standing what is to be told, or was and still holds, by cause
 */
public record WatchState(
        String model,
        Instant cursor,
        Instant labelled,
        long sealed,
        int version,
        int inputsVersion,
        String inputs,
        String answers,
        String plan,
        Map<String, Standing> standing) {
    public WatchState {
        standing = Collections.unmodifiableMap(new TreeMap<>(standing));
    }

    /**
     * @param told whether {@code alerting} has it
     * @param ended why it no longer holds; empty while it does
     * @param finding as it was last told, or is to be
     */
    public record Standing(boolean told, String ended, Told finding) {
        boolean holds() {
            return ended.isEmpty();
        }
    }

    /** A finding as it is kept. @param version 0 for none */
    public record Told(
            String model,
            int version,
            String monitor,
            String cause,
            Fact.Severity severity,
            boolean budgeted,
            String title,
            String text,
            String runbook,
            List<Finding.Subject> subjects,
            Instant since,
            Instant at) {
        Finding finding() {
            return new Finding(
                    model, version == 0 ? java.util.OptionalInt.empty() : java.util.OptionalInt.of(version), monitor, cause,
                    severity, budgeted, title, text, runbook, subjects, since, at);
        }

        static Told of(Finding finding) {
            return new Told(
                    finding.model(), finding.version().orElse(0), finding.monitor(), finding.cause(), finding.severity(),
                    finding.budgeted(), finding.title(), finding.text(), finding.runbook(), finding.subjects(),
                    finding.since(), finding.at());
        }
    }

    WatchState at(Instant next, long count) {
        return new WatchState(model, next, labelled, count, version, inputsVersion, inputs, answers, plan, standing);
    }

    WatchState watching(int answering, int inputsOf, String inputsBins, String answersBins) {
        return new WatchState(model, cursor, labelled, sealed, answering, inputsOf, inputsBins, answersBins, plan, standing);
    }

    WatchState under(String otherPlan) {
        return new WatchState(model, cursor, labelled, sealed, version, inputsVersion, inputs, answers, otherPlan, standing);
    }

    WatchState labelledTo(Instant next) {
        return new WatchState(model, cursor, next, sealed, version, inputsVersion, inputs, answers, plan, standing);
    }

    WatchState standing(Map<String, Standing> other) {
        return new WatchState(model, cursor, labelled, sealed, version, inputsVersion, inputs, answers, plan, other);
    }

    /** What holds of it now. */
    Optional<Standing> standing(Monitor monitor) {
        return Optional.ofNullable(standing.get(monitor.label())).filter(Standing::holds);
    }
}
