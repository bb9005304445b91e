package understudy.runtimes.pmml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.pmml4s.data.DataVal;
import org.pmml4s.model.Model;
import scala.NotImplementedError;
import understudy.core.Problem;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;

/** Loads PMML 3.0 to 4.4 of all kinds of models that pmml4s knows; see RATIONALE.md for what is corrected and refused. */
public final class PmmlServingRuntime implements ServingRuntime {
    static final String LIBRARY_VERSION = "1.5.6";

    /** As many digits as a double can have. */
    private static final int ALL_DIGITS = 340;

    private final Lock formatting = new ReentrantLock();

    /** Found by {@link java.util.ServiceLoader}. */
    public PmmlServingRuntime() {
        formatting.lock();
        try {
            // else the library would turn 1234.5678 into the text "1,234.568", differently in each country
            DecimalFormat numbers = DataVal.DefaultDecimalFormat();
            numbers.setDecimalFormatSymbols(DecimalFormatSymbols.getInstance(Locale.ROOT));
            numbers.setGroupingUsed(false);
            numbers.setMaximumFractionDigits(ALL_DIGITS);
        } finally {
            formatting.unlock();
        }
    }

    @Override
    public String name() {
        return "pmml";
    }

    @Override
    public boolean accepts(Artifact artifact) {
        try {
            return PmmlDocument.isPmml(artifact.path());
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Instance load(Artifact artifact, Loading loading) {
        try {
            PmmlDocument document = PmmlDocument.read(artifact.path(), artifact.fileName());
            Refusals.check(document);
            Map<String, String> reasons = Repairs.apply(document);
            return instance(document, reasons, loading);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the artifact " + artifact.fileName(), e);
        }
    }

    private PmmlInstance instance(PmmlDocument document, Map<String, String> reasons, Loading loading) {
        Model model = model(document);
        try {
            KnownCategories.close(model);
            List<InputColumn> inputs = new InputColumns(document).of(model.inputNames());
            PmmlSignature signature = new PmmlSignature(inputs, AnswerColumns.of(model, reasons));
            Threading threading = Threading.of(document);
            Optional<Lock> lock = threading.writesNumbers() ? Optional.of(formatting) : Optional.empty();
            PmmlInstance instance = new PmmlInstance(model, signature, loading.signature(), threading, lock);
            instance.settle();
            Verification.check(document, instance, signature);
            return instance;
        } catch (Problem known) {
            throw known;
        } catch (Exception | StackOverflowError | LinkageError | NotImplementedError broken) {
            throw unreadable(document, broken);
        }
    }

    private static Model model(PmmlDocument document) {
        try {
            return Model.fromString(document.text());
        } catch (Exception | StackOverflowError | LinkageError | NotImplementedError broken) {
            throw unreadable(document, broken);
        }
    }

    /** The library's exceptions are checked ones it does not declare; its own words are told where they make a sentence. */
    private static Problem unreadable(PmmlDocument document, Throwable broken) {
        String words = String.valueOf(broken.getMessage()).lines().findFirst().orElse("");
        boolean usable = words.contains(" ") && !words.contains("Exception") && words.length() <= 200
                && !words.matches(".*(java\\.|scala|pmml4s|null).*");
        Problem refusal = document.refused(
                "cannot be read as a PMML model" + (usable ? ": " + words : ""),
                "Check it against the schema of its PMML version, or export it again.");
        return new Problem(refusal.code(), refusal.fact(), refusal.remedy(), broken);
    }
}
