package understudy.runtimes.pmml;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/**
 * A tree stops at the first child whose predicate is unknown and does what its missingValueStrategy says. The library
 * looks at the later children first and takes one that is true, such as an "else" branch. Here each later child is made
 * to need the fields of the earlier ones, so that none of them is true then.
 */
final class TreeRepairs {
    private TreeRepairs() {}

    static void stopAtUnknown(Element tree) {
        if (!tree.getAttribute("missingValueStrategy").matches("lastPrediction|nullPrediction|defaultChild")) {
            return;
        }
        for (Element node : Elements.within(tree, "Node")) {
            Set<String> earlier = new LinkedHashSet<>();
            for (Element child : Elements.children(node, "Node")) {
                predicate(child).ifPresent(predicate -> {
                    guard(child, predicate, earlier);
                    earlier.addAll(fields(predicate));
                });
            }
        }
    }

    private static Optional<Element> predicate(Element node) {
        return Elements.children(node).stream()
                .filter(child -> Elements.is(
                        child, "SimplePredicate", "SimpleSetPredicate", "CompoundPredicate", "True", "False"))
                .findFirst();
    }

    /** Only single predicates are unknown just where their field is missing. */
    private static List<String> fields(Element predicate) {
        boolean single = Elements.is(predicate, "SimplePredicate", "SimpleSetPredicate")
                && !predicate.getAttribute("operator").matches("is(Not)?Missing");
        return single ? List.of(predicate.getAttribute("field")) : List.of();
    }

    private static void guard(Element node, Element predicate, Set<String> earlier) {
        Set<String> needed = new LinkedHashSet<>(earlier);
        needed.removeAll(fields(predicate));
        if (needed.isEmpty() || Elements.is(predicate, "False")) {
            return;
        }
        Element all = Elements.create(predicate, "CompoundPredicate");
        all.setAttribute("booleanOperator", "and");
        node.replaceChild(all, predicate);
        for (String field : needed) {
            Element present = Elements.create(predicate, "SimplePredicate");
            present.setAttribute("field", field);
            present.setAttribute("operator", "isNotMissing");
            all.appendChild(present);
        }
        all.appendChild(predicate);
    }
}
