package understudy.monitoring;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import understudy.drift.WindowScores;

/** Keeps what the watch cannot ask the archive for at once. Safe for many threads; writes are durable on return. */
public interface WatchStore {
    Optional<MonitorPlan> plan(String model);

    void save(MonitorPlan plan);

    Optional<WatchState> state(String model);

    void save(WatchState state);

    /** Replaces a window of the same id. */
    void save(WindowSummary window);

    Optional<WindowSummary> window(String model, String id);

    /** Windows that begin in [from, to), earliest first, at most {@code limit}, the latest of them. */
    List<WindowSummary> windows(String model, Instant from, Instant to, int limit);

    /** Replaces all segments of the window. */
    void save(String model, String window, List<SegmentSummary> segments);

    /** Of one window, by name. */
    List<SegmentSummary> segments(String model, String window);

    /** Of windows that begin in [from, to), earliest first, at most {@code limit}, the latest of them. */
    List<SegmentSummary> segments(String model, String segment, Instant from, Instant to, int limit);

    /** As {@link #windows}, without columns. */
    List<WindowSummary.Head> heads(String model, Instant from, Instant to, int limit);

    /** Replaces the scores of the same group, bins and ordinal. */
    void save(Scores scores);

    /** Ordinal of the first window that was scored; empty without one. */
    Optional<Long> firstScored(String model, String group, String bins);

    /** By ordinal. */
    List<WindowScores> scores(String model, String group, String bins);

    /** Of scores and detectors, by name. */
    List<String> groups(String model);

    Optional<Detector> detector(String model, String group);

    List<Detector> detectors(String model);

    void save(Detector detector);

    /** Detectors and scores of these groups go. @param groups that begin so; the empty string for all */
    void forget(String model, String groups);

    /** A profile of a version's first traffic, which stands in where a reference says nothing. */
    Optional<TrafficProfile> traffic(String model, int version);

    void save(TrafficProfile profile);

    /** Of streams that are followed row by row. */
    List<StreamState> streams(String model);

    /** These in place of all that were there. */
    void save(String model, List<StreamState> streams);

    /** Drops windows and segments that ended before, and scores that no detector wants any more. */
    void prune(String model, Instant windowsBefore, Instant segmentsBefore, long scoresBefore);

    /** All of it or nothing; within another one, as part of that. */
    void together(Runnable writes);

    /** @param group {@code inputs}, {@code answers} or {@code labels}, with {@code |column=value} of a segment behind it */
    record Scores(String model, String group, String bins, WindowScores scores) {}

    /**
     * @param bins that its windows were scored in
     * @param isFinal whether it was tried on the weeks after those it learnt from
     */
    @SuppressWarnings("ArrayRecordComponent") // a snapshot is written and read, never compared
    record Detector(String model, String group, String bins, boolean isFinal, byte[] snapshot) {}

    @SuppressWarnings("ArrayRecordComponent") // bytes of a profile are written and read, never compared
    record TrafficProfile(String model, int version, Instant from, Instant to, byte[] profile) {}
}
