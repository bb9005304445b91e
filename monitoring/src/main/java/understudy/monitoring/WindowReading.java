package understudy.monitoring;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import understudy.core.Problem;
import understudy.drift.Adwin;
import understudy.drift.WindowScores;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.ColumnReference;
import understudy.profiles.DataProfile;
import understudy.profiles.QualityReport;
import understudy.profiles.Roles;
import understudy.profiles.RowSource;
import understudy.profiles.SchemaCheck;
import understudy.profiles.SourceColumn;

/** One pass over a window's rows. Not safe for several threads. */
final class WindowReading {
    private static final int MOST_CALLERS = 20;
    private static final int MOST_COUNTED = 1_000;

    private final MonitorPlan plan;
    private final List<SourceColumn> columns;
    private final List<Integer> picked;
    private final DataProfile profile;
    private final Optional<SchemaCheck> check;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final SegmentColumns ofSegments;
    private final List<Segmented> segmented = new ArrayList<>();
    private final Map<String, Long> callers = new HashMap<>();
    private final List<String> absent = new ArrayList<>();
    private final List<String> unlike = new ArrayList<>();
    private final Adwin scores = new Adwin();
    private Optional<Instant> moved = Optional.empty();
    private long rows;
    private long errors;

    /** A lane for each value of a segment, opened when its first row comes. */
    private record Segmented(
            String prefix,
            SegmentRows rows,
            List<Map.Entry<String, Basis>> bases,
            List<Lane> lanes,
            List<SegmentColumns.Tally> tallies) {}

    /**
     * @param bases by group, {@code inputs} and {@code answers}; those there are
     * @param known groups of segments that are watched already
     */
    WindowReading(
            MonitorPlan plan, List<SourceColumn> columns, Map<String, Basis> bases, List<String> known, long seed) {
        this.plan = plan;
        this.columns = columns;
        this.picked = IntStream.range(0, columns.size()).filter(i -> isWatched(columns.get(i), bases)).boxed().toList();
        Map<String, ColumnReference> counted = new HashMap<>();
        bases.values().forEach(basis -> basis.columns().forEach((name, column) -> {
            Optional<SourceColumn> here = columns.stream().filter(one -> one.name().equals(name)).findFirst();
            if (here.isEmpty()) {
                absent.add(name);
            } else if (Kinds.areAlike(here.get().type(), column.reference().type())) {
                counted.put(name, column.reference());
            } else {
                unlike.add(name);
            }
        }));
        List<SourceColumn> watched = picked.stream().map(columns::get).toList();
        this.profile = DataProfile.of(watched, Roles.NONE, counted, seed);
        this.check = Optional.ofNullable(bases.get(Groups.INPUTS))
                .flatMap(basis -> basis.schema(checkable(watched, counted)))
                .filter(schema -> !schema.columns().isEmpty())
                .map(schema -> new SchemaCheck(schema, watched));
        bases.forEach((group, basis) -> lanes.put(group, new Lane(basis, plan, columns)));
        this.ofSegments = new SegmentColumns(plan.segments().isEmpty() ? List.of() : bases.values(), plan, columns);
        for (MonitorPlan.Segment segment : plan.segments()) {
            String prefix = Groups.segment(segment);
            List<String> values = known.stream().flatMap(group -> Groups.value(group, segment).stream()).distinct().toList();
            if (columns.stream().anyMatch(column -> column.name().equals(segment.column()))) {
                segmented.add(new Segmented(
                        prefix, new SegmentRows(segment, columns, values), List.copyOf(bases.entrySet()), new ArrayList<>(),
                        new ArrayList<>()));
            } else {
                absent.add(segment.column());
            }
        }
    }

    private boolean isWatched(SourceColumn column, Map<String, Basis> bases) {
        boolean named = !column.name().startsWith("@") || Answers.isAnswer(column.name());
        Basis inputs = bases.get(Groups.INPUTS);
        return named && (inputs == null ? plan.watches(column.name()) : Lane.isWatched(column.name(), inputs, plan));
    }

    private static List<String> checkable(List<SourceColumn> watched, Map<String, ColumnReference> counted) {
        return watched.stream()
                .map(SourceColumn::name)
                .filter(name -> !name.startsWith("@") && counted.containsKey(name))
                .toList();
    }

    /** All rows of a source. */
    void read(RowSource source) {
        for (Optional<Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
            add(batch.get());
        }
    }

    private void add(Batch batch) {
        rows += batch.rows();
        Batch own = new Batch(batch.rows(), picked.stream().map(i -> batch.columns().get(i)).toList());
        profile.add(own);
        check.ifPresent(schema -> schema.add(own));
        int[] all = IntStream.range(0, batch.rows()).toArray();
        lanes.forEach((group, lane) -> lane.add(batch, all, all.length));
        segmented.forEach(segment -> add(segment, batch));
        count(batch);
        follow(batch);
    }

