package understudy.performance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.ColumnType;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;

/** Answers kept in a list, given in batches of a few, as the archive would give them. */
final class MemoryRows implements AnsweredRows {
    private static final int TOGETHER = 500;

    /** One answer. Values are Double, String or absent. */
    static final class Answer {
        final Instant at;
        final int version;
        final Map<String, Object> values;
        Optional<Object> label = Optional.empty();
        Instant labelledAt = Instant.EPOCH;

        Answer(Instant at, int version, Map<String, Object> values) {
            this.at = at;
            this.version = version;
            this.values = values;
        }

        Answer labelled(Object truth, Instant when) {
            label = Optional.of(truth);
            labelledAt = when;
            return this;
        }
    }

    private final List<SourceColumn> columns;
    final List<Answer> answers = new ArrayList<>();
    Instant keptSince = Instant.EPOCH;
    long rowsRead;
    int passes;

    /** @param more columns beside time, version, error and label, whose type is the last one */
    MemoryRows(ColumnType label, SourceColumn... more) {
        List<SourceColumn> all = new ArrayList<>(List.of(
                new SourceColumn(AT, ColumnType.TIME),
                new SourceColumn(VERSION, ColumnType.NUMBER),
                new SourceColumn(ERROR, ColumnType.CATEGORY)));
        all.addAll(List.of(more));
        all.add(new SourceColumn(LABEL, label));
        all.add(new SourceColumn(LABELLED_AT, ColumnType.TIME));
        this.columns = List.copyOf(all);
    }

    Answer add(Instant at, int version, Map<String, Object> values) {
        Answer answer = new Answer(at, version, values);
        answers.add(answer);
        return answer;
    }

    private List<Answer> of(Stretch stretch) {
        return answers.stream()
                .filter(answer -> !answer.at.isBefore(stretch.from()) && answer.at.isBefore(stretch.to()))
                .filter(answer -> stretch.version().isEmpty() || stretch.version().getAsInt() == answer.version)
                .filter(answer -> stretch.slice().isEmpty()
                        || isOf(stretch.slice().get(), answer))
                .toList();
    }

    private static boolean isOf(Slice slice, Answer answer) {
        return slice.value().equals(String.valueOf(answer.values.get(slice.column())));
    }

    @Override
    public RowSource open(Stretch stretch, Labels labels) {
        List<Answer> found = of(stretch);
        passes++;
        return new RowSource() {
            private int next;

            @Override
            public List<SourceColumn> columns() {
                return columns;
            }

            @Override
            public Optional<Batch> next() {
                if (next >= found.size()) {
                    return Optional.empty();
                }
                List<Answer> some = found.subList(next, Math.min(found.size(), next + TOGETHER));
                next += some.size();
                rowsRead += some.size();
                return Optional.of(new Batch(some.size(), columns.stream().map(column -> cells(column, some)).toList()));
            }

            @Override
            public void close() {
                next = found.size();
            }
        };
    }

    private static Optional<Object> value(String column, Answer answer) {
        return switch (column) {
            case AT -> Optional.of((double) answer.at.toEpochMilli());
            case VERSION -> Optional.of((double) answer.version);
            case LABEL -> answer.label;
            case LABELLED_AT -> answer.label.map(label -> (double) answer.labelledAt.toEpochMilli());
            default -> Optional.ofNullable(answer.values.get(column));
        };
    }

    private static Cells cells(SourceColumn column, List<Answer> answers) {
        if (column.type() == ColumnType.CATEGORY || column.type() == ColumnType.TEXT) {
            return Cells.Texts.of(answers.stream()
                    .map(answer -> value(column.name(), answer).map(String::valueOf).orElse(""))
                    .toArray(String[]::new));
        }
        double[] numbers = new double[answers.size()];
        long[] whole = new long[answers.size()];
        byte[] states = new byte[answers.size()];
        for (int i = 0; i < numbers.length; i++) {
            Optional<Object> value = value(column.name(), answers.get(i));
            states[i] = value.isPresent() ? Cells.PRESENT : Cells.MISSING;
            numbers[i] = value.map(given -> (Double) given).orElse(Double.NaN);
            whole[i] = (long) numbers[i];
        }
        return column.type() == ColumnType.NUMBER
                ? new Cells.Numbers(numbers, states, numbers.length)
                : new Cells.Integers(whole, states, numbers.length);
    }

    @Override
    public List<Volume> volumes(String model, Instant from, Instant to, Duration step) {
        TreeMap<String, List<Answer>> parts = new TreeMap<>();
        for (Answer answer : of(Stretch.of(model, from, to))) {
            long begin = Math.floorDiv(answer.at.toEpochMilli(), step.toMillis()) * step.toMillis();
            parts.computeIfAbsent(String.format("%020d/%d", begin, answer.version), key -> new ArrayList<>()).add(answer);
        }
        List<Volume> volumes = new ArrayList<>();
        parts.forEach((key, rows) -> volumes.add(new Volume(
                Instant.ofEpochMilli(Long.parseLong(key.substring(0, 20))),
                rows.getFirst().version,
                rows.size(),
                rows.stream().filter(answer -> answer.values.containsKey(ERROR)).count(),
                rows.stream().filter(answer -> answer.label.isPresent()).count(),
                rows.stream().filter(answer -> answer.label.isPresent()).map(answer -> answer.labelledAt)
                        .max(Comparator.naturalOrder()))));
        return volumes;
    }

    @Override
    public Instant keptSince() {
        return keptSince;
    }
}
