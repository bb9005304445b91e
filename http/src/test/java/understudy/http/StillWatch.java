package understudy.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.drift.WindowScores;
import understudy.monitoring.MonitorPlan;
import understudy.monitoring.SegmentSummary;
import understudy.monitoring.StreamState;
import understudy.monitoring.WatchState;
import understudy.monitoring.WatchStore;
import understudy.monitoring.WindowSummary;
import understudy.profiles.AnsweredRows;
import understudy.profiles.RowSource;
import understudy.references.Reference;
import understudy.references.ReferenceStore;

/** Windows that a test put there, for endpoints that show them; nothing looks at anything. */
final class StillWatch implements WatchStore, AnsweredRows, ReferenceStore {
    final List<WindowSummary> windows = new ArrayList<>();
    final List<StreamState> streams = new ArrayList<>();
    private final Map<String, MonitorPlan> plans = new HashMap<>();

    @Override
    public Optional<MonitorPlan> plan(String model) {
        return Optional.ofNullable(plans.get(model));
    }

    @Override
    public void save(MonitorPlan plan) {
        plans.put(plan.model(), plan);
    }

    @Override
    public Optional<WatchState> state(String model) {
        return Optional.empty();
    }

    @Override
    public Optional<WindowSummary> window(String model, String id) {
        return windows.stream().filter(window -> window.head().id().equals(id)).findFirst();
    }

    @Override
    public List<WindowSummary> windows(String model, Instant from, Instant to, int limit) {
        return windows.stream()
                .filter(window -> !window.head().from().isBefore(from) && window.head().from().isBefore(to))
                .toList();
    }

    @Override
    public List<WindowSummary.Head> heads(String model, Instant from, Instant to, int limit) {
        return windows(model, from, to, limit).stream().map(WindowSummary::head).toList();
    }

    @Override
    public void save(WindowSummary window) {
        windows.add(window);
    }

    @Override
    public Optional<Long> firstScored(String model, String group, String bins) {
        return Optional.empty();
    }

    @Override
    public List<WindowScores> scores(String model, String group, String bins) {
        return List.of();
    }

    @Override
    public List<String> groups(String model) {
        return List.of();
    }

    @Override
    public Optional<Detector> detector(String model, String group) {
        return Optional.empty();
    }

    @Override
    public List<Detector> detectors(String model) {
        return List.of();
    }

    @Override
    public Optional<TrafficProfile> traffic(String model, int version) {
        return Optional.empty();
    }

    @Override
    public void together(Runnable writes) {
        writes.run();
    }

    @Override
    public List<Volume> volumes(String model, Instant from, Instant to, Duration step) {
        return List.of();
    }

    @Override
    public Instant keptSince() {
        return Instant.EPOCH;
    }

    @Override
    public Optional<Reference> find(String model, int version) {
        return Optional.empty();
    }

    @Override
    public List<Integer> versions(String model) {
        return List.of();
    }

    @Override
    public RowSource open(Stretch stretch, Labels labels) {
        throw new UnsupportedOperationException("no test asks for rows");
    }

    @Override
    public void save(WatchState state) {
        throw new UnsupportedOperationException("nothing looks");
    }

    @Override
    public void save(Scores scores) {
        throw new UnsupportedOperationException("nothing looks");
    }

    @Override
    public void save(Detector detector) {
        throw new UnsupportedOperationException("nothing looks");
    }

    @Override
    public void save(TrafficProfile profile) {
        throw new UnsupportedOperationException("nothing looks");
    }

    @Override
    public void save(Reference reference) {
        throw new UnsupportedOperationException("nothing looks");
    }

    @Override
    public void forget(String model, String groups) {
        throw new UnsupportedOperationException("nothing looks");
    }

    @Override
    public List<StreamState> streams(String model) {
        return streams;
    }

    @Override
    public void save(String model, List<StreamState> some) {
        streams.addAll(some);
    }

    @Override
    public void save(String model, String window, List<SegmentSummary> segments) {
        throw new UnsupportedOperationException("nothing is watched here");
    }

    @Override
    public List<SegmentSummary> segments(String model, String window) {
        return List.of();
    }

    @Override
    public List<SegmentSummary> segments(String model, String segment, Instant from, Instant to, int limit) {
        return List.of();
    }

    @Override
    public void prune(String model, Instant windowsBefore, Instant segmentsBefore, long scoresBefore) {
        throw new UnsupportedOperationException("nothing looks");
    }

    @Override
    public boolean delete(String model, int version) {
        return false;
    }
}
