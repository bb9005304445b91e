package understudy.performance;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleConsumer;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.core.Task;
import understudy.profiles.AnsweredRows;
import understudy.profiles.RowSource;
import understudy.references.Reference;

/**
 * Ranks the causes of a change by Shapley's shares, from at most 2,000 rows of each side and eight groups of features, so
 * it ends within seconds to a minute whatever the traffic. Safe for many threads.
 */
public final class CauseSearch {
    /** Instead of a measure: what the model says on average. */
    public static final String MEAN_SCORE = "mean_score";

    static final long FEWEST = 200;
    private static final double READ = 0.2;

    private final Performances performances;
    private final Map<String, Causes> latest = new ConcurrentHashMap<>();

    public CauseSearch(Performances performances) {
        this.performances = performances;
    }

    /** What is wrong with the question, before any row is read. @throws Problem as {@link #of} */
    public void check(CausesQuestion question) {
        Model model = performances.measurable(question.model());
        question.version().ifPresent(version -> performances.models().version(model.name(), version));
        metric(model, question);
    }

    private static String metric(Model model, CausesQuestion question) {
        String asked = question.metric().orElse(Measure.first(model.task()).label());
        if (asked.equals(MEAN_SCORE) && model.task() != Task.MULTICLASS) {
            return asked;
        }
        Measure measure = Measure.parse("metric", asked, model.task());
        boolean shared = switch (model.task()) {
            case BINARY -> measure.metric().isPresent();
            case MULTICLASS -> measure == Measure.ACCURACY;
            case REGRESSION -> measure == Measure.MAE || measure == Measure.RMSE;
            case OTHER -> false;
        };
        if (!shared) {
            throw Problem.invalid("metric", asked, switch (model.task()) {
                case BINARY -> "auc, log_loss, brier, accuracy, precision, recall, f1, selection_rate or mean_score";
                case MULTICLASS, OTHER -> "accuracy";
                case REGRESSION -> "mae, rmse or mean_score";
            });
        }
        return measure.label();
    }

    /**
     * @param progress told the share done, 0 to 1
     * @throws Problem NOT_FOUND without rows; UNPROCESSABLE where neither a reference with labels nor an earlier stretch is
     *     there, or labels are needed and missing
     */
    public Causes of(CausesQuestion question, DoubleConsumer progress) {
        Model model = performances.measurable(question.model());
        String metric = metric(model, question);
        int version = question.version().orElseGet(() -> mostAsked(model, question));
        Terms terms = performances.book().terms(model, version);
        Side window = performances.readers().run(() -> read(model, version, question.from(), question.to()));
        requireRows(window, ModelVersion.reference(model.name(), version), question.from(), question.to());
        progress.accept(READ / 2);
        Side before = before(model, terms, question, version);
        progress.accept(READ);
        Causes found;
        try {
            found = new Change(question, model, terms, version, metric, before, window).causes();
        } catch (IllegalArgumentException unfit) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, "these rows don't allow to tell causes apart: " + unfit.getMessage(),
                    "Ask for a longer stretch, or another metric", unfit);
        }
        progress.accept(1);
        latest.put(model.name(), found);
        return found;
    }

    /** What was found last of the model since the start. */
    public Optional<Causes> latest(String model) {
        return Optional.ofNullable(latest.get(model));
    }

    private Side read(Model model, int version, Instant from, Instant to) {
        AnsweredRows.Stretch stretch = new AnsweredRows.Stretch(
                model.name(), OptionalInt.of(version), from, to, Optional.empty());
        try (RowSource source = performances.rows().open(stretch, AnsweredRows.Labels.NOW)) {
            return Side.read(model, source, version, Optional.empty());
        }
    }

    private static void requireRows(Side side, String version, Instant from, Instant to) {
        if (side.any().size() < FEWEST) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    version + " answered " + side.any().size() + " rows with a score from " + Words.minute(from) + " to "
                            + Words.minute(to) + " (expected: " + FEWEST + " or more)",
                    "Ask for a longer stretch");
        }
        if (side.features().isEmpty()) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, "no feature of " + version + " is kept in the archive",
                    "Features that are encrypted or dropped can't be causes");
        }
    }

    private int mostAsked(Model model, CausesQuestion question) {
        Map<Integer, Long> rows = new TreeMap<>();
        performances.rows().volumes(model.name(), question.from(), question.to(), WindowSize.HOUR.step())
                .forEach(volume -> rows.merge(volume.version(), volume.rows(), Long::sum));
        return rows.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElseThrow(() -> Problem.notFound(
                        model.name() + " answered nobody in that time", "Ask for a longer time"));
    }

    private Side before(Model model, Terms terms, CausesQuestion question, int version) {
        if (question.earlier().isPresent()) {
            CausesQuestion.Earlier earlier = question.earlier().get();
            Side side = performances.readers().run(() -> read(model, version, earlier.from(), earlier.to()));
            requireRows(side, terms.version().reference(), earlier.from(), earlier.to());
            return side;
        }
        Reference reference = terms.reference().orElseThrow(() -> new Problem(
                Problem.Code.UNPROCESSABLE,
                terms.version().reference() + " has no reference to hold the change against",
                "Give an earlier stretch (--before 60d), or a reference: understudy monitor reference "
                        + terms.version().reference() + " FILE --score PROBABILITY --label TRUTH"));
        ReferenceRows rows = new ReferenceRows(reference);
        List<SampledRows.Kept> labelled = rows.labelled(rows.features(), List.of(AnsweredRows.SCORE), label -> label);
        if (model.task() == Task.MULTICLASS || labelled.size() < FEWEST) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "the reference of " + terms.version().reference() + " has " + labelled.size()
                            + " sampled rows with a score and a label that causes can be told from (expected: " + FEWEST
                            + " or more)",
                    "Hold the change against an earlier stretch of traffic: --before 60d");
        }
        return Side.of(rows, labelled);
    }
}
