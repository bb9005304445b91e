package understudy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import understudy.core.Problem;

/** Finds the route of a method and path, segment by segment. Immutable. */
final class RouteTable {
    private final List<Route> routes;
    private final Node root = new Node();

    private static final class Node {
        final Map<String, Node> fixed = new HashMap<>();
        @Nullable Node variable;
        boolean takesRest;
        final Map<String, Route> routes = new TreeMap<>();
    }

    /** A route with what stood in its braces, in order, decoded. */
    record Match(Route route, List<String> values) {}

    RouteTable(List<Route> routes) {
        this.routes = List.copyOf(routes);
        routes.forEach(this::add);
    }

    List<Route> routes() {
        return routes;
    }

    /** @throws Problem NOT_FOUND for no such path, INVALID for one that has other methods */
    Match match(String method, String path) {
        List<String> values = new ArrayList<>(2);
        Node node = find(path, values);
        if (node == null || node.routes.isEmpty()) {
            throw Problem.notFound("there is nothing at " + path, "The interface is described at /api/v1/openapi.json");
        }
        Route route = node.routes.get(method.equals("HEAD") ? "GET" : method);
        if (route == null) {
            throw new MethodNotAllowed(method, path, new TreeSet<>(node.routes.keySet()));
        }
        return new Match(route, values);
    }

    /** The path is there, the method is not. */
    static final class MethodNotAllowed extends RuntimeException {
        final String allowed;

        MethodNotAllowed(String method, String path, TreeSet<String> allowed) {
            super(method + " " + path + " (expected: " + String.join(" or ", allowed) + ")");
            this.allowed = String.join(", ", allowed);
        }
    }

    private @Nullable Node find(String path, List<String> values) {
        Node node = root;
        int from = 1;
        int length = path.length();
        while (from <= length && length > 1) {
            if (node.takesRest) {
                values.add(decoded(path.substring(from)));
                return node.variable;
            }
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? length : slash;
            if (from == to && to == length) {
                return node; // one slash at the end makes no difference
            }
            String segment = path.substring(from, to);
            Node next = node.fixed.get(segment);
            if (next == null) {
                next = node.variable;
                if (next == null || segment.isEmpty()) {
                    return null;
                }
                values.add(decoded(segment));
            }
            node = next;
            from = to + 1;
        }
        return node;
    }

    private void add(Route route) {
        Node node = root;
        for (String segment : route.path().substring(1).split("/")) {
            if (segment.startsWith("{")) {
                node.takesRest = segment.endsWith("*}");
                Node next = Optional.ofNullable(node.variable).orElseGet(Node::new);
                node.variable = next;
                node = next;
            } else if (!segment.isEmpty()) {
                node = node.fixed.computeIfAbsent(segment, name -> new Node());
            }
        }
        if (node.routes.put(route.method(), route) != null) {
            throw new IllegalArgumentException("two routes for " + route.method() + " " + route.path());
        }
    }

    private static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw Problem.invalid("path", segment, "percent-encoded UTF-8");
        }
    }
}
