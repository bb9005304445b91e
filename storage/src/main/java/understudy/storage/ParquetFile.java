package understudy.storage;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code <kind>/[model=<model>/]day=<day>/<from>-<to>.parquet}.
 *
 * @param model the empty text for kinds that are not kept by model
 * @param day of the request's id (UTC); of the receipt for facts that are kept by that
 * @param from position in the log of the first entry it may hold, inclusive
 * @param to position after the last
 */
record ParquetFile(Kind kind, String model, LocalDate day, long from, long to, Path path, long bytes) {
    private static final Pattern NAME = Pattern.compile("(\\d{19})-(\\d{19})\\.parquet");
    private static final String DAY = "day=";
    private static final String MODEL = "model=";

    static Path folder(Path root, Kind kind, String model, LocalDate day) {
        Path folder = root.resolve(kind.folder());
        return (kind.byModel() ? folder.resolve(MODEL + model) : folder).resolve(DAY + day);
    }

    static Path path(Path root, Kind kind, String model, LocalDate day, long from, long to) {
        return folder(root, kind, model, day).resolve("%019d-%019d.parquet".formatted(from, to));
    }

    /** Empty for a file of another name. */
    static Optional<ParquetFile> of(Kind kind, Path path, long bytes) {
        Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
        Path folder = path.getParent();
        Path above = folder == null ? null : folder.getParent();
        if (!name.matches() || folder == null || above == null) {
            return Optional.empty();
        }
        LocalDate day = LocalDate.parse(String.valueOf(folder.getFileName()).substring(DAY.length()));
        String model = kind.byModel() ? String.valueOf(above.getFileName()).substring(MODEL.length()) : "";
        return Optional.of(new ParquetFile(
                kind, model, day, Long.parseLong(name.group(1)), Long.parseLong(name.group(2)), path, bytes));
    }
}
