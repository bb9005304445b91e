package understudy.runtimes.pmml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.w3c.dom.Element;

/** Finds out what a document's model takes: the type of each active field, its categories, whether it may be missing. */
final class InputColumns {
    /** These give no answer at all where a number is missing, unless the document says what to do then. */
    private static final Set<String> NEEDS_ALL =
            Set.of("RegressionModel", "GeneralRegressionModel", "NeuralNetwork", "SupportVectorMachineModel");

    /** The library takes a missing value for an ordinary one in these, where PMML wants the result to be missing. */
    private static final Set<String> BLIND_TO_MISSING = Set.of(
            "equal", "notEqual", "lessThan", "lessOrEqual", "greaterThan", "greaterOrEqual", "and", "or", "not", "isIn",
            "isNotIn", "if", "concat", "min", "max", "sum", "avg", "median", "product", "threshold", "round");

    private final PmmlDocument document;
    private final Map<String, Element> miningFields = new HashMap<>();
    private final boolean needsAll;
    private final Set<String> required;

    InputColumns(PmmlDocument document) {
        this.document = document;
        Elements.child(document.model(), "MiningSchema")
                .map(schema -> Elements.children(schema, "MiningField"))
                .orElseGet(List::of)
                .forEach(field -> miningFields.put(field.getAttribute("name"), field));
        this.needsAll = NEEDS_ALL.contains(document.model().getLocalName()) && !handlesMissing();
        this.required = comparedUnawares();
    }

    /** @param names in the order the library takes them */
    List<InputColumn> of(String[] names) {
        Map<String, Element> fields = new HashMap<>();
        document.dataFields().forEach(field -> fields.put(field.getAttribute("name"), field));
        return Arrays.stream(names).map(name -> column(name, fields)).toList();
    }

    private InputColumn column(String name, Map<String, Element> fields) {
        Element field = fields.get(name);
        if (field == null) {
            throw document.refused(
                    "uses the field '" + name + "', which its DataDictionary does not declare", "Export it again.");
        }
        InputColumn.Kind kind = InputColumn.Kind.of(field.getAttribute("dataType"));
        List<String> values = categories(field);
        List<String> categories = kind == InputColumn.Kind.TEXT ? values : List.of();
        return InputColumn.of(name, kind, mayBeMissing(name, field), plain(field, kind, values), categories);
    }

    private static String plain(Element field, InputColumn.Kind kind, List<String> values) {
        if (!values.isEmpty()) {
            return values.getFirst();
        }
        return Elements.child(field, "Interval")
                .map(interval -> interval.hasAttribute("leftMargin")
                        ? interval.getAttribute("leftMargin")
                        : interval.getAttribute("rightMargin"))
                .orElse(kind == InputColumn.Kind.TEXT ? "" : "0");
    }

    private static List<String> categories(Element field) {
        List<String> values = new ArrayList<>();
        for (Element value : Elements.children(field, "Value")) {
            String property = value.getAttribute("property");
            if (property.isEmpty() || property.equals("valid")) {
                values.add(value.getAttribute("value"));
            }
        }
        return values;
    }

    private boolean mayBeMissing(String name, Element field) {
        Element mining = miningFields.get(name);
        if (mining == null || mining.getAttribute("missingValueTreatment").equals("returnInvalid")) {
            return false;
        }
        boolean replaced = mining.hasAttribute("missingValueReplacement");
        boolean category = document.model().getLocalName().equals("RegressionModel")
                && !field.getAttribute("optype").equals("continuous");
        return replaced || (!needsAll || category) && !required.contains(name);
    }

    private boolean handlesMissing() {
        return document.all("FieldRef", "NormContinuous", "NormDiscrete", "Discretize", "MapValues", "Apply").stream()
                .anyMatch(expression -> expression.hasAttribute("mapMissingTo")
                        || expression.hasAttribute("defaultValue")
                        || expression.getAttribute("function").matches("is(Not)?(Missing|Valid)"));
    }

    private Set<String> comparedUnawares() {
        Set<String> fields = new HashSet<>();
        if (!document.all("TreeModel").stream()
                .allMatch(tree -> !tree.getAttribute("missingValueStrategy")
                        .matches("weightedConfidence|aggregateNodes"))) {
            fields.addAll(miningFields.keySet());
        }
        for (Element apply : document.all("Apply")) {
            if (BLIND_TO_MISSING.contains(apply.getAttribute("function")) && !apply.hasAttribute("mapMissingTo")) {
                for (Element reference : Elements.children(apply, "FieldRef")) {
                    if (!reference.hasAttribute("mapMissingTo") && !asked(reference)) {
                        fields.add(reference.getAttribute("field"));
                    }
                }
            }
        }
        return withSources(fields);
    }

    /** Whether an expression around it asks first if the field is missing. */
    private static boolean asked(Element reference) {
        String field = reference.getAttribute("field");
        Element at = reference;
        while (Elements.parent(at).isPresent() && Elements.is(Elements.parent(at).get(), "Apply")) {
            at = Elements.parent(at).get();
            boolean asks = Elements.within(at, "Apply").stream()
                    .filter(apply -> apply.getAttribute("function").matches("is(Not)?(Missing|Valid)"))
                    .flatMap(apply -> Elements.children(apply, "FieldRef").stream())
                    .anyMatch(asked -> asked.getAttribute("field").equals(field));
            if (asks) {
                return true;
            }
        }
        return false;
    }

    private Set<String> withSources(Set<String> fields) {
        Set<String> all = new HashSet<>(fields);
        boolean grew = !fields.isEmpty();
        while (grew) {
            grew = false;
            for (Element derived : document.all("DerivedField")) {
                if (all.contains(derived.getAttribute("name"))) {
                    for (Element source : Elements.within(derived, "FieldRef")) {
                        grew |= !source.hasAttribute("mapMissingTo") && all.add(source.getAttribute("field"));
                    }
                }
            }
        }
        return all;
    }
}
