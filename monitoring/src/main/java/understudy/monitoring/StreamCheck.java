package understudy.monitoring;

import java.util.List;
import java.util.Map;
import understudy.core.DataType;
import understudy.core.Model;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Task;
import understudy.monitoring.MonitorPlan.Stream;
import understudy.profiles.AnsweredRows;

/** Whether a model has the streams that are asked for, and their detectors suit them. */
final class StreamCheck {
    /** What people may say, where no feature is called so. */
    private static final Map<String, String> SHORT =
            Map.of("score", AnsweredRows.SCORE, "errors", AnsweredRows.ERROR, "wrong", Stream.WRONG);

    private static final int SHOWN = 20;

    private StreamCheck() {}

    /** By their full names. @throws Problem (INVALID) naming the column or the detector */
    static List<Stream> of(Model model, List<Stream> asked) {
        return asked.stream().map(one -> of(model, one)).toList();
    }

    private static Stream of(Model model, Stream asked) {
        boolean named = isFeature(model, asked.column());
        Stream stream = named
                ? asked
                : new Stream(SHORT.getOrDefault(asked.column(), asked.column()), asked.detector());
        if (!named && !isAnswered(model, stream)) {
            throw unknown(model, asked);
        }
        if (named && !isNumber(model, asked.column())) {
            throw Problem.invalid("streaming", asked.text(), "a column of numbers, and this one holds texts");
        }
        if (stream.by() == Streaming.DDM && !stream.binary()) {
            throw Problem.invalid(
                    "streaming", asked.text(), "errors or wrong, since ddm counts what is wrong, and this column holds numbers");
        }
        if (stream.by() == Streaming.PAGE_HINKLEY && stream.labelled()) {
            throw Problem.invalid("streaming", asked.text(), "wrong:ddm or wrong:adwin");
        }
        return stream;
    }

    private static boolean isFeature(Model model, String column) {
        return model.signature().features().stream().anyMatch(feature -> feature.name().equals(column));
    }

    private static boolean isNumber(Model model, String column) {
        return model.signature().inputs().stream()
                .filter(input -> input.features().stream()
                        .anyMatch(feature -> feature.name().equals(column) && feature.categories().isEmpty()))
                .map(Signature.Input::type)
                .anyMatch(DataType::isNumeric);
    }

    private static boolean isAnswered(Model model, Stream stream) {
        Task task = model.task();
        return switch (stream.column()) {
            case AnsweredRows.SCORE -> task == Task.BINARY || task == Task.REGRESSION;
            case AnsweredRows.ERROR -> true;
            case Stream.WRONG -> task == Task.BINARY || task == Task.MULTICLASS;
            default -> task == Task.MULTICLASS && stream.column().startsWith(AnsweredRows.SCORE + ".");
        };
    }

    private static Problem unknown(Model model, Stream asked) {
        List<String> numbers = model.signature().features().stream()
                .map(Signature.Feature::name)
                .filter(name -> isNumber(model, name))
                .limit(SHOWN)
                .toList();
        List<String> answers = switch (model.task()) {
            case BINARY -> List.of("score", "errors", "wrong");
            case MULTICLASS -> List.of("@score.CLASS", "errors", "wrong");
            case REGRESSION -> List.of("score", "errors");
            case OTHER -> List.of("errors");
        };
        return new Problem(
                Problem.Code.INVALID,
                "streaming: the model has no '" + Words.shortened(asked.column()) + "' that could be followed",
                "There are " + answers + " and the columns " + numbers);
    }
}