    private void add(Segmented segment, Batch batch) {
        int[] places = segment.rows.places(batch);
        List<String> values = segment.rows.values();
        for (int value = segment.lanes.size() / Math.max(1, segment.bases.size()); value < values.size(); value++) {
            segment.bases.forEach(basis -> segment.lanes.add(new Lane(basis.getValue(), plan, columns)));
        }
        while (segment.tallies.size() < values.size()) {
            segment.tallies.add(ofSegments.tally());
        }
        int[] chosen = new int[places.length];
        for (int value = 0; value < values.size(); value++) {
            int count = 0;
            for (int row = 0; row < places.length; row++) {
                if (places[row] == value) {
                    chosen[count++] = row;
                }
            }
            segment.tallies.get(value).add(batch, chosen, count);
            for (int basis = 0; count > 0 && basis < segment.bases.size(); basis++) {
                segment.lanes.get(value * segment.bases.size() + basis).add(batch, chosen, count);
            }
        }
    }

    private void count(Batch batch) {
        cells(batch, AnsweredRows.ERROR).ifPresent(cells -> {
            for (int row = 0; row < batch.rows(); row++) {
                errors += cells.states()[row] == Cells.PRESENT ? 1 : 0;
            }
        });
        cells(batch, AnsweredRows.CALLER).ifPresent(cells -> {
            if (cells instanceof Cells.Texts texts) {
                for (int row = 0; row < batch.rows(); row++) {
                    if (texts.states()[row] == Cells.PRESENT) {
                        int from = texts.offsets()[row];
                        String caller = Words.shortened(
                                new String(texts.bytes(), from, texts.offsets()[row + 1] - from, StandardCharsets.UTF_8));
                        if (callers.size() < MOST_COUNTED || callers.containsKey(caller)) {
                            callers.merge(caller, 1L, Long::sum);
                        }
                    }
                }
            }
        });
    }

    /** Adaptive windowing over the score, inside the window: evidence of when it moved, never an alarm. */
    private void follow(Batch batch) {
        Optional<Cells> score = cells(batch, AnsweredRows.SCORE);
        Optional<Cells> at = cells(batch, AnsweredRows.AT);
        if (moved.isPresent() || score.isEmpty() || !(score.get() instanceof Cells.Numbers numbers)) {
            return;
        }
        if (at.isEmpty() || !(at.get() instanceof Cells.Integers times)) {
            return;
        }
        for (int row = 0; row < batch.rows() && moved.isEmpty(); row++) {
            double value = numbers.values()[row];
            if (numbers.states()[row] == Cells.PRESENT && value >= 0 && value <= 1) {
                moved = scores.add(value, times.values()[row]).map(shift -> Instant.ofEpochMilli(shift.since()));
            }
        }
    }

    private Optional<Cells> cells(Batch batch, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return Optional.of(batch.columns().get(i));
            }
        }
        return Optional.empty();
    }

    long rows() {
        return rows;
    }

    long errors() {
        return errors;
    }

    /** Those with most rows. */
    Map<String, Long> callers() {
        Map<String, Long> most = new LinkedHashMap<>();
        callers.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_CALLERS)
                .forEach(entry -> most.put(entry.getKey(), entry.getValue()));
        return most;
    }

    DataProfile profile() {
        return profile;
    }

    /** Empty without a schema. @throws Problem never */
    Optional<QualityReport> quality() {
        return check.map(SchemaCheck::report);
    }

    /** Columns of the reference, or of a segment, that the rows have not. */
    List<String> absent() {
        return absent.stream().distinct().filter(plan::watches).toList();
    }

    /** Columns that hold texts where the reference has numbers, or the other way round. */
    List<String> unlike() {
        return unlike.stream().filter(plan::watches).toList();
    }

    /** When the score moved inside the window, if it did. */
    Optional<Instant> moved() {
        return moved;
    }

    /** The scores of every group, segments among them. */
    Map<String, WindowScores> scores(long ordinal) {
        Map<String, WindowScores> all = new LinkedHashMap<>();
        lanes.forEach((group, lane) -> {
            if (!lane.isEmpty()) {
                all.put(group, lane.seal(ordinal));
            }
        });
        for (Segmented segment : segmented) {
            for (int i = 0; i < segment.lanes.size(); i++) {
                String group = segment.bases.get(i % segment.bases.size()).getKey();
                String value = segment.rows.values().get(i / segment.bases.size());
                if (!segment.lanes.get(i).isEmpty()) {
                    all.put(group + segment.prefix + value, segment.lanes.get(i).seal(ordinal));
                }
            }
        }
        return all;
    }

    /** What was counted of the segments that had rows, by name such as {@code region=north}. */
    Map<String, SegmentColumns.Tally> segments() {
        Map<String, SegmentColumns.Tally> all = new LinkedHashMap<>();
        for (Segmented segment : segmented) {
            for (int value = 0; value < segment.tallies.size(); value++) {
                if (segment.tallies.get(value).rows() > 0) {
                    all.put(Groups.segmentOf(segment.prefix + segment.rows.values().get(value)), segment.tallies.get(value));
                }
            }
        }
        return all;
    }

    /** What the answers' or inputs' group watches, in the order of its scores. */
    List<understudy.drift.WatchedColumn> watched(String group) {
        Lane lane = lanes.get(group);
        return lane == null ? List.of() : lane.columns();
    }
}
