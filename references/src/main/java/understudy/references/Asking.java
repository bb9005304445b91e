package understudy.references;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import understudy.core.DataType;
import understudy.core.Model;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.core.Tensor;
import understudy.profiles.AnsweredRows;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.ColumnType;
import understudy.profiles.RowSource;
import understudy.profiles.SourceColumn;

/**
 * Puts a file's rows to the version itself, and adds what it says as columns of scores. What a caller would be refused has no
 * score. Each pass over the file asks anew. Not safe for several threads.
 */
final class Asking {
    private static final int TOGETHER = 256;

    private static final double[] NONE = {};

    private final Versions.Asked asked;
    private final List<Question> questions;
    private final List<SourceColumn> scores;
    private long refused;
    private Optional<Problem> first = Optional.empty();

    /** One input of the model. @param columns of its features; empty for an optional one that the file has not */
    private record Question(Signature.Input input, List<Optional<Layout.Taken>> columns) {}

    /**
     * @param found the file's columns
     * @throws Problem INVALID where the file lacks a feature that the version needs; UNPROCESSABLE for a model of no known
     *     task, or without named features or classes
     */
    Asking(Model model, List<SourceColumn> found, Versions.Asked asked) {
        this.asked = asked;
        this.questions = model.signature().inputs().stream().map(input -> question(model, input, found)).toList();
        this.scores = names(model).stream().map(name -> new SourceColumn(name, ColumnType.NUMBER)).toList();
        for (SourceColumn column : found) {
            if (column.name().startsWith(AnsweredRows.SCORE)) {
                throw Problem.invalid("ask", column.name(), "a file without a column of this name; name it by score instead");
            }
        }
    }

