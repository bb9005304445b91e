package understudy.performance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import understudy.core.Model;
import understudy.core.Problem;
import understudy.estimation.Estimate;
import understudy.profiles.AnsweredRows;
import understudy.references.Reference;
import understudy.references.ReferenceStore;

/**
 * How good a model's answers are, window by window: by labels as they come, and before. Everything is counted from the rows
 * that are kept, so there is nothing here to lose; windows whose rows and labels did not change are not read again. Safe
 * for many threads.
 */
public final class Performances {
    /** Windows before the ones asked for, from which trust and naive answers are known. */
    private static final int BEFORE = 12;

    /** How long back labels' delays are learned from. */
    private static final Duration DELAYS_OF = Duration.ofDays(90);

    private final Models models;
    private final AnsweredRows rows;
    private final PerformanceStore store;
    private final WindowBook book;
    private final InstantSource clock;
    private final Readers readers;

    /** @param threads few platform threads, on which rows are read */
    public Performances(
            Models models,
            AnsweredRows rows,
            ReferenceStore references,
            PerformanceStore store,
            InstantSource clock,
            ExecutorService threads) {
        this.models = models;
        this.rows = rows;
        this.store = store;
        this.book = new WindowBook(models, rows, references, store);
        this.clock = clock;
        this.readers = new Readers(threads);
    }

    /**
     * Windows with what labels say and what was estimated.
     *
     * @throws Problem NOT_FOUND for an unknown model, version or column; INVALID; TOO_LARGE for too many windows;
     *     UNPROCESSABLE for a model that is neither classifier nor regression
     */
    public Performance of(Question question) {
        Model model = measurable(question.model());
        question.version().ifPresent(version -> models.version(model.name(), version));
        return readers.run(() -> read(model, question));
    }

    /**
     * What a detector of worse answers is fed with: mature windows only, earliest first, each always the same unless labels
     * were corrected.
     *
     * @param size by time
     * @throws Problem as {@link #of}
     */
    public List<LossWindow> losses(String model, int version, WindowSize size, Instant from, Instant to) {
        Question question = new Question(
                model, OptionalInt.of(version), size, from, to, Optional.empty(), Optional.empty());
        return of(question).windows().stream()
                .filter(window -> window.state() == Performance.State.MATURE)
                .flatMap(window -> window.loss().stream())
                .toList();
    }

    /**
     * How good a version was where it was trained.
     *
     * @return empty without a reference that has scores and labels, and for several classes, of which a sample is kept
     * @throws Problem NOT_FOUND
     */
    public Optional<Estimate> ofReference(String model, int version, Measure measure) {
        Terms terms = book.terms(models.get(model), version);
        return terms.reference().flatMap(Reference::labelled).flatMap(labelled -> switch (labelled) {
            case Reference.Labelled.Binary binary -> measure.metric()
                    .map(metric -> binary.scores().estimate(metric, terms.threshold()));
            case Reference.Labelled.Regression regression -> switch (measure) {
                case MAE -> Optional.of(regression.errors().meanAbsoluteError());
                case RMSE -> Optional.of(regression.errors().rootMeanSquaredError());
                case AUC, LOG_LOSS, BRIER, ACCURACY, PRECISION, RECALL, F1, SELECTION_RATE, CALIBRATION_ERROR, BIAS, R2 ->
                        Optional.empty();
            };
            case Reference.Labelled.Multiclass _ -> Optional.empty();
        });
    }

    Model measurable(String name) {
        Model model = models.get(name);
        if (!Terms.measurable(model.task())) {
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    name + " is neither classifier nor regression, so its answers can't be measured against labels",
                    "Say what its outputs mean when registering it");
        }
        return model;
    }

    Models models() {
        return models;
    }

    AnsweredRows rows() {
        return rows;
    }

    WindowBook book() {
        return book;
    }

    Readers readers() {
        return readers;
    }

    InstantSource clock() {
        return clock;
    }

    private Performance read(Model model, Question question) {
        Instant asked = question.size().beginning(question.from());
        boolean whole = question.segment().isEmpty() && question.slice().isEmpty();
        List<String> remarks = new ArrayList<>();
        Instant begin = whole ? question.size().earlier(asked, BEFORE) : asked;
        WindowBook.Look look = new WindowBook.Look(
                model,
                question.size(),
                Segmentation.parse("segment", question.segment()),
                question.slice().map(Segmentation::slice),
                begin,
                question.to(),
                remarks);
        Series series = new Series(model, question.size(), version -> book.terms(model, version));
        book.read(look, series::add);
        Delays delays = delays(model, series);
        Instant now = clock.instant();
        List<Performance.Measured> windows = series.measured(delays, now);
        List<Performance.Trust> trust = Trusted.trust(model, windows).stream()
                .filter(each -> isAsked(question, each.version()))
                .toList();
        List<Performance.Measured> shown = Trusted.applied(windows, trust).stream()
                .filter(window -> !window.from().isBefore(asked) && isAsked(question, window.version()))
                .toList();
        remarks.addAll(Trusted.remarks(shown, trust, Measure.first(model.task())));
        return new Performance(question, model.task(), Trusted.labelling(model, delays), shown, trust, remarks);
    }

    private static boolean isAsked(Question question, int version) {
        return question.version().isEmpty() || question.version().getAsInt() == version;
    }

    /** From all days that were counted lately, else from what was just read. */
    private Delays delays(Model model, Series series) {
        Instant now = clock.instant();
        Delays delays = new Delays(model, now);
        for (PerformanceStore.Kept kept : store.find(model.name(), WindowSize.DAY.text(), "", now.minus(DELAYS_OF), now)) {
            WindowSums.read(WindowSize.DAY.windows().of(kept.from().toEpochMilli()).getFirst(), model.task(), kept.sums())
                    .ifPresent(sums -> sums.tallies().values().forEach(delays::add));
        }
        if (delays.isEmpty()) {
            delays.add(series.lags(), series.firstAt(), series.answered());
        }
        return delays;
    }
}
