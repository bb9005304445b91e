package understudy.runtimes.pmml;

import java.util.List;
import org.w3c.dom.Element;

/**
 * What of the library's inner state a document touches while it is answered.
 *
 * @param oneAtATime whether the model keeps state between its steps, so that calls must follow one another
 * @param writesNumbers whether numbers may become texts, for which the library has one formatter in the whole process
 * @param answersBySegment whether the first segment that fires answers in its own order of fields
 */
record Threading(boolean oneAtATime, boolean writesNumbers, boolean answersBySegment) {
    static Threading of(PmmlDocument document) {
        return new Threading(keepsState(document), writesNumbers(document), selectsFirst(document.model()));
    }

    /** Item sets of association rules are collected in the model; local fields move where a chain skips a segment. */
    private static boolean keepsState(PmmlDocument document) {
        return !document.all("AssociationModel").isEmpty() || document.all("Segmentation").stream()
                .filter(segmentation -> segmentation.getAttribute("multipleModelMethod").equals("modelChain"))
                .anyMatch(chain -> skips(chain) && !Elements.within(chain, "LocalTransformations").isEmpty());
    }

    private static boolean skips(Element chain) {
        return Elements.children(chain, "Segment").stream()
                .anyMatch(segment -> Elements.child(segment, "True").isEmpty());
    }

    private static boolean writesNumbers(PmmlDocument document) {
        boolean texts = document.all("DerivedField", "DefineFunction", "OutputField").stream()
                .filter(field -> field.getAttribute("dataType").equals("string"))
                .anyMatch(field -> Elements.children(field).stream()
                        .anyMatch(expression -> Elements.is(expression, "FieldRef", "Apply")));
        boolean shown = document.all("Target").stream()
                .anyMatch(target -> document.typeOf(target.getAttribute("field")).filter("double"::equals).isPresent());
        return texts
                || shown
                || !document.all("AssociationModel", "TextIndex").isEmpty()
                || document.all("Apply").stream().anyMatch(apply -> List.of(
                                "concat", "replace", "matches", "substring", "stringLength", "uppercase", "lowercase",
                                "trimBlanks", "formatNumber")
                        .contains(apply.getAttribute("function")));
    }

    private static boolean selectsFirst(Element model) {
        return Elements.child(model, "Segmentation")
                .filter(segmentation -> segmentation.getAttribute("multipleModelMethod").equals("selectFirst"))
                .isPresent();
    }
}
