package understudy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of rows, one at a time: NDJSON where it begins with a brace, else CSV (RFC 4180) with a header, separated by
 * commas, or by semicolons or tabs where its header is. An empty CSV field is missing; a quoted empty one is the empty
 * text. All CSV values are texts. Not safe for several threads.
 */
final class Rows implements AutoCloseable {
    private static final int HEADER_BYTES = 1 << 16;
    private static final CsvMapper CSV = CsvMapper.builder()
            .enable(CsvParser.Feature.EMPTY_UNQUOTED_STRING_AS_NULL)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES, CsvParser.Feature.TRIM_HEADER_SPACES)
            .enable(CsvParser.Feature.INSERT_NULLS_FOR_MISSING_COLUMNS)
            .build();

    enum Format {
        CSV,
        NDJSON
    }

    /**
     * @param line of the file it ends at, from 1
     * @param values by column; JSON null where missing
     */
    record Row(long line, ObjectNode values) {}

    private final String name;
    private final CountedStream counted;
    private final Format format;
    private final MappingIterator<JsonNode> rows;

    private Rows(String name, CountedStream counted, Format format, MappingIterator<JsonNode> rows) {
        this.name = name;
        this.counted = counted;
        this.format = format;
        this.rows = rows;
    }

    /** @throws Refusal for a file that is not there */
    static Rows open(Path file) {
        try {
            return of(Files.newInputStream(file), file.toString());
        } catch (NoSuchFileException e) {
            throw Refusal.failed("there is no file " + file, "Give the path of a CSV or NDJSON file", e);
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + file + ": " + e.getMessage(), "", e);
        }
    }

    /** @param in closed with this */
    static Rows of(InputStream in, String name) throws IOException {
        CountedStream counted = new CountedStream(in, read -> {});
        BufferedInputStream buffered = new BufferedInputStream(counted, HEADER_BYTES);
        buffered.mark(HEADER_BYTES);
        String start = new String(buffered.readNBytes(HEADER_BYTES / 2), StandardCharsets.UTF_8).replace("\ufeff", "");
        buffered.reset();
        boolean lines = start.isBlank() || start.stripLeading().startsWith("{");
        Format format = lines ? Format.NDJSON : Format.CSV;
        ObjectReader reader =
                switch (format) {
                    case NDJSON -> Json.lines();
                    case CSV ->
                        CSV.readerFor(JsonNode.class)
                                .with(CsvSchema.emptySchema().withHeader().withColumnSeparator(separator(start)));
                };
        try {
            return new Rows(name, counted, format, reader.readValues(buffered));
        } catch (JsonProcessingException e) {
            in.close();
            throw unreadable(name, e);
        }
    }

    private static char separator(String start) {
        String header = start.lines().findFirst().orElse("");
        if (header.indexOf(',') < 0) {
            return header.indexOf(';') >= 0 ? ';' : header.indexOf('\t') >= 0 ? '\t' : ',';
        }
        return ',';
    }

    Format format() {
        return format;
    }

    /** Of the file, roughly: a buffer ahead of the last row. */
    long bytesRead() {
        return counted.count();
    }

    /** Empty at the end. @throws Refusal for a row that is none, naming the line */
    Optional<Row> next() {
        try {
            if (!rows.hasNextValue()) {
                return Optional.empty();
            }
            JsonNode value = rows.nextValue();
            long line = rows.getParser().currentTokenLocation().getLineNr();
            if (!(value instanceof ObjectNode object)) {
                throw Refusal.failed(name + ", line " + line + ": not a JSON object", "Write one object on each line");
            }
            return Optional.of(new Row(line, object));
        } catch (JsonProcessingException e) {
            throw unreadable(name, e);
        } catch (IOException e) {
            throw Refusal.failed("cannot read " + name + ": " + e.getMessage(), "", e);
        }
    }

    private static Refusal unreadable(String name, JsonProcessingException cause) {
        String where = cause.getLocation() == null ? "" : ", line " + cause.getLocation().getLineNr();
        String what = cause.getOriginalMessage().lines().findFirst().orElse("");
        return Refusal.failed(
                name + where + ": " + what, "Give CSV with a header line, or one JSON object on each line", cause);
    }

    @Override
    public void close() {
        try {
            rows.close();
            counted.close();
        } catch (IOException e) {
            throw Refusal.failed("cannot close " + name + ": " + e.getMessage(), "", e);
        }
    }
}
