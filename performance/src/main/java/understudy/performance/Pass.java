package understudy.performance;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.profiles.Batch;
import understudy.profiles.RowSource;
import understudy.profiles.Window;
import understudy.profiles.Windows;

/**
 * Reads rows once and counts them by window, version and group, in memory that depends on how many of those there are and
 * not on the rows. Rows may come in any order of time. Not safe for several threads.
 */
final class Pass {
    /** Groups beyond are counted together. */
    static final int MOST_GROUPS = 50;

    /** Rows kept of a window and version, for estimates that need rows. */
    private static final int SAMPLED = 400;

    private static final int UNNAMED_CLASSES = 64;

    private final Model model;
    private final Windows windows;
    private final boolean byTime;
    private final Optional<Segmentation> segment;
    private final IntFunction<Estimator> estimatorOf;
    private final TreeMap<Long, WindowSums> sums = new TreeMap<>();
    private final Map<Integer, Estimator> estimators = new HashMap<>();
    private final Map<Long, Map<Integer, SampledRows>> samples = new HashMap<>();
    private final Set<String> groups = new HashSet<>();
    private final Set<Integer> told = new HashSet<>();
    private final List<String> remarks;
    private long number;

    /**
     * @param estimators of a version; asked once for each
     * @param remarks gets a sentence for what was found to be wrong with rows
     */
    Pass(
            Model model,
            WindowSize size,
            Optional<Segmentation> segment,
            IntFunction<Estimator> estimators,
            List<String> remarks) {
        this.model = model;
        this.windows = size.windows();
        this.byTime = size.isByTime();
        this.segment = segment;
        this.estimatorOf = estimators;
        this.remarks = remarks;
    }

    /** @return the windows that have rows, by where they begin */
    TreeMap<Long, WindowSums> read(RowSource source) {
        RowReader reader = new RowReader(model, source.columns());
        int classes = classes(model, reader);
        int segmentColumn = segment.map(it ->
                        reader.column(Segmentation.resolved("segment", it.column(), source.columns())))
                .orElse(-1);
        Window window = new Window("none", Long.MIN_VALUE, Long.MIN_VALUE + 1);
        for (Optional<Batch> batch = source.next(); batch.isPresent(); batch = source.next()) {
            reader.take(batch.get());
            for (int index = 0; index < batch.get().rows(); index++) {
                AnsweredRow row = reader.at(index);
                long place = byTime ? row.at : number++;
                if (place < window.from() || place >= window.to()) {
                    window = windows.of(place).getLast();
                }
                leaveOutUnusable(row);
                Estimator estimator = estimators.computeIfAbsent(row.version, version -> estimatorOf.apply(version));
                tally(window, row.version, group(reader, segmentColumn, index), estimator.terms().scale(classes)).add(row);
                if (segment.isEmpty() && row.isScored()) {
                    sample(window, reader, index, row, estimator);
                }
            }
        }
        sums.values().forEach(this::estimate);
        return sums;
    }

    /** How many the model has, or has scores for. @throws Problem UNPROCESSABLE for too many */
    static int classes(Model model, RowReader reader) {
        int named = model.signature().outputs().stream()
                .map(Signature.Output::classes)
                .mapToInt(List::size)
                .max()
                .orElse(0);
        int classes = Math.max(named, reader.classes());
        if (classes > ClassAnswers.MOST) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, model.name() + " has " + classes + " classes; up to " + ClassAnswers.MOST
                            + " are measured", "Watch its inputs and answers instead");
        }
        return classes == 0 ? UNNAMED_CLASSES : classes;
    }

    private String group(RowReader reader, int column, int index) {
        if (segment.isEmpty()) {
            return "";
        }
        String group = segment.get().group(reader, column, index);
        if (groups.size() < MOST_GROUPS) {
            groups.add(group);
        }
        return groups.contains(group) ? group : Segmentation.OTHER;
    }

    private Tally tally(Window window, int version, String group, Answers.Scale scale) {
        return sums.computeIfAbsent(window.from(), from -> new WindowSums(window))
                .tallies()
                .computeIfAbsent(new WindowSums.Part(version, group), part -> new Tally(Answers.of(scale)));
    }

    /** A score that can't be what it is said to be counts as none, and the first of each version is named. */
    private void leaveOutUnusable(AnsweredRow row) {
        double wrong = Double.NaN;
        if (model.task() == Task.REGRESSION) {
            wrong = Double.isInfinite(row.score) ? row.score : Double.NaN;
        } else if (model.task() == Task.BINARY && !Double.isNaN(row.score) && !(row.score >= 0 && row.score <= 1)) {
            wrong = row.score;
        }
        if (!Double.isNaN(wrong)) {
            row.score = Double.NaN;
            if (told.add(row.version)) {
                remarks.add(ModelVersion.reference(model.name(), row.version) + " answered at "
                        + Instant.ofEpochMilli(row.at)
                        + " with a score of " + wrong + ", which is no "
                        + (model.task() == Task.BINARY ? "probability (expected: 0 to 1)" : "finite number")
                        + ": it and its like are left out and counted as unscored. Look at what its output means: understudy"
                        + " model show " + model.name());
            }
        }
    }

    private void sample(Window window, RowReader reader, int index, AnsweredRow row, Estimator estimator) {
        if (!estimator.wantsRows()) {
            return;
        }
        samples.computeIfAbsent(window.from(), from -> new HashMap<>())
                .computeIfAbsent(
                        row.version,
                        version -> new SampledRows(estimator.columnsIn(reader), SAMPLED, 31 * window.from() + version))
                .offer(reader, index, row);
    }

    private void estimate(WindowSums window) {
        Map<Integer, SampledRows> kept = samples.getOrDefault(window.window().from(), Map.of());
        window.tallies().forEach((part, tally) -> window.estimates()
                .put(part, estimate(part, tally, Optional.ofNullable(kept.get(part.version())))));
    }

    private Estimated estimate(WindowSums.Part part, Tally tally, Optional<SampledRows> rows) {
        try {
            return estimatorOf(part.version()).estimate(tally, rows);
        } catch (IllegalArgumentException unfit) {
            return Estimated.none("no estimate: its rows do not allow one (" + unfit.getMessage() + ")");
        }
    }

    private Estimator estimatorOf(int version) {
        return estimators.computeIfAbsent(version, each -> estimatorOf.apply(each));
    }
}
