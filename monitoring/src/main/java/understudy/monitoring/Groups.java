package understudy.monitoring;

import java.util.Optional;

/** Names of what one detector watches together: {@code inputs}, {@code answers|@segment.region=north}. */
final class Groups {
    static final String INPUTS = "inputs";
    static final String ANSWERS = "answers";
    static final String LABELS = "labels";
    static final String PERFORMANCE = "performance";

    private Groups() {}

    /** Before the value. */
    static String segment(MonitorPlan.Segment segment) {
        return "|" + segment.column() + "=";
    }

    /** The segment's value in a group's name, if it is one of this segment. */
    static Optional<String> value(String group, MonitorPlan.Segment segment) {
        String mark = segment(segment);
        int found = group.indexOf(mark);
        return found < 0 ? Optional.empty() : Optional.of(group.substring(found + mark.length()));
    }

    /** {@code region=north}; empty for all traffic. */
    static String segmentOf(String group) {
        int bar = group.indexOf('|');
        String text = bar < 0 ? "" : group.substring(bar + 1);
        String mark = understudy.profiles.AnsweredRows.SEGMENT;
        return text.startsWith(mark) ? text.substring(mark.length()) : text;
    }

    static Monitor monitor(String group) {
        return switch (kind(group)) {
            case INPUTS -> Monitor.DRIFT;
            case ANSWERS -> Monitor.ANSWERS;
            case PERFORMANCE -> Monitor.PERFORMANCE;
            default -> Monitor.LABELS;
        };
    }

    /** Without the segment. */
    static String kind(String group) {
        int bar = group.indexOf('|');
        return bar < 0 ? group : group.substring(0, bar);
    }
}
