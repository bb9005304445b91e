package understudy.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import understudy.core.Problem;
import understudy.core.Sha256;

/** Makes events of a table's rows. For one table and one thread. */
final class RowMapping {
    private static final String SEGMENT = "segment.";
    private static final String OUTPUT = "output.";

    private final List<String> columns;
    private final Naming naming;
    private final boolean textual;
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<Integer, String> features = new LinkedHashMap<>();
    private final Map<Integer, String> outputs = new LinkedHashMap<>();
    private final Map<Integer, String> segments = new LinkedHashMap<>();

    /** @throws Problem INVALID for a table without times, or a naming of columns that are not there */
    RowMapping(List<String> columns, Naming naming, boolean textual) {
        this.columns = columns;
        this.naming = naming;
        this.textual = textual;
        for (int i = 0; i < columns.size(); i++) {
            if (places.put(columns.get(i), i) != null) {
                throw Problem.invalid("header", columns.get(i), "each column once");
            }
        }
        if (!places.containsKey(naming.at())) {
            throw Problem.invalid("header", columns, "a column '" + naming.at() + "' with the time of each request");
        }
        naming.features().keySet().stream().filter(column -> !places.containsKey(column)).findFirst().ifPresent(column -> {
            throw Problem.invalid("map", column, "one of the columns " + columns);
        });
        List<String> ours = List.of(
                naming.id(), naming.key(), naming.at(), naming.version(), naming.score(), naming.label(), naming.action(),
                naming.latency(), naming.error());
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i);
            if (naming.features().containsKey(column)) {
                features.put(i, naming.features().get(column));
            } else if (column.startsWith(SEGMENT)) {
                segments.put(i, column.substring(SEGMENT.length()));
            } else if (column.startsWith(OUTPUT)) {
                outputs.put(i, column.substring(OUTPUT.length()));
            } else if (!ours.contains(column)) {
                features.put(i, column);
            }
        }
    }

    /** @param cells in the columns' order */
    EventSource.Item item(String place, Object[] cells) {
        try {
            return new EventSource.Item.Read(event(place, cells));
        } catch (Problem wrong) {
            return new EventSource.Item.Wrong(place + ": " + wrong.getMessage());
        }
    }

    private Event event(String place, Object[] cells) {
        Object at = cell(cells, naming.at());
        if (at == Given.MISSING) {
            throw Problem.invalid(naming.at(), "absent", "when it was received, such as 2026-05-04T10:15:30Z");
        }
        Instant moment = Moments.of(naming.at(), textual ? numberOrText(at) : at);
        return new Event(
                place,
                text(cells, naming.id()).orElseGet(() -> content(cells)),
                text(cells, naming.key()),
                moment,
                text(cells, naming.version()).map(this::version).orElse(OptionalInt.empty()),
                new Given.Named(List.of(named(features, cells))),
                said(cells),
                segments(cells),
                latency(cells),
                text(cells, naming.action()),
                text(cells, naming.label()),
                "",
                textual);
    }

    private Said said(Object[] cells) {
        Optional<String> error = text(cells, naming.error());
        if (error.isPresent()) {
            return new Said.Failed(error.get());
        }
        if (!outputs.isEmpty()) {
            return new Said.Outputs(new Given.Named(List.of(named(outputs, cells))));
        }
        return new Said.Score(number(naming.score(), cell(cells, naming.score())));
    }

    private static Map<String, Object> named(Map<Integer, String> names, Object[] cells) {
        Map<String, Object> named = new LinkedHashMap<>();
        names.forEach((place, name) -> named.put(name, cells[place]));
        return named;
    }

    private Map<String, String> segments(Object[] cells) {
        Map<String, String> given = new HashMap<>();
        segments.forEach((place, name) -> {
            if (cells[place] != Given.MISSING) {
                given.put(name, words(cells[place]));
            }
        });
        return given;
    }

    private Duration latency(Object[] cells) {
        Object cell = cell(cells, naming.latency());
        if (cell == Given.MISSING) {
            return Duration.ZERO;
        }
        double millis = number(naming.latency(), cell);
        if (!(millis >= 0 && millis < 1e9)) {
            throw Problem.invalid(naming.latency(), cell, "a number from 0");
        }
        return Duration.ofNanos(Math.round(millis * 1e6));
    }

    private OptionalInt version(String text) {
        double number = number(naming.version(), numberOrText(text));
        if (number != Math.rint(number) || number < 1 || number > Integer.MAX_VALUE) {
            throw Problem.invalid(naming.version(), text, "a whole number from 1");
        }
        return OptionalInt.of((int) number);
    }

    private double number(String field, Object cell) {
        Object read = textual ? numberOrText(cell) : cell;
        if (read instanceof Number number) {
            return number.doubleValue();
        }
        throw Problem.invalid(field, cell, "a number");
    }

    private static Object numberOrText(Object cell) {
        try {
            return cell instanceof String text ? (Object) Double.valueOf(text.strip()) : cell;
        } catch (NumberFormatException words) {
            return cell;
        }
    }

    private Optional<String> text(Object[] cells, String column) {
        Object cell = cell(cells, column);
        return cell == Given.MISSING ? Optional.empty() : Optional.of(words(cell));
    }

    /** A whole number without a fraction, whatever type it was kept in. */
    private static String words(Object cell) {
        return cell instanceof Double number && number == Math.rint(number) && Math.abs(number) < 0x1p53
                ? Long.toString(number.longValue())
                : cell.toString();
    }

    private Object cell(Object[] cells, String column) {
        Integer place = places.get(column);
        return place == null ? Given.MISSING : cells[place];
    }

    private String content(Object[] cells) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            text.append(columns.get(i)).append('=').append(cells[i]).append('\n');
        }
        return Sha256.of(text.toString());
    }
}
