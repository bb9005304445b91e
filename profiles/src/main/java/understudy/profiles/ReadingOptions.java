package understudy.profiles;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a file is to be read.
 *
 * @param delimiter of CSV, one byte; empty to find it out among comma, semicolon, tab and bar
 * @param header whether the first record of a CSV names the columns
 * @param types by column; the others are found out from the first thousand rows
 * @param missing texts that stand for no value
 * @param zone of times without an offset
 */
public record ReadingOptions(
        Optional<Character> delimiter,
        boolean header,
        Map<String, ColumnType> types,
        Set<String> missing,
        ZoneId zone) {
    /** What pandas takes for missing, without its NaNs, which are numbers here. */
    private static final Set<String> NO_VALUE =
            Set.of("", "NA", "N/A", "n/a", "#N/A", "<NA>", "null", "NULL", "None");

    public static final ReadingOptions DEFAULT =
            new ReadingOptions(Optional.empty(), true, Map.of(), NO_VALUE, ZoneOffset.UTC);

    public ReadingOptions {
        types = Map.copyOf(types);
        missing = Set.copyOf(missing);
    }

    /** The same with types that are known, such as a schema's. */
    public ReadingOptions withTypes(Map<String, ColumnType> known) {
        return new ReadingOptions(delimiter, header, known, missing, zone);
    }
}
