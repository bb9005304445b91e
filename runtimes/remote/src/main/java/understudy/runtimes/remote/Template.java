package understudy.runtimes.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import understudy.core.Problem;

/**
 * A text with places for values. {@code {{name}}} in JSON is a value of its own where it stands by itself, and a part of a
 * text, escaped, where it stands between quotes; so no value can end the text it is put into. {@code {{#rows}}} to
 * {@code {{/rows}}} is repeated for each row, with commas between.
 */
final class Template {
    private static final String ROWS = "#rows";
    private static final String ROWS_END = "/rows";

    /** How a value is put in. */
    private enum Position {
        /** A JSON value: {@code 41}, {@code "Bern"}, {@code null}. */
        VALUE,
        /** Inside a JSON text. */
        QUOTED,
        /** In a text that is no JSON. */
        PLAIN
    }

    private sealed interface Piece permits Literal, Hole {}

    private record Literal(String text) implements Piece {}

    private record Hole(String name, Position position) implements Piece {}

    private final String field;
    private final List<Piece> before;
    private final Optional<List<Piece>> each;
    private final List<Piece> after;

    private Template(String field, List<Piece> before, Optional<List<Piece>> each, List<Piece> after) {
        this.field = field;
        this.before = before;
        this.each = each;
        this.after = after;
    }

    /** @throws Problem UNPROCESSABLE for a template that cannot become JSON, or has a place for what is no input */
    static Template json(String field, String text, Set<String> names) {
        Template template = compiled(field, text, true);
        template.checkNames(names);
        try {
            Json.read(template.written(1, (name, row) -> Json.NODES.numberNode(row)).getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException malformed) {
            throw refused(field + " does not become JSON (line " + malformed.getLocation().getLineNr() + ")",
                    "Put each {{name}} where a value belongs, or between quotes");
        }
        return template;
    }

    static Template plain(String field, String text, Set<String> names) {
        Template template = compiled(field, text, false);
        template.checkNames(names);
        return template;
    }

    /** The names in a text, in their order. */
    static List<String> names(String field, String text) {
        return compiled(field, text, false).names();
    }

    interface Values {
        JsonNode at(String name, int row);
    }

    boolean takesManyRows() {
        return each.isPresent();
    }

    String written(int rows, Values values) {
        StringBuilder text = new StringBuilder();
        write(before, 0, values, text);
        for (int row = 0; each.isPresent() && row < rows; row++) {
            text.append(row == 0 ? "" : ",");
            write(each.get(), row, values, text);
        }
        write(after, 0, values, text);
        return text.toString();
    }

    private static void write(List<Piece> pieces, int row, Values values, StringBuilder text) {
        for (Piece piece : pieces) {
            switch (piece) {
                case Literal literal -> text.append(literal.text());
                case Hole hole -> text.append(shown(values.at(hole.name(), row), hole.position()));
            }
        }
    }

    private static String shown(JsonNode value, Position position) {
        return switch (position) {
            case VALUE -> value.toString();
            case PLAIN -> plain(value);
            case QUOTED -> {
                String quoted = Json.quoted(plain(value));
                yield quoted.substring(1, quoted.length() - 1);
            }
        };
    }

    private static String plain(JsonNode value) {
        return value.isNull() ? "" : value.isValueNode() ? value.asText() : value.toString();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        List<Piece> all = new ArrayList<>(before);
        each.ifPresent(all::addAll);
        all.addAll(after);
        for (Piece piece : all) {
            if (piece instanceof Hole hole && !names.contains(hole.name())) {
                names.add(hole.name());
            }
        }
        return names;
    }

    private void checkNames(Set<String> known) {
        for (String name : names()) {
            if (!known.contains(name)) {
                throw refused(field + " has a place for '" + name + "', which is no input", "Inputs are " + known);
            }
        }
        boolean outside = before.stream().anyMatch(Hole.class::isInstance)
                || after.stream().anyMatch(Hole.class::isInstance);
        if (each.isPresent() && outside) {
            throw refused(field + " has a value outside of its rows", "Put it between {{#rows}} and {{/rows}}");
        }
    }

    private static Template compiled(String field, String text, boolean json) {
        List<Piece> pieces = new ArrayList<>();
        boolean inText = false;
        int literal = 0;
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (text.startsWith("{{", at)) {
                int end = text.indexOf("}}", at);
                String name = end < 0 ? "" : text.substring(at + 2, end).strip();
                if (name.isEmpty() || name.contains("{") || name.contains("\n")) {
                    // Objects in objects begin so, too.
                    continue;
                }
                pieces.add(new Literal(text.substring(literal, at)));
                pieces.add(new Hole(name, !json ? Position.PLAIN : inText ? Position.QUOTED : Position.VALUE));
                at = end + 1;
                literal = end + 2;
            } else if (letter == '\\' && inText) {
                at++;
            } else if (letter == '"') {
                inText = !inText;
            }
        }
        pieces.add(new Literal(text.substring(literal)));
        return divided(field, pieces);
    }

    private static Template divided(String field, List<Piece> pieces) {
        Function<String, Integer> place = name -> {
            for (int i = 0; i < pieces.size(); i++) {
                if (pieces.get(i) instanceof Hole hole && hole.name().equals(name)) {
                    return i;
                }
            }
            return -1;
        };
        int from = place.apply(ROWS);
        int to = place.apply(ROWS_END);
        if (from < 0 && to < 0) {
            return new Template(field, pieces, Optional.empty(), List.of());
        }
        if (from < 0 || to < from) {
            throw refused(field + " has {{#rows}} or {{/rows}} without the other", "Put both, in this order");
        }
        return new Template(
                field, pieces.subList(0, from), Optional.of(pieces.subList(from + 1, to)),
                pieces.subList(to + 1, pieces.size()));
    }

    private static Problem refused(String fact, String remedy) {
        return new Problem(Problem.Code.UNPROCESSABLE, fact, remedy);
    }
}
