package understudy.packaging;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Reads protocol buffers' text format without a schema: fields in order, each with all the values it was given.
 * Extensions and expanded {@code Any}s are not known. For one text and one thread.
 *
 * @see <a href="https://protobuf.dev/reference/protobuf/textformat-spec/">Text format, language specification</a>
 */
final class TextProto {
    private static final int DEEPEST = 50;

    /** A message: by field, its values in order, each a {@link Message} or a {@link Scalar}. */
    record Message(Map<String, List<Object>> fields) {
        static final Message EMPTY = new Message(Map.of());

        boolean has(String field) {
            return fields.containsKey(field);
        }

        List<Message> messages(String field) {
            return fields.getOrDefault(field, List.of()).stream()
                    .filter(Message.class::isInstance)
                    .map(Message.class::cast)
                    .toList();
        }

        /** The last one, as the format has it; empty where there is none. */
        Message message(String field) {
            List<Message> all = messages(field);
            return all.isEmpty() ? EMPTY : all.getLast();
        }

        List<String> texts(String field) {
            return fields.getOrDefault(field, List.of()).stream()
                    .filter(Scalar.class::isInstance)
                    .map(value -> ((Scalar) value).text())
                    .toList();
        }

        String text(String field) {
            List<String> all = texts(field);
            return all.isEmpty() ? "" : all.getLast();
        }

        /** Those that are whole numbers. */
        List<Long> numbers(String field) {
            List<Long> numbers = new ArrayList<>();
            for (String text : texts(field)) {
                number(text).ifPresent(numbers::add);
            }
            return numbers;
        }

        OptionalLong number(String field, OptionalLong usual) {
            List<Long> all = numbers(field);
            return all.isEmpty() ? usual : OptionalLong.of(all.getLast());
        }

        boolean isTrue(String field) {
            return List.of("true", "True", "t", "1").contains(text(field));
        }

        private static OptionalLong number(String text) {
            try {
                return OptionalLong.of(Long.decode(text));
            } catch (NumberFormatException other) {
                return OptionalLong.empty();
            }
        }
    }

    /** A text without its quotes, a number or a name as it stands there. */
    record Scalar(String text) {}

    /** What is wrong with a text, and in which line. */
    static final class Malformed extends Exception {
        Malformed(int line, String expected) {
            super("line " + line + ": " + expected);
        }
    }

    private final String text;
    private int at;

    private TextProto(String text) {
        this.text = text;
    }

    static Message read(String text) throws Malformed {
        return new TextProto(text).message('\0', 0);
    }

    /** @param end the bracket that ends it, or 0 for the end of the text */
    private Message message(char end, int depth) throws Malformed {
        if (depth > DEEPEST) {
            throw malformed("at most " + DEEPEST + " levels expected");
        }
        Map<String, List<Object>> fields = new LinkedHashMap<>();
        while (true) {
            char next = peek();
            if (next == end) {
                at += end == '\0' ? 0 : 1;
                return new Message(fields);
            }
            String name = name();
            List<Object> values = fields.computeIfAbsent(name, _ -> new ArrayList<>());
            boolean colon = skip(':');
            if (skip('[')) {
                list(values, depth);
            } else {
                values.add(value(colon, depth));
            }
            if (!skip(',')) {
                skip(';');
            }
        }
    }

    private void list(List<Object> into, int depth) throws Malformed {
        while (!skip(']')) {
            into.add(value(true, depth));
            if (!skip(',') && peek() != ']') {
                throw malformed("',' or ']' expected");
            }
        }
    }

    private Object value(boolean scalarAllowed, int depth) throws Malformed {
        if (skip('{')) {
            return message('}', depth + 1);
        }
        if (skip('<')) {
            return message('>', depth + 1);
        }
        char next = peek();
        if (!scalarAllowed) {
            throw malformed("':' or '{' expected");
        }
        return new Scalar(next == '"' || next == '\'' ? quoted() : word());
    }

    private String name() throws Malformed {
        char first = peek();
        if (!Character.isLetter(first) && first != '_') {
            throw malformed(first == '\0' ? "a bracket is not closed" : "a field's name expected");
        }
        return word();
    }

    private String word() throws Malformed {
        int from = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || "_+-.".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (at == from) {
            throw malformed("a value expected");
        }
        return text.substring(from, at);
    }

    /** Texts that follow one another are one. */
    private String quoted() throws Malformed {
        StringBuilder all = new StringBuilder();
        for (char quote = peek(); quote == '"' || quote == '\''; quote = peek()) {
            at++;
            while (true) {
                char letter = next();
                if (letter == quote) {
                    break;
                }
                if (letter == '\n') {
                    throw malformed("a closing quote expected");
                }
                all.append(letter == '\\' ? escaped() : String.valueOf(letter));
            }
        }
        return all.toString();
    }

    private String escaped() throws Malformed {
        char letter = next();
        return switch (letter) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case '\\', '"', '\'', '?' -> String.valueOf(letter);
            default -> throw malformed("the escape \\" + letter + " is not known");
        };
    }

    private char next() throws Malformed {
        if (at >= text.length()) {
            throw malformed("a closing quote expected");
        }
        return text.charAt(at++);
    }

    private boolean skip(char wanted) {
        if (peek() == wanted) {
            at++;
            return true;
        }
        return false;
    }

    /** The next character that is neither space nor comment; 0 at the end. */
    private char peek() {
        while (at < text.length()) {
            char letter = text.charAt(at);
            if (letter == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(letter)) {
                at++;
            } else {
                return letter;
            }
        }
        return '\0';
    }

    private Malformed malformed(String expected) {
        int line = 1 + (int) text.substring(0, Math.min(at, text.length())).chars().filter(letter -> letter == '\n').count();
        return new Malformed(line, expected);
    }
}
