package understudy.storage;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import understudy.alerting.Alert;
import understudy.alerting.AlertSettings;
import understudy.comparison.Guardrail;
import understudy.comparison.Plan;
import understudy.core.DecisionRule;
import understudy.core.Fact;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.monitoring.MonitorPlan;
import understudy.monitoring.SegmentSummary;
import understudy.monitoring.StreamState;
import understudy.monitoring.WatchState;
import understudy.monitoring.WindowSummary;
import understudy.rollout.AdaptiveShares;
import understudy.rollout.StagedRollout;
import understudy.serving.Lineup;

/**
 * The JSON documents kept in SQL columns. Fields are the records' components; a decision rule says which kind it is by
 * a name written here, never by a class's. Renaming a component changes what is on disk: the test that opens an old
 * schema shows it.
 */
final class Documents {
    /** The kinds of decision rules by the names they have on disk. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = DecisionRule.Threshold.class, name = "threshold"),
        @JsonSubTypes.Type(value = DecisionRule.CostMatrix.class, name = "cost_matrix")
    })
    private interface Kinds {}

    /** Where an alert stands, by the names on disk. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Alert.State.Open.class, name = "open"),
        @JsonSubTypes.Type(value = Alert.State.Escalated.class, name = "escalated"),
        @JsonSubTypes.Type(value = Alert.State.Acknowledged.class, name = "acknowledged"),
        @JsonSubTypes.Type(value = Alert.State.Snoozed.class, name = "snoozed"),
        @JsonSubTypes.Type(value = Alert.State.Resolved.class, name = "resolved")
    })
    private interface States {}

    /** A threshold's actions follow from the threshold. */
    @JsonIgnoreProperties(value = "actions", allowGetters = false)
    private interface Following {}

    /** A guardrail is the line a person would write. */
    private interface Line {
        @JsonValue
        String text();

        @JsonCreator
        static Guardrail parse(String text) {
            return Guardrail.parse(text);
        }
    }

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .addMixIn(DecisionRule.class, Kinds.class)
            .addMixIn(DecisionRule.Threshold.class, Following.class)
            .addMixIn(Guardrail.class, Line.class)
            .addMixIn(Alert.State.class, States.class)
            .build();

    private Documents() {}

    static String text(Signature signature) {
        return write(signature);
    }

    static Signature signature(String text) {
        return read(text, new TypeReference<>() {});
    }

    static String text(DecisionRule rule) {
        try {
            return MAPPER.writerFor(DecisionRule.class).writeValueAsString(rule);
        } catch (JsonProcessingException failure) {
            throw unwritable(failure);
        }
    }

    static DecisionRule decision(String text) {
        return read(text, new TypeReference<>() {});
    }

    static String text(Lineup lineup) {
        return write(lineup);
    }

    static Lineup lineup(String text) {
        return read(text, new TypeReference<>() {});
    }

    static String text(Plan plan) {
        return write(plan);
    }

    static Plan plan(String text) {
        return read(text, new TypeReference<>() {});
    }

    static String text(StagedRollout rollout) {
        return write(rollout);
    }

    static StagedRollout stagedRollout(String text) {
        return read(text, new TypeReference<>() {});
    }

    static String text(AdaptiveShares shares) {
        return write(shares);
    }

    static AdaptiveShares adaptiveShares(String text) {
        return read(text, new TypeReference<>() {});
    }

    static String text(Alert alert) {
        return write(alert);
    }

    static Alert alert(String text) {
        return read(text, new TypeReference<>() {});
    }

    static String text(AlertSettings settings) {
        return write(settings);
    }

    static AlertSettings alertSettings(String text) {
        return read(text, new TypeReference<>() {});
    }

    static String text(Fact.Notice notice) {
        return write(notice);
    }

    static Fact.Notice notice(String text) {
        return read(text, new TypeReference<>() {});
    }

    static String text(MonitorPlan plan) {
        return write(plan);
    }

    static MonitorPlan monitorPlan(String text) {
        return read(text, new TypeReference<>() {});
    }

    static String text(StreamState stream) {
        return write(stream);
    }

    static StreamState streamState(String text) {
        return read(text, new TypeReference<>() {});
    }

    static String text(WatchState state) {
        return write(state);
    }

    static WatchState watchState(String text) {
        return read(text, new TypeReference<>() {});
    }

    static String text(WindowSummary.Head head) {
        return write(head);
    }

    static WindowSummary.Head windowHead(String text) {
        return read(text, new TypeReference<>() {});
    }

    static String text(SegmentSummary segment) {
        return write(segment);
    }

    static SegmentSummary segment(String text) {
        return read(text, new TypeReference<>() {});
    }

    static String columnsText(List<WindowSummary.Column> columns) {
        return write(columns);
    }

    static List<WindowSummary.Column> windowColumns(String text) {
        return read(text, new TypeReference<>() {});
    }

    static String text(Map<String, String> details) {
        return write(new TreeMap<>(details));
    }

    static Map<String, String> details(String text) {
        return read(text, new TypeReference<>() {});
    }

    static String text(List<String> lines) {
        return write(lines);
    }

    static List<String> lines(String text) {
        return read(text, new TypeReference<>() {});
    }

    private static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException failure) {
            throw unwritable(failure);
        }
    }

    private static <T> T read(String text, TypeReference<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException damaged) {
            throw new Problem(
                    Problem.Code.INTERNAL,
                    "a document in the database is damaged: " + damaged.getOriginalMessage(),
                    "Restore the database from a backup.",
                    damaged);
        }
    }

    private static IllegalStateException unwritable(JsonProcessingException failure) {
        return new IllegalStateException("our own records are always JSON", failure);
    }
}
