package understudy.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.alerting.Finding;
import understudy.core.DataType;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.drift.WindowScores;
import understudy.monitoring.MonitorPlan;
import understudy.monitoring.SegmentSummary;
import understudy.monitoring.StreamState;
import understudy.monitoring.WatchState;
import understudy.monitoring.WatchStore;
import understudy.monitoring.WindowSummary;

class SqlWatchTest {
    private static final Instant AT = Instant.parse("2026-05-01T12:00:00Z");

    @TempDir
    private Path folder;

    private Database database;
    private WatchStore store;

    @BeforeEach
    void open() {
        database = Database.open(folder.resolve("understudy.db"));
        store = database.watch();
        database.registry().save(new Model(
                "loan", Task.BINARY,
                new Signature(
                        List.of(Signature.Input.column("income", DataType.FP64, false)),
                        List.of(new Signature.Output("p", DataType.FP64, List.of(-1L), Signature.Meaning.SCORE, List.of()))),
                "risk", "low", Duration.ofDays(1), AT));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static WindowSummary window(int hour, long rows) {
        Instant from = AT.plus(Duration.ofHours(hour));
        return new WindowSummary(
                new WindowSummary.Head(
                        "loan", "w" + hour, from, from.plusSeconds(3600), OptionalLong.of(hour), rows, 1, Map.of(1, rows),
                        Map.of("shop", rows), "train.csv",
                        List.of(new WindowSummary.Flag("data.missing", "income", false, 0.2, "income is missing")), List.of("note"),
                        0, from),
                List.of(new WindowSummary.Column(
                        "income", "number", rows, 3, 0, Double.NaN, 2, 0.5, 9, 4, List.of(1L, 2L),
                        Optional.of(new WindowSummary.Quality(1, List.of("x"), 2, 3, false, 0)),
                        List.of(new WindowSummary.Statistic("psi", 0.1, Optional.of(0.5), 0.001, false, "")))));
    }

    @Test
    void segments_of_a_window_are_replaced_found_and_pruned() {
        SegmentSummary north = segment("w1", "region=north", 1);
        store.save("loan", "w1", List.of(north, segment("w1", "region=gone", 1)));
        store.save("loan", "w1", List.of(north, segment("w1", "region=south", 1)));
        store.save("loan", "w2", List.of(segment("w2", "region=north", 2)));

        assertThat(store.segments("loan", "w1")).extracting(SegmentSummary::segment).containsExactly("region=north", "region=south");
        assertThat(store.segments("loan", "w1").getFirst()).isEqualTo(north);
        assertThat(store.segments("loan", "region=north", Instant.EPOCH, Instant.MAX, 10))
                .extracting(SegmentSummary::window)
                .containsExactly("w1", "w2");
        store.prune("loan", Instant.EPOCH, AT.plus(Duration.ofHours(3)), 0);
        assertThat(store.segments("loan", "w1")).isEmpty();
        assertThat(store.segments("loan", "w2")).hasSize(1);
    }

    private static SegmentSummary segment(String window, String name, int hour) {
        WindowSummary whole = window(hour, 100);
        return new SegmentSummary(
                window, name, whole.head().from(), whole.head().to(), 40, whole.head().flags(), whole.columns());
    }

    @Test
    void what_was_saved_is_there_after_the_database_is_opened_again() {
        MonitorPlan plan = new MonitorPlan(
                "loan", "day", "Europe/Berlin", Duration.ofMinutes(5), 2, true,
                List.of(MonitorPlan.Segment.parse("age:25,40")), List.of("income"),
                List.of(new MonitorPlan.Chosen("@score", "evidently.wasserstein", 0.2)), List.of("data.drift"),
                List.of(MonitorPlan.Stream.parse("@score:adwin")));
        Finding finding = new Finding(
                "loan", java.util.OptionalInt.of(1), "volume", "volume", Fact.Severity.CRITICAL, true, "title", "text", "runbook",
                List.of(new Finding.Subject("requests", "", "none", 1)), AT, AT);
        WatchState state = new WatchState(
                "loan", AT, AT, 3, 1, 1, "file:1", "traffic:1", "hour", Map.of("volume", new WatchState.Standing(
                        true, "", new WatchState.Told(
                                "loan", 1, "volume", "volume", Fact.Severity.CRITICAL, true, "title", "text", "runbook",
                                finding.subjects(), AT, AT))));
        store.save(plan);
        store.save(state);
        store.save(window(0, 10));
        store.save(window(1, 10));
        store.save(window(1, 12));
        close();
        database = Database.open(folder.resolve("understudy.db"));
        store = database.watch();

        assertThat(store.plan("loan")).contains(plan);
        assertThat(store.state("loan")).contains(state);
        assertThat(store.windows("loan", Instant.EPOCH, Instant.MAX, 10)).containsExactly(window(0, 10), window(1, 12));
        assertThat(store.heads("loan", Instant.EPOCH, Instant.MAX, 1)).containsExactly(window(1, 12).head());
        assertThat(store.window("loan", "w1")).contains(window(1, 12));
    }

    @Test
    void scores_and_detectors_are_kept_by_group_and_forgotten_by_its_beginning() {
        WindowScores scores = new WindowScores(5, new double[] {0.5, Double.NaN}, new long[] {100, 0});
        store.save(new WatchStore.Scores("loan", "inputs", "b", scores));
        store.save(new WatchStore.Scores("loan", "answers|region=a_b", "b", scores));
        store.save(new WatchStore.Detector("loan", "inputs", "b", true, new byte[] {1, 2}));
        assertThat(store.scores("loan", "inputs", "b")).containsExactly(scores);
        assertThat(store.firstScored("loan", "inputs", "b")).contains(5L);
        assertThat(store.groups("loan")).containsExactly("answers|region=a_b", "inputs");
        store.forget("loan", "answers");
        assertThat(store.groups("loan")).containsExactly("inputs");
        store.prune("loan", AT, AT, 6);
        assertThat(store.scores("loan", "inputs", "b")).isEmpty();
        assertThat(store.detector("loan", "inputs").orElseThrow().snapshot()).containsExactly(1, 2);
    }

    @Test
    void streams_are_kept_bit_by_bit_and_replaced_together() {
        StreamState score = new StreamState(
                "loan", "@score", "adwin", "version:1", AT, AT.minusSeconds(60), 0, 1, 12_345, 0.1 + 0.2, new byte[] {1, -2, 3}, 2,
                Optional.of(new StreamState.Alarm(AT, AT.minusSeconds(9), 1 / 3.0, 2 / 3.0)), Optional.empty());
        StreamState errors = new StreamState(
                "loan", "@error", "ddm", "version:1", AT, AT, 0, 1, 0, 0, new byte[0], 0, Optional.empty(), Optional.empty());
        store.save("loan", List.of(errors, score));
        close();
        database = Database.open(folder.resolve("understudy.db"));
        store = database.watch();
        assertThat(store.streams("loan")).usingRecursiveComparison().isEqualTo(List.of(errors, score));
        store.save("loan", List.of(score));
        assertThat(store.streams("loan")).extracting(StreamState::column).containsExactly("@score");
        assertThatThrownBy(() -> store.together(() -> {
                    store.save("loan", List.of());
                    throw new IllegalStateException("stop");
                }))
                .hasMessage("stop");
        assertThat(store.streams("loan")).hasSize(1);
    }

    @Test
    void what_fails_together_leaves_nothing() {
        assertThatThrownBy(() -> store.together(() -> {
                    store.save(window(0, 10));
                    throw new IllegalStateException("stop");
                }))
                .hasMessage("stop");
        assertThat(store.heads("loan", Instant.EPOCH, Instant.MAX, 10)).isEmpty();
    }
}
