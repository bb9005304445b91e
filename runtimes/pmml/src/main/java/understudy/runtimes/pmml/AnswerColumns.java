package understudy.runtimes.pmml;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pmml4s.data.DataVal;
import org.pmml4s.metadata.OutputField;
import org.pmml4s.model.Model;
import understudy.core.DataType;
import understudy.core.Signature.Meaning;
import understudy.core.Signature.Output;

/**
 * Turns the output fields of a model into outputs: the predicted class or value first, the probabilities of all
 * classes as one score, then the rest.
 */
final class AnswerColumns {
    private static final String DEFAULT_LABEL = "predicted_";

    private final Model model;
    private final OutputField[] fields;
    private final Map<String, String> reasons;
    private final List<AnswerColumn> columns = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private AnswerColumns(Model model, Map<String, String> reasons) {
        this.model = model;
        this.fields = model.outputFields();
        this.reasons = reasons;
    }

    /** @param reasons reason codes of the document by what the library calls them */
    static List<AnswerColumn> of(Model model, Map<String, String> reasons) {
        AnswerColumns answers = new AnswerColumns(model, reasons);
        answers.collect();
        return List.copyOf(answers.columns);
    }

    private void collect() {
        List<Integer> scores = new ArrayList<>();
        List<Integer> rest = new ArrayList<>();
        for (int i = 0; i < fields.length; i++) {
            switch (fields[i].feature().toString()) {
                case "predictedValue" -> {
                    if (columns.isEmpty() && (model.isClassification() || model.isRegression())) {
                        addPrediction(i);
                    } else {
                        rest.add(i);
                    }
                }
                case "probability" -> {
                    if (fields[i].value().isDefined() && ofFirstTarget(fields[i])) {
                        scores.add(i);
                    } else if (model.output().isDefined()) {
                        rest.add(i);
                    }
                }
                default -> rest.add(i);
            }
        }
        addScores(scores);
        rest.forEach(this::addOther);
    }

    private boolean ofFirstTarget(OutputField field) {
        return field.targetField().isEmpty() || field.targetField().get().equals(model.targetName());
    }

    private void addPrediction(int place) {
        String name = fields[place].name();
        boolean ours = model.output().isEmpty() && name.startsWith(DEFAULT_LABEL);
        String shown = ours ? name.substring(DEFAULT_LABEL.length()) : name;
        Output output = model.isClassification()
                ? new Output(shown, DataType.BYTES, List.of(-1L), Meaning.LABEL, texts(model.classes()))
                : new Output(shown, DataType.FP64, List.of(-1L), Meaning.VALUE, List.of());
        add(output, List.of(place), true);
    }

    private void addScores(List<Integer> places) {
        List<DataVal> classes = Arrays.asList(model.classes());
        List<DataVal> named = places.stream().map(place -> fields[place].value().get()).toList();
        if (places.size() == 1 && classes.size() == 2 && classes.contains(named.getFirst())) {
            DataVal positive = named.getFirst();
            DataVal other = classes.get(1 - classes.indexOf(positive));
            List<String> both = List.of(AnswerColumn.plain(other), AnswerColumn.plain(positive));
            String name = fields[places.getFirst()].name();
            add(new Output(name, DataType.FP64, List.of(-1L), Meaning.SCORE, both), places, true);
        } else if (places.size() > 1) {
            boolean all = named.size() == classes.size() && named.containsAll(classes);
            List<Integer> ordered = all ? classes.stream().map(one -> places.get(named.indexOf(one))).toList() : places;
            List<String> texts = all ? texts(model.classes()) : named.stream().map(AnswerColumn::plain).toList();
            List<Long> shape = List.of(-1L, (long) places.size());
            add(new Output("probabilities", DataType.FP64, shape, Meaning.SCORE, texts), ordered, true);
        } else {
            places.forEach(this::addOther);
        }
    }

    private void addOther(int place) {
        String type = fields[place].dataType().toString();
        boolean number = Set.of("integer", "real", "float", "double").contains(type);
        boolean measured = number && !fields[place].feature().toString().matches("(cluster|entity|rule)Id");
        DataType as = measured ? DataType.FP64 : DataType.BYTES;
        add(new Output(fields[place].name(), as, List.of(-1L), Meaning.OTHER, List.of()), List.of(place), false);
    }

    private void add(Output output, List<Integer> places, boolean needed) {
        String name = output.name();
        while (!names.add(name)) {
            name += "_";
        }
        Output named = new Output(name, output.type(), output.shape(), output.meaning(), output.classes());
        int[] at = places.stream().mapToInt(Integer::intValue).toArray();
        String[] from = places.stream().map(place -> fields[place].name()).toArray(String[]::new);
        boolean reason = fields[at[0]].feature().toString().equals("reasonCode");
        Map<String, byte[]> classes = new HashMap<>();
        output.classes().forEach(text -> classes.put(text, text.getBytes(UTF_8)));
        columns.add(new AnswerColumn(named, at, from, needed, reason ? reasons : Map.of(), Map.copyOf(classes)));
    }

    private static List<String> texts(DataVal[] values) {
        return Arrays.stream(values).map(AnswerColumn::plain).toList();
    }
}
