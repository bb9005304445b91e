package understudy.monitoring;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import understudy.drift.CategoryStatistic;
import understudy.drift.Measured;
import understudy.drift.NumberStatistic;
import understudy.drift.Sample;
import understudy.drift.WatchedColumn;
import understudy.drift.WindowScores;
import understudy.monitoring.WindowSummary.Column;
import understudy.monitoring.WindowSummary.Flag;
import understudy.monitoring.WindowSummary.Head;
import understudy.monitoring.WindowSummary.Quality;
import understudy.monitoring.WindowSummary.Statistic;
import understudy.profiles.ColumnProfile;
import understudy.profiles.Derivations;
import understudy.profiles.DerivedRows;
import understudy.profiles.QualityReport;

/** Makes a window's summary and scores from its rows. Not safe for several threads. */
final class Sealing {
    private static final int EXAMPLES = 3;
    private static final int MOST_WORDS = 5;

    /** Columns of segments that are kept of a window, about 350 bytes each: 175 kB at most. */
    private static final int MOST_CELLS = 500;

    private final Watched watched;
    private final RowsAhead rows;

    Sealing(Watched watched, RowsAhead rows) {
        this.watched = watched;
        this.rows = rows;
    }

    /**
     * @param segments what a segment's columns held, where there are segments
     * @param scores by group, in no order; none without rows, or for windows that detectors pass over
     */
    record Sealed(
            WindowSummary summary,
            List<SegmentSummary> segments,
            Map<String, WindowScores> scores,
            Map<String, List<WatchedColumn>> columns) {
        Sealed {
            scores = Map.copyOf(scores);
        }
    }

    /**
     * @param ordinal empty where detectors pass it over
     * @param versions rows by version
     * @param bases by kind of group; those there are
     */
    Sealed seal(
            String id,
            Instant from,
            Instant to,
            OptionalLong ordinal,
            TreeMap<Integer, Long> versions,
            Map<String, Basis> bases) {
        String reference = Optional.ofNullable(bases.get(Groups.INPUTS)).map(Basis::words).orElse("");
        long expected = versions.values().stream().mapToLong(Long::longValue).sum();
        if (expected == 0) {
            Head empty = new Head(
                    watched.name(), id, from, to, ordinal, 0, 0, Map.of(), Map.of(), reference, List.of(), List.of(), 0,
                    watched.now());
            return new Sealed(new WindowSummary(empty, List.of()), List.of(), Map.of(), Map.of());
        }
        Derivations derivations = Optional.ofNullable(bases.get(Groups.INPUTS))
                .map(Basis::derivations)
                .orElse(Derivations.NONE);
        try (DerivedRows source =
                derivations.over(rows.open(from, to, expected))) {
            WindowReading reading = new WindowReading(
                    watched.plan(), source.columns(), bases, watched.store().groups(watched.name()), from.toEpochMilli());
            reading.read(source);
            Head head = new Head(
                    watched.name(), id, from, to, ordinal, reading.rows(), reading.errors(), versions, reading.callers(),
                    reference, flags(reading, bases), notes(reading), 0, watched.now());
            Map<String, List<WatchedColumn>> columns = new LinkedHashMap<>();
            bases.keySet().forEach(kind -> columns.put(kind, reading.watched(kind)));
            Map<String, WindowScores> scores = ordinal.isPresent() ? reading.scores(ordinal.getAsLong()) : Map.of();
            return new Sealed(
                    new WindowSummary(head, columns(reading, bases, source)), segments(head, reading, bases), scores, columns);
        }
    }

    /** Those with most rows, as many as are kept. */
    private List<SegmentSummary> segments(Head head, WindowReading reading, Map<String, Basis> bases) {
        Optional<QualityJudge> judge = Optional.ofNullable(bases.get(Groups.INPUTS))
                .map(inputs -> new QualityJudge(inputs, watched.plan(), watched.windowsPerMonth()));
        List<SegmentSummary> all = new ArrayList<>();
        reading.segments().forEach((name, tally) -> {
            List<Column> columns = tally.columns();
            all.add(new SegmentSummary(
                    head.id(), name, head.from(), head.to(), tally.rows(),
                    judge.map(one -> one.flags(columns)).orElse(List.of()), columns));
        });
        all.sort(Comparator.comparingLong(SegmentSummary::rows).reversed());
        int columns = all.stream().mapToInt(one -> one.columns().size()).max().orElse(0);
        return all.stream().limit(MOST_CELLS / Math.max(1, columns)).toList();
    }

    private List<Flag> flags(WindowReading reading, Map<String, Basis> bases) {
        Basis inputs = bases.get(Groups.INPUTS);
        return inputs == null
                ? List.of()
                : new QualityJudge(inputs, watched.plan(), watched.windowsPerMonth()).flags(reading);
    }

