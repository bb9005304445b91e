package understudy.runtimes.pmml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Walks over XML elements by local name: the namespace of PMML differs by version and vendor and means nothing. */
final class Elements {
    private Elements() {}

    static List<Element> children(Element parent) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                found.add(child);
            }
        }
        return found;
    }

    static List<Element> children(Element parent, String name) {
        return children(parent).stream().filter(child -> is(child, name)).toList();
    }

    static Optional<Element> child(Element parent, String name) {
        return children(parent).stream().filter(child -> is(child, name)).findFirst();
    }

    /** Those of the names below {@code top} and it itself, in document order. */
    static List<Element> within(Element top, String... names) {
        Set<String> wanted = Set.of(names);
        List<Element> found = new ArrayList<>();
        @Nullable Node node = top;
        while (node != null) {
            if (node instanceof Element element && (wanted.isEmpty() || wanted.contains(element.getLocalName()))) {
                found.add(element);
            }
            node = following(node, top);
        }
        return found;
    }

    private static @Nullable Node following(Node node, Element top) {
        if (node.getFirstChild() != null) {
            return node.getFirstChild();
        }
        Node up = node;
        while (up != top && up.getNextSibling() == null) {
            up = up.getParentNode();
        }
        return up == top ? null : up.getNextSibling();
    }

    static boolean is(Element element, String... names) {
        for (String name : names) {
            if (name.equals(element.getLocalName())) {
                return true;
            }
        }
        return false;
    }

    /** The element around it; empty for the root. */
    static Optional<Element> parent(Element element) {
        return element.getParentNode() instanceof Element parent ? Optional.of(parent) : Optional.empty();
    }

    /** A new element beside {@code beside}, in its namespace; not yet put anywhere. */
    static Element create(Element beside, String name) {
        return beside.getOwnerDocument().createElementNS(beside.getNamespaceURI(), name);
    }

    /** The attribute's number, or {@code otherwise} where it is absent or none. */
    static double number(Element element, String attribute, double otherwise) {
        try {
            return Double.parseDouble(element.getAttribute(attribute));
        } catch (NumberFormatException absent) {
            return otherwise;
        }
    }
}
