package understudy.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import understudy.alerting.Alert;
import understudy.alerting.Evidence;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.monitoring.MonitorPlan;
import understudy.monitoring.Observations;
import understudy.monitoring.WatchState;
import understudy.monitoring.WindowSummary.Flag;
import understudy.monitoring.WindowSummary.Head;

/** A model as it is seen at noon on a Wednesday; what a test changes is said by name. */
final class Scene {
    static final Instant NOON = Instant.parse("2026-03-25T12:05:00Z");
    static final Instant ELEVEN = Instant.parse("2026-03-25T11:00:00Z");
    String owner = "ann";
    String card = "{}";
    Instant now = NOON;
    long errors;
    List<Flag> flags = List.of();
    final List<Observations.Evidence> detectors = new ArrayList<>();
    final List<Alert> alerts = new ArrayList<>();
    final List<ShadowLag> shadows = new ArrayList<>();
    List<Head> heads = List.of();

    static Scene quiet() {
        Scene scene = new Scene();
        scene.detectors.add(new Observations.Evidence("inputs", 10, 1_000, List.of(), 4));
        return scene;
    }

    Head head() {
        return new Head(
                "loan", "10:00", ELEVEN.minus(Duration.ofHours(1)), ELEVEN, OptionalLong.of(7), 1_000, errors, Map.of(1, 1_000L),
                Map.of(), "train.csv", flags, List.of(), 0, ELEVEN);
    }

    Alert alert(String monitor, Fact.Severity severity, Alert.State state, Instant since, String runbook, Evidence.Observation... seen) {
        Evidence evidence = new Evidence(
                severity, "title", "text", runbook, since, NOON, 1, List.of(1), List.of(), List.of(seen), List.of());
        Alert.Telling telling = new Alert.Telling(
                Alert.Reach.PAGE, Optional.empty(), List.of(), Optional.empty(), 0, Optional.empty());
        Alert alert = new Alert(
                "00000000000" + alerts.size(), "loan", monitor, monitor, owner, true, since, evidence, state, telling, List.of(),
                Optional.empty());
        alerts.add(alert);
        return alert;
    }

    static Evidence.Observation seen(String column, String segment, String sentence) {
        return new Evidence.Observation(1, column, segment, sentence, 1, NOON);
    }

    Seen seen() {
        List<Head> all = heads.isEmpty() ? List.of(head()) : heads;
        Signature signature = new Signature(List.of(), List.of());
        Model model = new Model("loan", Task.BINARY, signature, owner, "low", Duration.ofDays(30), Instant.EPOCH);
        ModelVersion version = new ModelVersion(
                "loan", 1, "d", "a", "f", "onnx", signature, Optional.empty(), card, Map.of(), List.of(), "ann", Instant.EPOCH,
                false);
        WatchState state = new WatchState("loan", ELEVEN, ELEVEN, 1, 1, 1, "bins", "bins", "", Map.of());
        return new Seen(
                model, now, List.of(version), MonitorPlan.standard("loan"), Optional.of(state), all, List.of(), detectors,
                Optional.empty(), Optional.empty(), alerts, shadows, Optional.empty());
    }

    Health health() {
        return seen().health();
    }

    HealthPart part(HealthPart.Name name) {
        return health().part(name);
    }

    FirstLook look() {
        Seen seen = seen();
        return new FirstLooks(seen, seen.health()).look();
    }
}