    private List<String> notes(WindowReading reading) {
        List<String> notes = new ArrayList<>();
        if (!reading.absent().isEmpty()) {
            notes.add("Not among the rows: " + Words.names(reading.absent()));
        }
        reading.moved().ifPresent(at -> notes.add(
                "Inside the window the score moved at about " + Words.moment(at, watched.plan().zone())));
        return notes;
    }

    private List<Column> columns(WindowReading reading, Map<String, Basis> bases, DerivedRows source) {
        Optional<QualityReport> quality = reading.quality();
        List<Column> columns = new ArrayList<>();
        List<ColumnProfile> profiles = reading.profile().profiles();
        for (int i = 0; i < profiles.size(); i++) {
            ColumnProfile profile = profiles.get(i);
            String name = profile.name();
            Optional<Basis> basis = Optional.ofNullable(bases.get(Answers.isAnswer(name) ? Groups.ANSWERS : Groups.INPUTS))
                    .filter(one -> one.known(name).isPresent() && !reading.unlike().contains(name));
            columns.add(new Column(
                    name, profile.type().label(), profile.rows(), profile.missing() + profile.notNumbers(), profile.wrongType(),
                    profile.mean(), profile.spread(), profile.least(), profile.greatest(), profile.distinct(),
                    basis.isPresent() ? java.util.Arrays.stream(profile.bins()).boxed().toList() : List.of(),
                    source.isVocabulary(name) ? newWords(source, name) : quality.flatMap(report -> quality(report, name)),
                    basis.isPresent() ? statistics(basis.get(), reading, i) : List.of()));
        }
        return columns;
    }

    /** Words stand where other columns have values that are not in the reference; how many rows have one is not counted. */
    private static Optional<Quality> newWords(DerivedRows source, String column) {
        List<String> words = source.newWords(column, MOST_WORDS).stream().map(Words::shortened).toList();
        return words.isEmpty() ? Optional.empty() : Optional.of(new Quality(0, words, 0, 0, false, 0));
    }

    private static Optional<Quality> quality(QualityReport report, String name) {
        return report.columns().stream()
                .filter(column -> column.column().equals(name))
                .findFirst()
                .map(column -> new Quality(
                        column.unseen(), column.unseenExamples().stream().limit(EXAMPLES).map(Words::shortened).toList(),
                        column.outOfRange(), column.duplicates(), column.turnedConstant(), column.stale()));
    }

    /** Those that were chosen, and ours, which takes the sizes of both sides in. */
    private List<Statistic> statistics(Basis basis, WindowReading reading, int column) {
        ColumnProfile profile = reading.profile().profiles().get(column);
        List<Statistic> statistics = new ArrayList<>();
        CategoryStatistic ours = CategoryStatistic.named("psi").orElseThrow();
        long[] reference = basis.known(profile.name()).orElseThrow().reference().counts();
        statistics.add(measured("psi", ours.threshold(), () -> ours.measure(reference, profile.bins())));
        for (MonitorPlan.Chosen chosen : watched.plan().statistics()) {
            if (chosen.column().equals(profile.name())) {
                statistics.add(measured(chosen.statistic(), chosen.threshold(), () -> measure(chosen, basis, reading, column)));
            }
        }
        return statistics;
    }

    private static Measured measure(MonitorPlan.Chosen chosen, Basis basis, WindowReading reading, int column) {
        ColumnProfile profile = reading.profile().profiles().get(column);
        if (Kinds.isText(profile.type())) {
            long[] reference = basis.known(profile.name()).orElseThrow().reference().counts();
            return CategoryStatistic.named(chosen.statistic())
                    .orElseThrow(() -> new IllegalArgumentException("it is a statistic of numbers, and this is a column of categories"))
                    .at(chosen.threshold())
                    .measure(reference, profile.bins());
        }
        int in = basis.profile().columns().stream().map(one -> one.name()).toList().indexOf(profile.name());
        return NumberStatistic.named(chosen.statistic())
                .orElseThrow(() -> new IllegalArgumentException("it is a statistic of categories, and this is a column of numbers"))
                .at(chosen.threshold())
                .measure(
                        Sample.of(basis.profile().sample().column(in)), Sample.of(reading.profile().sample().column(column)));
    }

    /** What a formula cannot do with these numbers is said beside it. */
    private static Statistic measured(String name, double threshold, java.util.function.Supplier<Measured> measure) {
        try {
            Measured measured = measure.get();
            Optional<Double> pValue =
                    measured.pValue().isPresent() ? Optional.of(measured.pValue().getAsDouble()) : Optional.empty();
            return new Statistic(name, measured.value(), pValue, measured.threshold(), measured.drifted(), "");
        } catch (IllegalArgumentException unmeasurable) {
            return new Statistic(name, Double.NaN, Optional.empty(), threshold, false, String.valueOf(unmeasurable.getMessage()));
        }
    }
}
