package understudy.monitoring;

import java.util.Arrays;
import java.util.List;
import understudy.core.Problem;

/** What can be watched. Each is the cause its alerts are grouped by. */
public enum Monitor {
    DRIFT("data.drift", true, "Look at what changed where the columns come from: a new source, a new kind of caller, a "
            + "campaign, a change upstream. If the new data are right and here to stay, retrain, or give the version a "
            + "reference of them."),
    ANSWERS("answers.drift", true, "Look first at data alerts of the same days: answers mostly move because inputs did. If no "
            + "input moved, look for a changed artifact, rule or mix of callers."),
    LABELS("labels.drift", true, "Outcomes themselves are other than before. See whether the performance still holds, and "
            + "whether labels come from where they used to."),
    PERFORMANCE("performance", false, "Answers are worse than they were, as labels say. Ask for the causes "
            + "(understudy monitor causes), see whether inputs or labels moved at the same time, and think of a retrained "
            + "version or a rollback."),
    ESTIMATE("performance.estimated", false, "Nobody knows yet: labels are missing, and estimates see moved inputs but no "
            + "changed relation. Look at data alerts of these days, and have some labels made sooner."),
    TRAINING("data.training", false, "The version meets other data than it was trained on. Check that the reference belongs to "
            + "this version and this population; if it does, retrain before you trust its answers."),
    MISSING("data.missing", true, "Ask the owner of the columns' source whether a feed, a join or a form field broke."),
    UNSEEN("data.unseen", true, "Values that the version was not trained on: a new product or code, another spelling, "
            + "another encoding. Map them, or retrain with them."),
    RANGE("data.range", true, "Numbers the version was not trained on. Check units, signs and stand-in values such as -999."),
    TYPE("data.type", true, "Values come as another kind than in the reference. Check what callers send since the last change."),
    CONSTANT("data.constant", true, "A column that used to vary has one value: mostly a default that stands in for a source that "
            + "no longer answers."),
    DUPLICATES("data.duplicates", true, "A column whose values were all different repeats: callers may send requests twice."),
    STALE("data.stale", true, "One value over and over: mostly a feed that stopped, and a cache that still answers."),
    RELATIONS("data.relations", true, "Columns no longer fit together. Check the joins and sums they come from."),
    UNITS("data.units", true, "A column seems to come in another unit. Ask its source; convert it or retrain, and correct the "
            + "answers given meanwhile."),
    VOLUME("volume", true, "Fewer requests than at this time of the week. See whether callers have trouble reaching the "
            + "server, and whether somebody switched one off."),
    CALLER("volume.caller", true, "A caller that used to ask every day has stopped. Ask its owner.");

    private final String label;
    private final boolean budgeted;
    private final String runbook;

    Monitor(String label, boolean budgeted, String runbook) {
        this.label = label;
        this.budgeted = budgeted;
        this.runbook = runbook;
    }

    /** Words in dots, as in alerts: {@code data.drift}. */
    public String label() {
        return label;
    }

    /** Whether its alerts count against the false pages that are allowed. */
    boolean budgeted() {
        return budgeted;
    }

    String runbook() {
        return runbook;
    }

    /** Whether it has a detector with a memory. */
    boolean detected() {
        return this == DRIFT || this == ANSWERS || this == LABELS || this == PERFORMANCE;
    }

    /** Whether it alarms by what windows flag. */
    boolean byFlags() {
        return switch (this) {
            case MISSING, UNSEEN, RANGE, TYPE, CONSTANT, DUPLICATES, STALE, RELATIONS, UNITS -> true;
            case DRIFT, ANSWERS, LABELS, PERFORMANCE, ESTIMATE, TRAINING, VOLUME, CALLER -> false;
        };
    }

    /** @throws Problem (INVALID) naming those there are */
    public static Monitor of(String label) {
        return Arrays.stream(values())
                .filter(monitor -> monitor.label.equals(label))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("monitors", label, "some of " + labels()));
    }

    public static List<String> labels() {
        return Arrays.stream(values()).map(Monitor::label).toList();
    }
}
