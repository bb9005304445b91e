package understudy.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;
import understudy.core.Problem;

/** Events as rows of CSV (RFC 4180) with a header, where every cell is text and an empty one is missing. */
public final class CsvEvents implements EventSource {
    private static final ObjectReader CSV = new CsvMapper()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .readerFor(String[].class);

    private final InputStream in;
    private final MappingIterator<String[]> rows;
    private final int width;
    private final RowMapping mapping;
    private long line = 1;

    /**
     * @param in closed with this
     * @throws Problem INVALID for what is no CSV, or has no times
     */
    public CsvEvents(InputStream in, Naming naming) {
        this.in = in;
        try {
            this.rows = CSV.readValues(in);
            if (!rows.hasNextValue()) {
                throw Problem.invalid("body", "empty", "a header and rows");
            }
            String[] first = rows.nextValue();
            List<String> header = Arrays.stream(first).map(cell -> cell.replace("\uFEFF", "").strip()).toList();
            this.width = header.size();
            this.mapping = new RowMapping(header, naming, true);
        } catch (IOException malformed) {
            throw unreadable(malformed);
        }
    }

    @Override
    public Optional<Item> next() {
        try {
            if (!rows.hasNextValue()) {
                return Optional.empty();
            }
            line++;
            String[] row = rows.nextValue();
            if (row.length != width) {
                return Optional.of(new Item.Wrong(
                        "line " + line + ": " + row.length + " cells (expected: " + width + ", as the header has)"));
            }
            Object[] cells = new Object[width];
            for (int i = 0; i < width; i++) {
                cells[i] = row[i] == null || row[i].isEmpty() ? Given.MISSING : row[i];
            }
            return Optional.of(mapping.item("line " + line, cells));
        } catch (IOException malformed) {
            throw unreadable(malformed);
        }
    }

    private RuntimeException unreadable(IOException malformed) {
        return switch (malformed) {
            case ZipException damaged -> damaged(damaged);
            case EOFException damaged -> damaged(damaged);
            case JsonProcessingException noCsv ->
                Problem.invalid("line " + (line + 1), "not CSV", "cells divided by commas, in UTF-8");
            default -> new UncheckedIOException(malformed);
        };
    }

    private Problem damaged(IOException cause) {
        return new Problem(
                Problem.Code.INVALID, "line " + (line + 1) + ": the compressed data are damaged or end too soon",
                "Send them again: what was taken already is recognised", cause);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }
}
