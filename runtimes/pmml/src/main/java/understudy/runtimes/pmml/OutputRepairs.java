package understudy.runtimes.pmml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.w3c.dom.Element;

/** Those of the {@link Repairs} that are about what a model gives: its Output, its Targets, its reasons. */
record OutputRepairs(PmmlDocument document) {
    /** @return the document's reason codes by what the library is told to call them; empty where it has none */
    Map<String, String> apply() {
        addPrediction();
        document.all("MiningModel", "SupportVectorMachineModel", "GeneralRegressionModel")
                .forEach(OutputRepairs::addOutput);
        removeResiduals();
        removeIdleTargets();
        document.all("MiningModel").forEach(OutputRepairs::shareOutput);
        return orderReasons();
    }

    /** The predicted value is an answer even where the document's Output lists only others. */
    private void addPrediction() {
        Optional<Element> output = Elements.child(document.model(), "Output");
        Optional<Element> target = Elements.child(document.model(), "MiningSchema").stream()
                .flatMap(schema -> Elements.children(schema, "MiningField").stream())
                .filter(field -> field.getAttribute("usageType").matches("predicted|target"))
                .findFirst();
        if (output.isEmpty() || target.isEmpty()) {
            return;
        }
        List<Element> fields = Elements.children(output.get(), "OutputField");
        boolean told = fields.stream().anyMatch(field -> field.getAttribute("feature").matches("|predictedValue"));
        String name = target.get().getAttribute("name");
        boolean taken = fields.stream().anyMatch(field -> field.getAttribute("name").equals(name));
        if (!told && document.model().getAttribute("functionName").matches("classification|regression")) {
            Element added = Elements.create(output.get(), "OutputField");
            added.setAttribute("name", taken ? "predicted_" + name : name);
            added.setAttribute("feature", "predictedValue");
            output.get().insertBefore(added, output.get().getFirstChild());
        }
    }

    /** Models within others often name no target; the library knows an answer's name by its target or Output only. */
    private static void addOutput(Element model) {
        boolean target = Elements.child(model, "MiningSchema").stream()
                .flatMap(schema -> Elements.children(schema, "MiningField").stream())
                .anyMatch(field -> field.getAttribute("usageType").matches("predicted|target"));
        boolean chain = Elements.child(model, "Segmentation")
                .filter(segmentation -> segmentation.getAttribute("multipleModelMethod").equals("modelChain"))
                .isPresent();
        boolean named = target || chain || Elements.child(model, "Output").isPresent();
        if (!named && model.getAttribute("functionName").equals("regression")) {
            Element output = Elements.create(model, "Output");
            Element field = Elements.create(model, "OutputField");
            field.setAttribute("name", "predictedValue");
            field.setAttribute("feature", "predictedValue");
            field.setAttribute("dataType", "double");
            field.setAttribute("optype", "continuous");
            output.appendChild(field);
            Elements.child(model, "MiningSchema").ifPresent(schema -> model.insertBefore(output, schema.getNextSibling()));
        }
    }

    /** A residual needs the truth, which nobody has when a model is asked. */
    private void removeResiduals() {
        for (Element field : document.all("OutputField")) {
            if (field.getAttribute("feature").equals("residual")) {
                Elements.parent(field).orElseThrow().removeChild(field);
            }
        }
    }

    /**
     * The library takes the values of a Target for texts, which are none of the classes where these are numbers. Where a
     * Target says no more than the dictionary, it can go.
     */
    private void removeIdleTargets() {
        for (Element target : document.all("Target")) {
            boolean number = document.typeOf(target.getAttribute("field"))
                    .filter(type -> !type.equals("string"))
                    .isPresent();
            boolean classes = Elements.parent(target).flatMap(Elements::parent)
                    .filter(model -> model.getAttribute("functionName").equals("classification"))
                    .isPresent();
            boolean idle = Elements.children(target, "TargetValue").stream()
                    .noneMatch(value -> value.hasAttribute("priorProbability") || value.hasAttribute("displayValue"));
            if (number && classes && idle && !target.getAttribute("optype").equals("ordinal")) {
                Element targets = Elements.parent(target).orElseThrow();
                targets.removeChild(target);
                if (Elements.children(targets).isEmpty()) {
                    Elements.parent(targets).orElseThrow().removeChild(targets);
                }
            }
        }
    }

    /** Where the first segment that fires answers, the library forgets what the whole model was to give. */
    private static void shareOutput(Element model) {
        boolean first = Elements.child(model, "Segmentation")
                .filter(segmentation -> segmentation.getAttribute("multipleModelMethod").equals("selectFirst"))
                .isPresent();
        Optional<Element> output = Elements.child(model, "Output");
        if (!first || output.isEmpty()) {
            return;
        }
        for (Element segment : Elements.children(Elements.child(model, "Segmentation").orElseThrow(), "Segment")) {
            for (Element part : Elements.children(segment)) {
                Optional<Element> schema = Elements.child(part, "MiningSchema");
                if (schema.isPresent()) {
                    Elements.child(part, "Output").ifPresent(part::removeChild);
                    part.insertBefore(output.get().cloneNode(true), schema.get().getNextSibling());
                }
            }
        }
    }

    /** Of equal reasons the one that stands first in the document comes first; the library goes by the alphabet. */
    private Map<String, String> orderReasons() {
        List<Element> coded = document.all("Characteristic", "Attribute").stream()
                .filter(element -> element.hasAttribute("reasonCode"))
                .toList();
        Map<String, String> names = new LinkedHashMap<>();
        for (Element element : coded) {
            names.putIfAbsent(element.getAttribute("reasonCode"), "%09d".formatted(coded.size() - names.size()));
        }
        Map<String, String> back = new TreeMap<>();
        names.forEach((code, name) -> back.put(name, code));
        coded.forEach(element -> element.setAttribute("reasonCode", names.get(element.getAttribute("reasonCode"))));
        return Map.copyOf(back);
    }
}
