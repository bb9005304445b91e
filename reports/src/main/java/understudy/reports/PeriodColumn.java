package understudy.reports;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.api.ObservationView;
import understudy.api.WindowView;

/** One column, window after window added up. For one thread. */
final class PeriodColumn {
    private static final Set<String> MOVES = Set.of("data.drift", "answers.drift", "labels.drift", "data.training");
    private static final int MOST_EXAMPLES = 5;

    /** From the least to the most of a person's business. */
    private static final List<String> STATES = List.of("learning", "not_enough", "fine", "noted", "alarmed");

    /** What one monitor saw of the column. @param state the worst @param latest of the worst state */
    record Seen(String monitor, String state, long windows, Instant first, Instant last, ObservationView latest) {
        boolean isMove() {
            return MOVES.contains(monitor);
        }
    }

    /** @param expected share in the reference */
    record Bin(String name, double expected, long rows) {}

    private final String name;
    private String type = "";
    private long rows;
    private long missing;
    private long wrongType;
    private long present;
    private double sum;
    private double squares;
    private Optional<Double> referenceMean = Optional.empty();
    private Optional<Double> referenceMissing = Optional.empty();
    private List<Bin> bins = List.of();
    private long unseen;
    private long outOfRange;
    private long duplicates;
    private long staleWindows;
    private long constantWindows;
    private final List<String> unseenExamples = new ArrayList<>();
    private final Map<String, Seen> seen = new LinkedHashMap<>();
    private String state = STATES.getFirst();

    PeriodColumn(String name) {
        this.name = name;
    }

    void add(WindowView.Column column) {
        type = column.type();
        rows += column.rows();
        missing += column.missing();
        wrongType += column.wrongType();
        column.mean().ifPresent(mean -> {
            long here = column.rows() - column.missing() - column.wrongType();
            double deviation = column.deviation().orElse(0.0);
            present += here;
            sum += here * mean;
            squares += here * (mean * mean + deviation * deviation);
        });
        referenceMean = column.referenceMean().or(() -> referenceMean);
        bins = merged(column.bins());
        column.quality().ifPresent(this::add);
    }

    /** Bins of another reference than before begin anew: the latest counts. */
    private List<Bin> merged(List<WindowView.Bin> more) {
        if (more.isEmpty()) {
            return bins;
        }
        boolean same = bins.size() == more.size();
        List<Bin> all = new ArrayList<>(more.size());
        for (int i = 0; i < more.size(); i++) {
            same &= i < bins.size() && bins.get(i).name().equals(more.get(i).name());
            all.add(new Bin(more.get(i).name(), more.get(i).expected(), more.get(i).rows() + (same ? bins.get(i).rows() : 0)));
        }
        return same
                ? all
                : more.stream().map(bin -> new Bin(bin.name(), bin.expected(), bin.rows())).toList();
    }

    private void add(WindowView.Quality quality) {
        unseen += quality.unseen();
        outOfRange += quality.outOfRange();
        duplicates += quality.duplicates();
        staleWindows += quality.stale() > 0 ? 1 : 0;
        constantWindows += quality.turnedConstant() ? 1 : 0;
        for (String example : quality.unseenExamples()) {
            if (unseenExamples.size() < MOST_EXAMPLES && !unseenExamples.contains(example)) {
                unseenExamples.add(example);
            }
        }
    }

    void add(ObservationView one) {
        if (one.monitor().equals("data.missing")) {
            referenceMissing = one.expected().or(() -> referenceMissing);
        }
        if (rank(one.state()) > rank(state)) {
            state = one.state();
        }
        if (rank(one.state()) < rank("noted")) {
            return;
        }
        Seen before = seen.get(one.monitor());
        if (before == null) {
            seen.put(one.monitor(), new Seen(one.monitor(), one.state(), 1, one.from(), one.from(), one));
            return;
        }
        boolean worse = rank(one.state()) >= rank(before.state());
        seen.put(one.monitor(), new Seen(
                one.monitor(), worse ? one.state() : before.state(),
                before.windows() + (before.last().equals(one.from()) ? 0 : 1), before.first(), one.from(),
                worse ? one : before.latest()));
    }

    private static int rank(String state) {
        return STATES.indexOf(state);
    }

    String name() {
        return name;
    }

    String type() {
        return type;
    }

    /** {@code learning}, {@code not_enough}, {@code fine}, {@code noted} or {@code alarmed}: the worst. */
    String state() {
        return state;
    }

    int rank() {
        return rank(state);
    }

    Share missing() {
        return new Share(missing, rows);
    }

    /** Rows with a value of the right type. */
    Share filled() {
        return new Share(rows - missing - wrongType, rows);
    }

    Optional<Double> referenceMissing() {
        return referenceMissing;
    }

    Optional<Double> mean() {
        return present == 0 ? Optional.empty() : Optional.of(sum / present);
    }

    /** Half of the mean's 95 % interval, as if rows were independent. */
    double meanError() {
        double mean = sum / Math.max(1, present);
        double variance = Math.max(0, squares / Math.max(1, present) - mean * mean);
        return Share.Z * Math.sqrt(variance / Math.max(1, present));
    }

    Optional<Double> referenceMean() {
        return referenceMean;
    }

    List<Bin> bins() {
        return bins;
    }

    long binned() {
        return bins.stream().mapToLong(Bin::rows).sum();
    }

    /** Share of rows that would have to be in another bin to look like the reference, 0 to 1; empty without one. */
    Optional<Double> moved() {
        long all = binned();
        return all == 0
                ? Optional.empty()
                : Optional.of(bins.stream()
                        .mapToDouble(bin -> Math.abs(bin.rows() / (double) all - bin.expected()))
                        .sum() / 2);
    }

    List<Seen> seen() {
        return List.copyOf(seen.values());
    }

    /** What is not as the schema has it, in words; empty for nothing. */
    String quality() {
        List<String> words = new ArrayList<>();
        say(words, wrongType, "of another type");
        say(words, unseen, "never seen before" + (unseenExamples.isEmpty() ? "" : ", such as "
                + Figures.shortened(String.join(", ", unseenExamples))));
        say(words, outOfRange, "out of range");
        say(words, duplicates, "repeated though a key");
        say(words, staleWindows, "windows with one value over and over");
        say(words, constantWindows, "windows in which it turned constant");
        return String.join("; ", words);
    }

    private static void say(List<String> words, long count, String what) {
        if (count > 0) {
            words.add(Figures.count(count) + " " + what);
        }
    }
}
