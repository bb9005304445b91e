package understudy.runtimes.pmml;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pmml4s.transformations.BuiltInFunctions;
import org.w3c.dom.Element;

/**
 * What a document may not ask for, because the library does not know it or would answer it wrongly without saying so.
 * Each is refused when the model is loaded; RATIONALE.md says why.
 */
final class Refusals {
    private static final Set<String> RANKED_MODELS = Set.of("AssociationModel", "NearestNeighborModel");

    private final PmmlDocument document;

    private Refusals(PmmlDocument document) {
        this.document = document;
    }

    /** @throws understudy.core.Problem UNPROCESSABLE for the first thing that is found */
    static void check(PmmlDocument document) {
        Refusals refusals = new Refusals(document);
        refusals.checkElements();
        refusals.checkDates();
        refusals.checkFunctions();
        refusals.checkComparisons();
        refusals.checkOutputs();
        refusals.checkSegments();
        document.all("RegressionModel").forEach(refusals::checkOrdinal);
        document.all("GeneralRegressionModel").forEach(refusals::checkOffset);
        document.all("NearestNeighborModel").forEach(refusals::checkTies);
        document.all("AssociationModel").forEach(refusals::checkGroups);
        document.all("BayesInput").forEach(refusals::checkBayes);
    }

    private void checkElements() {
        for (Element element : document.all("Aggregate", "Lag", "TableLocator", "Regression", "DecisionTree")) {
            throw document.refused(
                    "uses " + element.getLocalName() + ", which is not supported",
                    "Export it without: as a segment of its own, or with its values inline.");
        }
        for (Element compound : document.all("CompoundPredicate")) {
            if (compound.getAttribute("booleanOperator").equals("xor")) {
                throw document.refused(
                        "uses a predicate with booleanOperator=\"xor\", which is not supported",
                        "Write it with \"and\" and \"or\".");
            }
        }
        for (Element machine : document.all("SupportVectorMachineModel")) {
            if (machine.hasAttribute("alternateBinaryTargetCategory")) {
                throw document.refused(
                        "has a SupportVectorMachineModel with alternateBinaryTargetCategory, which ended with PMML 4.0",
                        "Export it as PMML 4.1 or newer.");
            }
        }
    }

    private void checkDates() {
        Set<String> dates = new HashSet<>();
        for (Element field : document.all("DataField", "DerivedField", "DefineFunction")) {
            if (field.getAttribute("dataType").matches("(date|time).*")) {
                dates.add(field.getAttribute("name"));
            }
        }
        for (Element used : document.all("MiningField", "FieldRef")) {
            String name = used.getAttribute(used.getLocalName().equals("FieldRef") ? "field" : "name");
            boolean active = used.getAttribute("usageType").isEmpty() || used.getAttribute("usageType").equals("active");
            if (active && dates.contains(name)) {
                throw document.refused(
                        "uses the date or time '" + name + "', which is not supported",
                        "Send the days or seconds as a number, computed before.");
            }
        }
    }

    private void checkFunctions() {
        Set<String> own = new HashSet<>();
        document.all("DefineFunction").forEach(function -> own.add(function.getAttribute("name")));
        for (Element apply : document.all("Apply")) {
            String function = apply.getAttribute("function");
            if (function.startsWith("date") || function.equals("formatDatetime")) {
                throw document.refused(
                        "uses the function '" + function + "', which is not supported",
                        "Send the days or seconds as a number, computed before.");
            }
            if (!own.contains(function) && BuiltInFunctions.getFunction(function).isEmpty()) {
                throw document.refused(
                        "uses the function '" + function + "', which is neither built in nor defined in it",
                        "Define it by a DefineFunction.");
            }
        }
    }

    /** The library holds the integer 3 and the number 3.0 for different. */
    private void checkComparisons() {
        for (Element apply : document.all("Apply")) {
            if (Repairs.COMPARE_EXACTLY.contains(apply.getAttribute("function"))) {
                List<String> types = Elements.children(apply).stream()
                        .filter(argument -> !Elements.is(argument, "Constant"))
                        .map(argument -> Repairs.kind(document, argument))
                        .filter(type -> type.equals("integer") || type.equals("double"))
                        .distinct()
                        .toList();
                if (types.size() > 1) {
                    throw document.refused(
                            "compares an integer with a number by the function '" + apply.getAttribute("function")
                                    + "', which is not supported",
                            "Declare both with the same dataType.");
                }
            }
        }
    }

    private void checkOutputs() {
        for (Element output : document.all("OutputField")) {
            String name = output.getAttribute("name");
            String feature = output.getAttribute("feature");
            boolean ranked = Elements.number(output, "rank", 1) > 1;
            boolean canRank = feature.equals("reasonCode") || RANKED_MODELS.contains(modelOf(output));
            if (ranked && !canRank || output.getAttribute("isMultiValued").equals("1")) {
                throw document.refused(
                        "has the output '" + name + "' of a rank other than the first, which is not supported",
                        "Remove that OutputField.");
            }
            if (feature.matches("standardError|standardDeviation|warning|report")) {
                throw document.refused(
                        "has the output '" + name + "' with feature=\"" + feature + "\", which is not supported",
                        "Remove that OutputField.");
            }
        }
    }