    private static Question question(Model model, Signature.Input input, List<SourceColumn> found) {
        if (input.features().isEmpty()) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "'" + input.name() + "' of '" + model.name() + "' has no named features, so no file's rows can be put to it",
                    "Give the scores as a column");
        }
        List<Optional<Layout.Taken>> columns = new ArrayList<>();
        for (Signature.Feature feature : input.features()) {
            Optional<Layout.Taken> column = found.stream()
                    .filter(each -> each.name().equals(feature.name()))
                    .findFirst()
                    .map(each -> Layout.taken(input.type(), feature, each.type()));
            if (column.isEmpty() && !feature.optional()) {
                throw Problem.invalid("ask", "no column '" + feature.name() + "'", "a file with all that the version needs");
            }
            columns.add(column);
        }
        return new Question(input, columns);
    }

    private static List<String> names(Model model) {
        List<String> classes = Layout.named(model.signature());
        return switch (model.task()) {
            case BINARY, REGRESSION -> List.of(AnsweredRows.SCORE);
            case MULTICLASS -> {
                if (classes.size() < 2) {
                    throw unscored("the signature of '" + model.name() + "' names no classes");
                }
                yield classes.stream().map(name -> AnsweredRows.SCORE + "." + name).toList();
            }
            case OTHER -> throw unscored("nothing is known of what the answers of '" + model.name() + "' mean");
        };
    }

    private static Problem unscored(String why) {
        return new Problem(Problem.Code.UNPROCESSABLE, why + ", so its version cannot be asked for scores", "Leave out ask");
    }

    /** What the scores are called among the columns. */
    FileRoles roles(Model model, FileRoles given) {
        if (given.score().isPresent() || given.scorePrefix().isPresent()) {
            throw Problem.invalid(
                    "ask", "true", "none where a column has the scores: " + given.score().or(given::scorePrefix).orElse(""));
        }
        boolean several = model.task() == Task.MULTICLASS;
        return new FileRoles(
                Optional.of(AnsweredRows.SCORE).filter(name -> !several),
                Optional.of(AnsweredRows.SCORE + ".").filter(name -> several), given.label(), given.time(),
                given.positive(), true);
    }

    List<SourceColumn> scores() {
        return scores;
    }

    /** What has to be read as which type for the version to be asked. */
    Stream<Layout.Taken> read() {
        return questions.stream().flatMap(question -> question.columns().stream()).flatMap(Optional::stream);
    }

    /** About rows without a score in the last pass. @throws Problem INVALID where all were refused */
    Optional<String> remark(long rows) {
        if (first.isPresent() && refused == rows) {
            throw new Problem(
                    Problem.Code.INVALID, "the version takes none of the rows, the first: " + first.get().fact(),
                    first.get().remedy(), first.get());
        }
        return first.map(problem -> refused + " rows have no score, because callers would be refused with them, the first: "
                + problem.fact());
    }

    /** The rows with the scores behind the other columns. Closes them when it is closed. */
    RowSource over(RowSource rows) {
        refused = 0;
        first = Optional.empty();
        return new Scored(rows);
    }

    private final class Scored implements RowSource {
        private final RowSource rows;
        private final Map<String, Integer> places = new HashMap<>();

        Scored(RowSource rows) {
            this.rows = rows;
            rows.columns().forEach(column -> places.put(column.name(), places.size()));
        }

        @Override
        public List<SourceColumn> columns() {
            return Stream.concat(rows.columns().stream(), scores.stream()).toList();
        }

        @Override
        public Optional<Batch> next() {
            return rows.next().map(batch -> {
                double[][] said = new double[batch.rows()][];
                Arrays.fill(said, NONE);
                List<List<Optional<Cells>>> columns = questions.stream().map(question -> columns(question, batch)).toList();
                for (int from = 0; from < said.length; from += TOGETHER) {
                    ask(columns, from, Math.min(said.length, from + TOGETHER), said);
                }
                List<Cells> cells = new ArrayList<>(batch.columns());
                for (int i = 0; i < scores.size(); i++) {
                    cells.add(score(said, i));
                }
                return new Batch(batch.rows(), cells);
            });
        }

        /** Of rows among which one is refused, each half by itself. */
        private void ask(List<List<Optional<Cells>>> columns, int from, int to, double[][] into) {
            try {
                double[][] said = asked.scores(inputs(columns, from, to), to - from);
                System.arraycopy(said, 0, into, from, to - from);
            } catch (Problem problem) {
                if (problem.code() != Problem.Code.INVALID) {
                    throw problem;
                }
                if (to - from == 1) {
                    first = first.or(() -> Optional.of(problem));
                    refused++;
                    return;
                }
                int middle = (from + to) >>> 1;
                ask(columns, from, middle, into);
                ask(columns, middle, to, into);
            }
        }

        private List<Optional<Cells>> columns(Question question, Batch batch) {
            return question.columns().stream()
                    .map(column -> column.map(taken -> LaidOut.meant(
                            batch.columns().get(Objects.requireNonNull(places.get(taken.from()))), taken)))
                    .toList();
        }

        private List<NamedTensor> inputs(List<List<Optional<Cells>>> columns, int from, int to) {
            List<NamedTensor> inputs = new ArrayList<>();
            for (int i = 0; i < questions.size(); i++) {
                Signature.Input input = questions.get(i).input();
                List<Optional<Cells>> own = columns.get(i);
                long[] shape = input.shape().size() == 1 ? new long[] {to - from} : new long[] {to - from, own.size()};
                inputs.add(new NamedTensor(input.name(), input.type() == DataType.BYTES
                        ? Tensor.of(DataType.BYTES, shape, texts(own, from, to))
                        : Tensor.of(numbers(own, from, to), shape)));
            }
            return inputs;
        }

        @Override
        public long bytesRead() {
            return rows.bytesRead();
        }

        @Override
        public long skippedRows() {
            return rows.skippedRows();
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    private static double[] numbers(List<Optional<Cells>> columns, int from, int to) {
        int width = columns.size();
        double[] values = new double[(to - from) * width];
        for (int column = 0; column < width; column++) {
            for (int row = from; row < to; row++) {
                values[(row - from) * width + column] = number(columns.get(column), row);
            }
        }
        return values;
    }

    private static double number(Optional<Cells> cells, int row) {
        return cells.isPresent() && cells.get().states()[row] == Cells.PRESENT
                ? Outcomes.number(cells.get(), row)
                : Double.NaN;
    }

    private static byte[][] texts(List<Optional<Cells>> columns, int from, int to) {
        int width = columns.size();
        byte[][] values = new byte[(to - from) * width][];
        for (int column = 0; column < width; column++) {
            for (int row = from; row < to; row++) {
                values[(row - from) * width + column] = text(columns.get(column), row);
            }
        }
        return values;
    }

    private static byte[] text(Optional<Cells> cells, int row) {
        return cells.isPresent() && cells.get().states()[row] == Cells.PRESENT
                ? Words.of(cells.get(), row).getBytes(UTF_8)
                : new byte[0];
    }

    private static Cells score(double[][] said, int place) {
        double[] values = new double[said.length];
        byte[] states = new byte[said.length];
        for (int row = 0; row < said.length; row++) {
            boolean there = place < said[row].length;
            values[row] = there ? said[row][place] : Double.NaN;
            states[row] = there && !Double.isNaN(values[row]) ? Cells.PRESENT : Cells.MISSING;
        }
        return new Cells.Numbers(values, states, said.length);
    }
}
