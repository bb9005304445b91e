package understudy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes rows as {@link Rows} reads them. In CSV the first row says which columns there are; a list becomes a column for
 * each element ({@code name_0}, {@code name_1}). Not safe for several threads.
 */
final class RowsPrinter {
    private final PrintStream out;
    private final Rows.Format format;
    private List<String> header = List.of();

    RowsPrinter(PrintStream out, Rows.Format format) {
        this.out = out;
        this.format = format;
    }

    /** @throws Refusal where nobody reads them any more */
    void printAll(List<ObjectNode> rows) {
        rows.forEach(this::print);
        if (out.checkError()) {
            throw Refusal.failed("the answers can no longer be written", "Look whether a disk is full or a pipe closed");
        }
    }

    void print(ObjectNode row) {
        switch (format) {
            case NDJSON -> out.print(Json.line(row) + "\n");
            case CSV -> csv(flat(row));
        }
    }

    private void csv(Map<String, String> row) {
        if (header.isEmpty()) {
            header = List.copyOf(row.keySet());
            out.print(String.join(",", header.stream().map(RowsPrinter::quoted).toList()) + "\r\n");
        }
        out.print(String.join(",", header.stream().map(column -> row.getOrDefault(column, "")).toList()) + "\r\n");
    }

    private static Map<String, String> flat(ObjectNode row) {
        Map<String, String> flat = new LinkedHashMap<>();
        row.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isArray()) {
                for (int i = 0; i < value.size(); i++) {
                    flat.put(entry.getKey() + "_" + i, field(value.get(i)));
                }
            } else {
                flat.put(entry.getKey(), field(value));
            }
        });
        return flat;
    }

    /** Missing is an empty field, the empty text a quoted one. */
    private static String field(JsonNode value) {
        if (value.isNull()) {
            return "";
        }
        String text = value.isContainerNode() ? Json.line(value) : value.asText();
        return text.isEmpty() ? "\"\"" : quoted(text);
    }

    private static String quoted(String text) {
        return text.matches("(?s).*[,;\t\"\r\n].*|\\s.*|.*\\s") ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
}
