package understudy.runtimes.pmml;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.w3c.dom.Element;

/**
 * Rewrites what the library would misread into something that means the same to it. Each repair keeps the meaning that
 * the PMML specification gives the document; RATIONALE.md says what the library does without.
 */
final class Repairs {
    /** Functions in which the library compares values with their types. */
    static final Set<String> COMPARE_EXACTLY = Set.of("equal", "notEqual", "isIn", "isNotIn");

    private static final Set<String> COMPARE = Set.of("lessThan", "lessOrEqual", "greaterThan", "greaterOrEqual");
    private static final Set<String> BOTH_NONTRIVIAL = Set.of("logit", "probit", "cloglog", "cauchit", "loglog");

    private final PmmlDocument document;

    private Repairs(PmmlDocument document) {
        this.document = document;
    }

    /** @return the document's reason codes by what the library is told to call them; empty where it has none */
    static Map<String, String> apply(PmmlDocument document) {
        Repairs repairs = new Repairs(document);
        repairs.removeExtensions();
        repairs.completeTypes();
        repairs.typeConstants();
        repairs.roundThresholds();
        document.all("SupportVectorMachineModel").forEach(Repairs::nameOneAgainstOne);
        document.all("RegressionModel").forEach(Repairs::putDecidingTableLast);
        document.all("Segmentation").forEach(Repairs::weighSegments);
        document.all("BayesInput").forEach(repairs::skipUnseen);
        document.all("TreeModel").forEach(TreeRepairs::stopAtUnknown);
        return new OutputRepairs(document).apply();
    }

    private void removeExtensions() {
        document.all("Extension").forEach(extension -> Elements.parent(extension).orElseThrow().removeChild(extension));
    }

    private void completeTypes() {
        for (Element field : document.all("DataField", "DerivedField")) {
            if (!field.hasAttribute("dataType")) {
                boolean number = field.getAttribute("optype").equals("continuous");
                field.setAttribute("dataType", number ? "double" : "string");
            }
        }
    }

    /** The library takes a Constant without a type for a text, and compares texts with numbers to no avail. */
    private void typeConstants() {
        for (Element apply : document.all("Apply")) {
            if (COMPARE_EXACTLY.contains(apply.getAttribute("function"))) {
                String kind = Elements.children(apply).stream()
                        .filter(argument -> !Elements.is(argument, "Constant"))
                        .map(argument -> kind(document, argument))
                        .filter(type -> !type.isEmpty())
                        .findFirst()
                        .orElse("");
                Elements.children(apply, "Constant").forEach(constant -> typeConstant(constant, kind));
            }
        }
    }

    private static void typeConstant(Element constant, String kind) {
        String text = constant.getTextContent().strip();
        boolean number = text.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
        if (!kind.isEmpty() && (number || !kind.matches("integer|double"))) {
            constant.setAttribute("dataType", kind);
        } else if (!constant.hasAttribute("dataType") && number) {
            constant.setAttribute("dataType", text.matches("[-+]?\\d+") ? "integer" : "double");
        }
    }

    /** {@code integer}, {@code double}, {@code string} or {@code boolean} as the library holds it; empty if unknown. */
    static String kind(PmmlDocument document, Element argument) {
        if (Elements.is(argument, "FieldRef")) {
            String type = document.typeOf(argument.getAttribute("field")).orElse("");
            return type.equals("float") ? "double" : type;
        }
        boolean arithmetic = argument.getAttribute("function")
                .matches("[-+*/]|min|max|sum|avg|median|product|log10|ln|sqrt|abs|exp|pow|threshold|floor|ceil|round|"
                        + "(x-)?modulo");
        return arithmetic ? "double" : "";
    }