    private static String modelOf(Element output) {
        return Elements.parent(output).flatMap(Elements::parent).map(Element::getLocalName).orElse("");
    }

    private void checkSegments() {
        for (Element segmentation : document.all("Segmentation")) {
            String method = segmentation.getAttribute("multipleModelMethod");
            boolean allFire = Elements.children(segmentation, "Segment").stream()
                    .allMatch(segment -> Elements.child(segment, "True").isPresent());
            if (method.equals("selectAll")) {
                throw document.refused(
                        "gives an answer for each of its segments (selectAll), which is not supported",
                        "Register each segment as a model of its own.");
            }
            if (method.equals("weightedMajorityVote") && !allFire) {
                throw document.refused(
                        "has a weightedMajorityVote of segments that do not always fire, which is not supported",
                        "Use weightedAverage, or segments whose predicate is True.");
            }
        }
    }

    private void checkOrdinal(Element model) {
        boolean transformed = !model.getAttribute("normalizationMethod").matches("softmax|simplemax");
        boolean classes = model.getAttribute("functionName").equals("classification");
        int tables = Elements.children(model, "RegressionTable").size();
        if (classes && transformed && tables > 2 && isOrdinal(model)) {
            throw document.refused(
                    "has a RegressionModel with an ordinal target of " + tables + " classes, which is not supported",
                    "Export it as an ordinalMultinomial GeneralRegressionModel.");
        }
    }

    private boolean isOrdinal(Element model) {
        Set<String> targets = new HashSet<>();
        for (Element field : Elements.within(model, "MiningField")) {
            if (field.getAttribute("usageType").matches("predicted|target")) {
                targets.add(field.getAttribute("name"));
            }
        }
        return document.all("DataField", "MiningField", "Target").stream()
                .filter(field -> targets.contains(field.getAttribute("name"))
                        || targets.contains(field.getAttribute("field")))
                .anyMatch(field -> field.getAttribute("optype").equals("ordinal"));
    }

    private void checkOffset(Element model) {
        boolean offset = model.hasAttribute("offsetVariable") || Elements.number(model, "offsetValue", 0) != 0;
        String type = model.getAttribute("modelType");
        if (offset && !type.matches("generalizedLinear|CoxRegression")) {
            throw document.refused(
                    "has an offset in a GeneralRegressionModel of modelType " + type + ", which is not supported",
                    "Export it as generalizedLinear, or add the offset to the intercept.");
        }
    }

    private void checkTies(Element model) {
        boolean votes = model.getAttribute("functionName").equals("classification")
                && model.getAttribute("categoricalScoringMethod").matches("|majorityVote");
        double neighbours = Elements.number(model, "numberOfNeighbors", 1);
        boolean tiesPossible = neighbours > 1 && (neighbours % 2 == 0 || classes(model) != 2);
        if (votes && tiesPossible) {
            throw document.refused(
                    "has a majorityVote of " + (int) neighbours + " nearest neighbours that may end in a tie, which is not"
                            + " supported",
                    "Use weightedMajorityVote, one neighbour, or an odd number of them for two classes.");
        }
    }

    private int classes(Element model) {
        return Elements.within(model, "MiningField").stream()
                .filter(field -> field.getAttribute("usageType").matches("predicted|target"))
                .flatMap(target -> document.dataFields().stream()
                        .filter(field -> field.getAttribute("name").equals(target.getAttribute("name"))))
                .mapToInt(field -> Elements.children(field, "Value").size())
                .max()
                .orElse(0);
    }

    private void checkGroups(Element model) {
        for (Element field : Elements.within(model, "MiningField")) {
            if (field.getAttribute("usageType").equals("group")) {
                throw document.refused(
                        "has an AssociationModel whose answer to a row depends on the rows of its group before",
                        "Export it with a field for each item instead of the group field '"
                                + field.getAttribute("name") + "'.");
            }
        }
    }

    private void checkBayes(Element input) {
        String name = input.getAttribute("fieldName");
        if (Elements.parent(input).filter(around -> Elements.is(around, "Extension")).isPresent()) {
            throw document.refused(
                    "has the continuous input '" + name + "' of its NaiveBayesModel in an Extension, which is Rattle's own",
                    "Export it as PMML 4.2 or newer.");
        }
        for (Element bins : Elements.within(input, "Discretize")) {
            List<Element> intervals = Elements.within(bins, "Interval");
            boolean below = intervals.stream().anyMatch(interval -> !interval.hasAttribute("leftMargin"));
            boolean above = intervals.stream().anyMatch(interval -> !interval.hasAttribute("rightMargin"));
            if (!bins.hasAttribute("defaultValue") && !(below && above)) {
                throw document.refused(
                        "has the input '" + name + "' of its NaiveBayesModel in bins that leave values out, which is not"
                                + " supported",
                        "Open the first and the last Interval, or give the Discretize a defaultValue.");
            }
        }
    }
}
