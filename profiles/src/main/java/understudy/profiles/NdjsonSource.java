package understudy.profiles;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.core.Problem;

/**
 * One JSON object a line, in constant memory. Fields of objects within are named by their path, {@code address.city}; lists
 * are of the wrong type. Columns and types are found out from the first thousand lines: fields that first come later are
 * counted and left out. Lines that are no object are skipped and counted; if most are, the file is refused.
 */
public final class NdjsonSource implements RowSource {
    private static final int LOOK_AHEAD = 1000;
    private static final int LARGEST = 16 << 20;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private final ByteFeed feed;
    private final List<SourceColumn> columns = new ArrayList<>();
    private final Map<String, Integer> indexes = new HashMap<>();
    private final List<CellWriter> writers = new ArrayList<>();
    private final int[] filled;
    private final int mostRows;
    private byte[] line = new byte[1 << 12];
    private int length;
    private int row;
    private long lines;
    private long skipped;
    private long unknownFields;

    private NdjsonSource(ByteFeed feed, ReadingOptions options) {
        this.feed = feed;
        Map<String, Field> fields = look(options);
        if (fields.isEmpty()) {
            throw feed.refused("has no JSON object in its first lines", "Give one object a line");
        }
        for (String name : options.types().keySet()) {
            if (!fields.containsKey(name)) {
                throw feed.refused(
                        "has no field '" + name + "' in its first lines",
                        "It has " + fields.keySet().stream().limit(20).toList());
            }
        }
        mostRows = CellWriter.rowsFor(fields.size());
        fields.forEach((name, field) -> {
            ColumnType type = options.types().getOrDefault(name, field.type());
            indexes.put(name, columns.size());
            columns.add(new SourceColumn(name, type));
            writers.add(new CellWriter(type, options, mostRows));
        });
        filled = new int[columns.size()];
        lines = 0;
        skipped = 0;
    }

    /**
     * @param in closed with the source
     * @param name of the file, for messages: no path
     * @throws Problem (INVALID) if it is empty or no NDJSON, or types name a field it has not got
     */
    public static NdjsonSource open(InputStream in, String name, ReadingOptions options) {
        return new NdjsonSource(new ByteFeed(in, name), options);
    }

    /** What the first lines say of a field. */
    private static final class Field {
        private final TypeGuess strings;
        private int numbers;
        private int booleans;
        private int texts;

        Field(ReadingOptions options) {
            strings = new TypeGuess(options);
        }

        /** That of most values. */
        ColumnType type() {
            if (numbers > 0 && numbers >= booleans && numbers >= texts) {
                return ColumnType.NUMBER;
            }
            return booleans > texts ? ColumnType.BOOLEAN : strings.typeOfStrings();
        }
    }