    /** Fields of dataType float are compared in single precision; the library knows only doubles. */
    private void roundThresholds() {
        Set<String> floats = Set.copyOf(document.dataFields().stream()
                .filter(field -> field.getAttribute("dataType").equals("float"))
                .map(field -> field.getAttribute("name"))
                .toList());
        for (Element predicate : document.all("SimplePredicate")) {
            if (floats.contains(predicate.getAttribute("field")) && predicate.hasAttribute("value")) {
                predicate.setAttribute("value", rounded(predicate.getAttribute("value")));
            }
        }
        for (Element apply : document.all("Apply")) {
            boolean compares = COMPARE.contains(apply.getAttribute("function"))
                    || COMPARE_EXACTLY.contains(apply.getAttribute("function"));
            boolean single = Elements.children(apply, "FieldRef").stream()
                    .anyMatch(reference -> floats.contains(reference.getAttribute("field")));
            if (compares && single) {
                Elements.children(apply, "Constant")
                        .forEach(constant -> constant.setTextContent(rounded(constant.getTextContent())));
            }
        }
    }

    private static String rounded(String number) {
        try {
            return Double.toString(Float.parseFloat(number));
        } catch (NumberFormatException text) {
            return number;
        }
    }

    /** Rattle leaves out that its machines vote in pairs; the default would compare them with one another. */
    private static void nameOneAgainstOne(Element model) {
        List<Element> machines = Elements.children(model, "SupportVectorMachine");
        boolean pairs = machines.size() > 1
                && machines.stream().allMatch(machine -> machine.hasAttribute("alternateTargetCategory"));
        if (pairs && !model.hasAttribute("classificationMethod")) {
            model.setAttribute("classificationMethod", "OneAgainstOne");
        }
    }

    /** Of two tables neither of which is constant zero, the first decides; the library asks the last. */
    private static void putDecidingTableLast(Element model) {
        List<Element> tables = Elements.children(model, "RegressionTable");
        boolean decides = model.getAttribute("functionName").equals("classification")
                && BOTH_NONTRIVIAL.contains(model.getAttribute("normalizationMethod"));
        if (decides && tables.size() == 2 && tables.stream().noneMatch(Repairs::isZero)) {
            model.insertBefore(tables.getLast(), tables.getFirst());
        }
    }

    private static boolean isZero(Element table) {
        return Elements.number(table, "intercept", 0) == 0 && Elements.children(table).isEmpty();
    }

    /** The library divides votes and averages by the number of segments rather than by the weights that count. */
    private static void weighSegments(Element segmentation) {
        List<Element> segments = Elements.children(segmentation, "Segment");
        String method = segmentation.getAttribute("multipleModelMethod");
        boolean skips = segmentation.getAttribute("missingPredictionTreatment").equals("skipSegment");
        if (method.equals("weightedMajorityVote")) {
            double sum = segments.stream().mapToDouble(segment -> Elements.number(segment, "weight", 1)).sum();
            for (Element segment : segments) {
                double weight = Elements.number(segment, "weight", 1) * segments.size() / sum;
                segment.setAttribute("weight", Double.toString(weight));
            }
        } else if (method.equals("average") && skips) {
            segmentation.setAttribute("multipleModelMethod", "weightedAverage");
            segments.forEach(segment -> segment.setAttribute("weight", "1"));
        }
    }

    /**
     * A value that no PairCounts lists counts the same for all classes, as a missing one does; the library takes it for
     * the first that is listed.
     */
    private void skipUnseen(Element input) {
        List<Element> pairs = Elements.children(input, "PairCounts");
        String name = input.getAttribute("fieldName");
        if (pairs.isEmpty() || Elements.child(input, "DerivedField").isPresent()) {
            return;
        }
        for (Element field : document.dataFields()) {
            if (field.getAttribute("name").equals(name) && Elements.children(field, "Value").isEmpty()) {
                for (Element pair : pairs) {
                    Element value = Elements.create(field, "Value");
                    value.setAttribute("value", pair.getAttribute("value"));
                    field.appendChild(value);
                }
                treatAsMissing(name, "");
            }
        }
        treatAsMissing(name, "asIs");
    }

    private void treatAsMissing(String field, String treatment) {
        for (Element mining : document.all("MiningField")) {
            boolean same = mining.getAttribute("invalidValueTreatment").equals(treatment);
            if (same && mining.getAttribute("name").equals(field)) {
                mining.setAttribute("invalidValueTreatment", "asMissing");
            }
        }
    }
}
