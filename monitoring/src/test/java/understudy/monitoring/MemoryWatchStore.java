package understudy.monitoring;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import understudy.drift.WindowScores;

/** Keeps everything in maps; a failed transaction leaves them as they were. */
final class MemoryWatchStore implements WatchStore {
    private Map<String, MonitorPlan> plans = new HashMap<>();
    private Map<String, WatchState> states = new HashMap<>();
    private Map<String, WindowSummary> windows = new TreeMap<>();
    private Map<String, List<SegmentSummary>> segments = new TreeMap<>();
    private Map<String, Scores> scores = new TreeMap<>();
    private Map<String, Detector> detectors = new TreeMap<>();
    private Map<String, TrafficProfile> traffic = new HashMap<>();
    private Map<String, List<StreamState>> streams = new HashMap<>();
    private boolean within;
    /** Fails the transaction under way once, before it is done. */
    boolean failing;

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
        return Optional.ofNullable(states.get(model));
    }

    @Override
    public void save(WatchState state) {
        states.put(state.model(), state);
    }

    @Override
    public void save(WindowSummary window) {
        windows.put(window.head().model() + " " + window.head().id(), window);
    }

    @Override
    public Optional<WindowSummary> window(String model, String id) {
        return Optional.ofNullable(windows.get(model + " " + id));
    }

    @Override
    public List<WindowSummary> windows(String model, Instant from, Instant to, int limit) {
        List<WindowSummary> found = windows.values().stream()
                .filter(window -> window.head().model().equals(model))
                .filter(window -> !window.head().from().isBefore(from) && window.head().from().isBefore(to))
                .sorted(Comparator.comparing(window -> window.head().from()))
                .toList();
        return found.subList(Math.max(0, found.size() - limit), found.size());
    }

    @Override
    public void save(String model, String window, List<SegmentSummary> some) {
        segments.put(model + " " + window, some);
    }

    @Override
    public List<SegmentSummary> segments(String model, String window) {
        return segments.getOrDefault(model + " " + window, List.of());
    }

    @Override
    public List<SegmentSummary> segments(String model, String segment, Instant from, Instant to, int limit) {
        List<SegmentSummary> found = segments.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(model + " "))
                .flatMap(entry -> entry.getValue().stream())
                .filter(one -> one.segment().equals(segment) && !one.from().isBefore(from) && one.from().isBefore(to))
                .sorted(Comparator.comparing(SegmentSummary::from))
                .toList();
        return found.subList(Math.max(0, found.size() - limit), found.size());
    }

    @Override
    public List<WindowSummary.Head> heads(String model, Instant from, Instant to, int limit) {
        return windows(model, from, to, limit).stream().map(WindowSummary::head).toList();
    }

    @Override
    public void save(Scores some) {
        scores.put(
                some.model() + "/" + some.group() + "/" + some.bins() + "/" + String.format("%012d", some.scores().ordinal()),
                some);
    }

    private List<Scores> of(String model, String group, String bins) {
        return scores.values().stream()
                .filter(one -> one.model().equals(model) && one.group().equals(group) && one.bins().equals(bins))
                .toList();
    }

    @Override
    public Optional<Long> firstScored(String model, String group, String bins) {
        return of(model, group, bins).stream().map(one -> one.scores().ordinal()).findFirst();
    }

    @Override
    public List<WindowScores> scores(String model, String group, String bins) {
        return of(model, group, bins).stream().map(Scores::scores).toList();
    }

    @Override
    public List<String> groups(String model) {
        TreeSet<String> groups = new TreeSet<>();
        scores.values().stream().filter(one -> one.model().equals(model)).forEach(one -> groups.add(one.group()));
        detectors(model).forEach(one -> groups.add(one.group()));
        return List.copyOf(groups);
    }

    @Override
    public Optional<Detector> detector(String model, String group) {
        return Optional.ofNullable(detectors.get(model + "/" + group));
    }

    @Override
    public List<Detector> detectors(String model) {
        return detectors.values().stream().filter(one -> one.model().equals(model)).toList();
    }

    @Override
    public void save(Detector detector) {
        detectors.put(detector.model() + "/" + detector.group(), detector);
    }

    @Override
    public void forget(String model, String groups) {
        scores.values().removeIf(one -> one.model().equals(model) && one.group().startsWith(groups));
        detectors.values().removeIf(one -> one.model().equals(model) && one.group().startsWith(groups));
    }

    @Override
    public Optional<TrafficProfile> traffic(String model, int version) {
        return Optional.ofNullable(traffic.get(model + "@" + version));
    }

    @Override
    public void save(TrafficProfile profile) {
        traffic.put(profile.model() + "@" + profile.version(), profile);
    }

    @Override
    public List<StreamState> streams(String model) {
        return streams.getOrDefault(model, List.of());
    }

    @Override
    public void save(String model, List<StreamState> some) {
        streams.put(model, List.copyOf(some));
    }

    @Override
    public void prune(String model, Instant windowsBefore, Instant segmentsBefore, long scoresBefore) {
        windows.values().removeIf(one -> one.head().model().equals(model) && one.head().to().isBefore(windowsBefore));
        segments.entrySet().removeIf(entry -> entry.getKey().startsWith(model + " ")
                && entry.getValue().stream().anyMatch(one -> one.to().isBefore(segmentsBefore)));
        scores.values().removeIf(one -> one.model().equals(model) && one.scores().ordinal() < scoresBefore);
    }

    @Override
    public void together(Runnable writes) {
        if (within) {
            writes.run();
            return;
        }
        Map<String, WatchState> statesBefore = new HashMap<>(states);
        Map<String, WindowSummary> windowsBefore = new TreeMap<>(windows);
        Map<String, List<SegmentSummary>> segmentsBefore = new TreeMap<>(segments);
        Map<String, Scores> scoresBefore = new TreeMap<>(scores);
        Map<String, Detector> detectorsBefore = new TreeMap<>(detectors);
        Map<String, List<StreamState>> streamsBefore = new HashMap<>(streams);
        within = true;
        try {
            writes.run();
            if (failing) {
                failing = false;
                throw new IllegalStateException("the disk went away");
            }
        } catch (RuntimeException failed) {
            states = statesBefore;
            windows = windowsBefore;
            segments = segmentsBefore;
            scores = scoresBefore;
            detectors = detectorsBefore;
            streams = streamsBefore;
            throw failed;
        } finally {
            within = false;
        }
    }
}