    private Map<String, Field> look(ReadingOptions options) {
        Map<String, Field> fields = new LinkedHashMap<>();
        feed.hold(true);
        int rows = 0;
        int broken = 0;
        while (rows < LOOK_AHEAD && readLine()) {
            boolean whole = feed.position < feed.limit || feed.isHeadWhole();
            try (JsonParser parser = JSON.createParser(line, 0, length)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    broken++;
                } else {
                    look(parser, "", fields, options);
                }
            } catch (IOException noJson) {
                broken += whole ? 1 : 0;
            }
            rows++;
        }
        if (2 * broken > rows) {
            throw feed.refused(broken + " of its first " + rows + " lines are no JSON object", "Give one object a line");
        }
        feed.back();
        feed.hold(false);
        return fields;
    }

    private void look(JsonParser parser, String path, Map<String, Field> fields, ReadingOptions options)
            throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = path + parser.currentName();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                look(parser, name + ".", fields, options);
                continue;
            }
            if (fields.size() >= DataProfile.MOST_COLUMNS) {
                throw feed.refused("has more than " + fields.size() + " fields", "Flatten it into fewer");
            }
            Field field = fields.computeIfAbsent(name.isBlank() ? "_" : name, absent -> new Field(options));
            switch (token) {
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> field.numbers++;
                case VALUE_TRUE, VALUE_FALSE -> field.booleans++;
                case VALUE_STRING -> {
                    byte[] text = parser.getText().getBytes(StandardCharsets.UTF_8);
                    field.texts++;
                    field.strings.add(text, 0, text.length);
                }
                default -> parser.skipChildren();
            }
        }
    }

    /** Into {@link #line}. @return false at the end */
    private boolean readLine() {
        length = 0;
        boolean any = false;
        while (feed.position < feed.limit || feed.refill()) {
            any = true;
            int at = feed.position;
            while (at < feed.limit && feed.buffer[at] != '\n') {
                at++;
            }
            int more = at - feed.position;
            if (length + more > LARGEST) {
                throw feed.refused("has a line of more than 16 MiB, line " + (lines + 1), "Give one object a line");
            }
            if (length + more > line.length) {
                line = Arrays.copyOf(line, Math.max(2 * line.length, length + more));
            }
            System.arraycopy(feed.buffer, feed.position, line, length, more);
            length += more;
            feed.position = at;
            if (at < feed.limit) {
                feed.position++;
                break;
            }
        }
        lines++;
        return any;
    }

    @Override
    public Optional<Batch> next() {
        writers.forEach(CellWriter::clear);
        Arrays.fill(filled, 0);
        row = 0;
        while (row < mostRows && readLine()) {
            if (!isBlank()) {
                readRow();
            }
        }
        return row == 0
                ? Optional.empty()
                : Optional.of(new Batch(row, writers.stream().map(CellWriter::cells).toList()));
    }

    private boolean isBlank() {
        for (int i = 0; i < length; i++) {
            if (line[i] > ' ' || line[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /** All of it or nothing. */
    private void readRow() {
        try (JsonParser parser = JSON.createParser(line, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                skipped++;
                return;
            }
            readFields(parser, "");
            row++;
            for (int column = 0; column < filled.length; column++) {
                if (filled[column] < row) {
                    filled[column] = row;
                    writers.get(column).none(Cells.MISSING);
                }
            }
        } catch (IOException noJson) {
            skipped++;
            int kept = row;
            writers.forEach(writer -> writer.back(kept));
            Arrays.setAll(filled, column -> Math.min(filled[column], kept));
        }
    }

    private void readFields(JsonParser parser, String path) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = path.isEmpty() ? parser.currentName() : path + parser.currentName();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                readFields(parser, name + ".");
                continue;
            }
            Integer column = indexes.get(name.isBlank() ? "_" : name);
            if (column == null || filled[column] > row) {
                unknownFields += column == null ? 1 : 0;
                parser.skipChildren();
            } else {
                filled[column] = row + 1;
                readCell(parser, token, writers.get(column));
            }
        }
        if (parser.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("an object that does not end");
        }
    }

    private static void readCell(JsonParser parser, JsonToken token, CellWriter writer) throws IOException {
        switch (token) {
            case VALUE_NULL -> writer.none(Cells.MISSING);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                if (writer.type() == ColumnType.NUMBER) {
                    writer.add(parser.getDoubleValue());
                } else {
                    addText(parser, writer);
                }
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                if (writer.type() == ColumnType.BOOLEAN) {
                    writer.add(token == JsonToken.VALUE_TRUE ? 1L : 0L);
                } else {
                    writer.none(Cells.WRONG);
                }
            }
            case VALUE_STRING -> {
                if (writer.type() == ColumnType.NUMBER && !parser.getText().equals("NaN")) {
                    writer.none(Cells.WRONG);
                } else {
                    addText(parser, writer);
                }
            }
            default -> {
                parser.skipChildren();
                writer.none(Cells.WRONG);
            }
        }
    }

    private static void addText(JsonParser parser, CellWriter writer) throws IOException {
        byte[] text = parser.getText().getBytes(StandardCharsets.UTF_8);
        writer.add(text, 0, text.length);
    }

    @Override
    public List<SourceColumn> columns() {
        return List.copyOf(columns);
    }

    @Override
    public long bytesRead() {
        return feed.bytesRead();
    }

    @Override
    public long skippedRows() {
        return skipped;
    }

    /** Values of fields that no row of the first thousand had. */
    public long unknownFields() {
        return unknownFields;
    }

    @Override
    public void close() {
        feed.close();
    }
}
