package understudy.runtimes.pmml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import org.pmml4s.data.DataVal;
import org.pmml4s.data.GenericSeries;
import org.pmml4s.data.Series;
import org.pmml4s.metadata.Field;
import org.pmml4s.metadata.InvalidValueTreatment;
import org.pmml4s.metadata.MiningField;
import org.pmml4s.model.Model;
import scala.NotImplementedError;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Instance;

/** One loaded model. Holds no native memory; safe for as many threads as {@link #concurrency()} says. */
final class PmmlInstance implements Instance {
    private final Model model;
    private final Field[] fields;
    private final Series none;
    private final boolean byName;
    private final InputColumn[] inputs;
    private final AnswerColumn[] answers;
    private final Signature signature;
    private final String library;
    private final int concurrency;
    private final Optional<Lock> formatting;

    /** @param formatting held during a call where the library would write numbers as texts with its one formatter */
    PmmlInstance(
            Model model, PmmlSignature own, Optional<Signature> given, Threading threading, Optional<Lock> formatting) {
        this.model = model;
        this.fields = model.usedFields();
        this.none = model.nullSeries();
        this.inputs = own.inputs().toArray(InputColumn[]::new);
        this.answers = own.answers().toArray(AnswerColumn[]::new);
        this.signature = given.map(own::checked).orElseGet(own::signature);
        this.byName = threading.answersBySegment();
        this.concurrency = threading.oneAtATime() ? 1 : Integer.MAX_VALUE;
        this.formatting = formatting;
        this.library = "pmml4s " + Optional.ofNullable(Model.class.getPackage().getImplementationVersion())
                .orElse(PmmlServingRuntime.LIBRARY_VERSION);
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public List<NamedTensor> predict(List<NamedTensor> given, int rows) {
        Tensor[] columns = given.stream().map(NamedTensor::tensor).toArray(Tensor[]::new);
        Object[] answered = new Object[answers.length];
        for (int i = 0; i < answers.length; i++) {
            answered[i] = answers[i].allocate(rows);
        }
        for (int row = 0; row < rows; row++) {
            DataVal[] values = new DataVal[inputs.length];
            for (int i = 0; i < inputs.length; i++) {
                values[i] = columns.length == 1
                        ? inputs[i].value(columns[0], row * inputs.length + i)
                        : inputs[i].value(columns[i], row);
            }
            Series answer = answer(values);
            for (int i = 0; i < answers.length; i++) {
                boolean there = answer != none && answers[i].write(answer, byName, row, answered[i]);
                if (!there && (answer == none || answers[i].needed())) {
                    throw unanswered(values, row);
                }
            }
        }
        List<NamedTensor> outputs = new ArrayList<>(answers.length);
        for (int i = 0; i < answers.length; i++) {
            outputs.add(answers[i].tensor(answered[i], rows));
        }
        return outputs;
    }

    /** Has the library settle the places of its fields, which it does at its first answer, before threads ask. */
    void settle() {
        try {
            answer(Arrays.stream(inputs).map(input -> input.parsed(input.plain())).toArray(DataVal[]::new));
        } catch (Problem refused) {
            // a model may refuse values made up here; by then the places are settled
            return;
        }
    }

    /** The library's own answer to one row of values in the order of the inputs. */
    Series answer(DataVal[] values) {
        if (formatting.isEmpty()) {
            return predicted(values);
        }
        formatting.get().lock();
        try {
            return predicted(values);
        } finally {
            formatting.get().unlock();
        }
    }

    private Series predicted(DataVal[] values) {
        try {
            return model.predict(new GenericSeries(values));
        } catch (Exception | NotImplementedError refused) {
            // the library's own exceptions are checked ones it does not declare
            if (refused instanceof RuntimeException broken && !(broken instanceof NoSuchElementException)) {
                throw broken;
            }
            throw new Problem(
                    Problem.Code.UNPROCESSABLE,
                    "the model refuses the values, or needs what its library lacks",
                    "Check that the values are in the range the model was trained on.",
                    refused);
        }
    }

    /** What a row's answer says in one of the library's fields, as documents write it; empty where it says nothing. */
    String text(AnswerColumn column, int part, Series answer) {
        return answer == none ? "" : column.text(answer, byName, part);
    }

    private Problem unanswered(DataVal[] values, int row) {
        for (int i = 0; i < inputs.length; i++) {
            Field field = fields[i];
            DataVal value = values[i];
            MiningField mining = model.miningSchema().apply(field.name());
            boolean refuses = mining.invalidValueTreatment().equals(InvalidValueTreatment.returnInvalid());
            if (!value.isMissing() && refuses && field.isInvalidValue(value)) {
                return new Problem(
                        Problem.Code.UNPROCESSABLE,
                        inputs[i].name() + " in row " + row + ": " + AnswerColumn.plain(value)
                                + " is none of the values the model's DataDictionary declares valid",
                        expected(field, inputs[i]));
            }
        }
        for (int i = 0; i < inputs.length; i++) {
            if (values[i].isMissing()) {
                return new Problem(
                        Problem.Code.UNPROCESSABLE,
                        "the model gives no answer for row " + row + ", where " + inputs[i].name() + " is missing",
                        "Send a value for it.");
            }
        }
        return new Problem(
                Problem.Code.UNPROCESSABLE,
                "the model gives no answer for row " + row,
                "Check that the values are in the range the model was trained on.");
    }

    private static String expected(Field field, InputColumn input) {
        String allowed = input.kind() == InputColumn.Kind.TEXT
                ? "one of " + input.categories()
                : "a number in " + field.toAttribute().valuesAsString();
        String shown = allowed.length() <= 200 ? allowed : allowed.substring(0, 197) + "...";
        return "Send " + shown + ", or export the model with invalidValueTreatment=\"asIs\".";
    }

    @Override
    public String library() {
        return library;
    }

    @Override
    public int concurrency() {
        return concurrency;
    }

    @Override
    public void close() {
        // Nothing is held outside the heap.
    }
}
