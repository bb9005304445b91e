package understudy.provenance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.cyclonedx.model.component.ModelCard;
import org.cyclonedx.model.component.data.ComponentData;
import org.cyclonedx.model.component.data.Content;
import org.cyclonedx.model.component.data.DatasetChoice;
import org.cyclonedx.model.component.modelCard.Considerations;
import org.cyclonedx.model.component.modelCard.InputOutputParameter;
import org.cyclonedx.model.component.modelCard.ModelParameters;
import org.cyclonedx.model.component.modelCard.PerformanceMetric;
import org.cyclonedx.model.component.modelCard.QuantitativeAnalysis;
import org.cyclonedx.model.component.modelCard.consideration.FairnessAssessment;
import org.cyclonedx.model.component.modelCard.consideration.Risk;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Signature;

/** Puts what a card and a signature say where CycloneDX wants it. */
final class CardWriter {
    private final CardText card;

    CardWriter(CardText card) {
        this.card = card;
    }

    ModelCard modelCard(Model model, ModelVersion version) {
        ModelCard written = new ModelCard();
        ModelParameters parameters = new ModelParameters();
        parameters.setTask(task(model));
        card.text("architecture", "model_architecture").ifPresent(parameters::setModelArchitecture);
        card.text("architecture_family").ifPresent(parameters::setArchitectureFamily);
        some(datasets(), parameters::setDatasets);
        parameters.setInputs(version.signature().inputs().stream().flatMap(CardWriter::inputs).toList());
        parameters.setOutputs(version.signature().outputs().stream().map(CardWriter::output).toList());
        written.setModelParameters(parameters);
        some(metrics(), metrics -> {
            QuantitativeAnalysis analysis = new QuantitativeAnalysis();
            analysis.setPerformanceMetrics(metrics);
            written.setQuantitativeAnalysis(analysis);
        });
        considerations().ifPresent(written::setConsiderations);
        return written;
    }

    private static String task(Model model) {
        return switch (model.task()) {
            case BINARY -> "binary classification";
            case MULTICLASS -> "multiclass classification";
            case REGRESSION -> "regression";
            case OTHER -> "other";
        };
    }

    /** A column each; where an input is no table, the whole input. */
    private static Stream<InputOutputParameter> inputs(Signature.Input input) {
        String type = input.type().name();
        if (input.features().isEmpty()) {
            return Stream.of(parameter(input.name() + ": " + type + " " + input.shape()));
        }
        return input.features().stream().map(feature -> {
            String values = feature.categories().isEmpty() ? type : "one of " + feature.categories();
            return parameter(feature.name() + ": " + values + (feature.optional() ? ", may be missing" : ""));
        });
    }

    private static InputOutputParameter output(Signature.Output output) {
        return parameter(output.name() + ": " + output.type().name() + " " + output.shape() + ", "
                + output.meaning().name().toLowerCase(Locale.ROOT)
                + (output.classes().isEmpty() ? "" : " of " + output.classes()));
    }

    private static InputOutputParameter parameter(String format) {
        InputOutputParameter parameter = new InputOutputParameter();
        parameter.setFormat(format);
        return parameter;
    }

    /** Names, or objects with a name, a description and an address. */
    private List<DatasetChoice> datasets() {
        List<DatasetChoice> datasets = new ArrayList<>();
        JsonNode stated = card.value("datasets", "dataset", "training_data");
        Iterable<JsonNode> each = stated.isArray() ? stated : stated.isMissingNode() ? List.of() : List.of(stated);
        for (JsonNode dataset : each) {
            ComponentData data = new ComponentData();
            data.setType(ComponentData.ComponentDataType.DATASET);
            data.setName(CardText.words(dataset));
            if (dataset.path("description").isTextual()) {
                data.setDescription(dataset.path("description").asText());
            }
            if (dataset.path("url").isTextual()) {
                Content content = new Content();
                content.setUrl(dataset.path("url").asText());
                data.setContents(content);
            }
            DatasetChoice choice = new DatasetChoice();
            choice.setComponentData(data);
            datasets.add(choice);
        }
        return datasets;
    }

    /** {@code {"auc": 0.8}}, or by slice: {@code {"validation": {"auc": 0.8}}}. */
    private List<PerformanceMetric> metrics() {
        List<PerformanceMetric> metrics = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : card.value("metrics").properties()) {
            if (entry.getValue().isObject()) {
                entry.getValue().properties().forEach(inner ->
                        metrics.add(metric(inner.getKey(), inner.getValue(), Optional.of(entry.getKey()))));
            } else {
                metrics.add(metric(entry.getKey(), entry.getValue(), Optional.empty()));
            }
        }
        return metrics;
    }

    private static PerformanceMetric metric(String type, JsonNode value, Optional<String> slice) {
        PerformanceMetric metric = new PerformanceMetric();
        metric.setType(type);
        metric.setValue(value.isValueNode() ? value.asText() : value.toString());
        slice.ifPresent(metric::setSlice);
        return metric;
    }

    private Optional<Considerations> considerations() {
        Considerations considerations = new Considerations();
        // not ||: each is to be written
        boolean any = some(card.texts("users", "intended_users"), considerations::setUsers)
                | some(card.texts("intended_use", "use_cases", "intended_uses"), considerations::setUseCases)
                | some(card.texts("limits", "limitations", "technical_limitations"), considerations::setTechnicalLimitations)
                | some(card.texts("trade_offs", "performance_tradeoffs"), considerations::setPerformanceTradeoffs)
                | some(card.texts("ethical_considerations", "risks").stream().map(CardWriter::risk).toList(),
                        considerations::setEthicalConsiderations)
                | some(card.texts("fairness", "groups_at_risk").stream().map(CardWriter::fairness).toList(),
                        considerations::setFairnessAssessments);
        return any ? Optional.of(considerations) : Optional.empty();
    }

    private static Risk risk(String name) {
        Risk risk = new Risk();
        risk.setName(name);
        return risk;
    }

    private static FairnessAssessment fairness(String text) {
        FairnessAssessment assessment = new FairnessAssessment();
        assessment.setHarms(text);
        return assessment;
    }

    private static <T> boolean some(List<T> values, Consumer<List<T>> taker) {
        if (values.isEmpty()) {
            return false;
        }
        taker.accept(values);
        return true;
    }
}
