package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import understudy.api.MonitorView;

/**
 * What a declaration says of how a model is watched. Fields are compared by their names, so that a new one needs nothing
 * here.
 */
final class MonitorPart {
    private static final String DELAY = "delay";

    private MonitorPart() {}

    /** All that may be declared, as the server has it. */
    static MonitorView.Change of(MonitorView view) {
        return Json.as(Json.tree(view), MonitorView.Change.class);
    }

    /** Field by field, in words; empty where all that is declared is so already. */
    static List<String> changes(Optional<MonitorView> there, MonitorView.Change wanted) {
        ObjectNode before = there.map(view -> plain(of(view))).orElseGet(Json::object);
        List<String> changes = new ArrayList<>();
        plain(there.map(view -> withThresholds(wanted, view)).orElse(wanted)).properties().forEach(field -> {
            if (!field.getValue().isNull() && !field.getValue().equals(before.get(field.getKey()))) {
                changes.add(field.getKey() + " " + shown(before.path(field.getKey())) + " → " + shown(field.getValue()));
            }
        });
        return changes;
    }

    /** A statistic that is declared without a threshold has its own, whichever the server says that is. */
    private static MonitorView.Change withThresholds(MonitorView.Change wanted, MonitorView there) {
        Optional<List<MonitorView.Statistic>> statistics = wanted.statistics().map(all -> all.stream()
                .map(one -> one.threshold().isPresent() ? one : there.statistics().stream()
                        .filter(other -> other.column().equals(one.column()) && other.statistic().equals(one.statistic()))
                        .findFirst()
                        .orElse(one))
                .toList());
        ObjectNode tree = (ObjectNode) Json.tree(wanted);
        statistics.ifPresent(all -> tree.set("statistics", Json.tree(all)));
        return Json.as(tree, MonitorView.Change.class);
    }

    /** With durations in one form. */
    private static ObjectNode plain(MonitorView.Change change) {
        ObjectNode tree = (ObjectNode) Json.tree(change);
        change.delay().ifPresent(delay -> tree.put(DELAY, Moment.duration(delay).toString()));
        return tree;
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? "as usual" : value.isTextual() ? value.asText() : Json.line(value);
    }
}
