package understudy.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import understudy.core.Problem;

/** Rows of a CSV file (RFC 4180) with a header, as they arrive. */
final class CsvRows {
    /** A cell of a file, where everything is text, so that a text may stand for a number. */
    static final class Cell extends TextNode {
        private static final long serialVersionUID = 1;

        Cell(String text) {
            super(text);
        }
    }

    private static final ObjectReader READER = new CsvMapper()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .readerFor(String[].class);

    private final MappingIterator<String[]> rows;
    private final List<String> header;
    private long line = 1;

    CsvRows(InputStream input) throws IOException {
        try {
            rows = READER.readValues(input);
            header = rows.hasNextValue() ? Arrays.stream(rows.nextValue()).map(String::strip).toList() : List.of();
        } catch (JsonProcessingException malformed) {
            throw Problem.invalid("body", "not CSV", "a header and rows, in UTF-8");
        }
        if (header.isEmpty()) {
            throw Problem.invalid("body", "empty", "a header and rows");
        }
    }

    List<String> header() {
        return header;
    }

    /** Number of the present row's line, where no row spans lines; the header's is 1. */
    long line() {
        return line;
    }

    boolean hasNext() throws IOException {
        try {
            return rows.hasNextValue();
        } catch (JsonProcessingException malformed) {
            throw notCsv();
        }
    }

    /** As many cells as the header has. */
    String[] next() throws IOException {
        line++;
        try {
            String[] cells = rows.nextValue();
            if (cells.length == header.size()) {
                return cells;
            }
            throw Problem.invalid("line " + line, cells.length + " cells", header.size() + ", as the header has");
        } catch (JsonProcessingException malformed) {
            throw notCsv();
        }
    }

    private Problem notCsv() {
        return Problem.invalid("line " + (line + 1), "not CSV", "cells divided by commas, in UTF-8");
    }
}
