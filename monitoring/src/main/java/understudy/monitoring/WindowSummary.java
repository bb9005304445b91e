package understudy.monitoring;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What is kept of a sealed window: counts and a few numbers for each column, whatever the number of rows. Everything else is
 * asked of the archive.
 *
 * @param columns none of a window without rows
 */
public record WindowSummary(Head head, List<Column> columns) {
    public WindowSummary {
        columns = List.copyOf(columns);
    }

    /**
     * The window itself, light enough that a month of them is read at once.
     *
     * @param id the same for the same stretch, always
     * @param ordinal in the rhythm of the detectors; empty where they passed it over
     * @param rows answered, errors among them
     * @param versions rows by version
     * @param callers rows by caller, the twenty with most
     * @param reference what it was held against, in words; empty for nothing yet
     * @param flags what was unusual enough to count
     * @param notes what else is to be said of it, in sentences
     * @param revised how often late rows had it made again
     */
    public record Head(
            String model,
            String id,
            Instant from,
            Instant to,
            OptionalLong ordinal,
            long rows,
            long errors,
            Map<Integer, Long> versions,
            Map<String, Long> callers,
            String reference,
            List<Flag> flags,
            List<String> notes,
            int revised,
            Instant sealedAt) {
        public Head {
            versions = Collections.unmodifiableMap(new TreeMap<>(versions));
            callers = Collections.unmodifiableMap(new LinkedHashMap<>(callers));
            flags = List.copyOf(flags);
            notes = List.copyOf(notes);
        }

        Head revised(int times) {
            return new Head(
                    model, id, from, to, ordinal, rows, errors, versions, callers, reference, flags, notes, times, sealedAt);
        }

        Head with(OptionalLong other, List<Flag> flagged) {
            return new Head(
                    model, id, from, to, other, rows, errors, versions, callers, reference, flagged, notes, revised, sealedAt);
        }
    }

    /**
     * Something that the reference makes improbable at the level of the budget, and that is large enough to matter.
     *
     * @param gross so large that one window is enough
     * @param size of it, 0 to 1 or more, to put the largest first
     * @param sentence in the column's own units
     */
    public record Flag(String monitor, String column, boolean gross, double size, String sentence) {}

    /**
     * A column in the window.
     *
     * @param type {@code number}, {@code category}, …
     * @param mean of the numbers; of texts that of the length; NaN for none
     * @param deviation as {@code mean}
     * @param bins counts in the reference's bins; none without a reference
     * @param quality empty where the schema does not name the column
     * @param statistics that were asked for
     */
    public record Column(
            String name,
            String type,
            long rows,
            long missing,
            long wrongType,
            double mean,
            double deviation,
            double least,
            double greatest,
            double distinct,
            List<Long> bins,
            Optional<Quality> quality,
            List<Statistic> statistics) {
        public Column {
            bins = List.copyOf(bins);
            statistics = List.copyOf(statistics);
        }

        /** Rows with a number or a text. */
        long present() {
            return rows - missing - wrongType;
        }

        double missingRate() {
            return rows == 0 ? 0 : missing / (double) rows;
        }
    }

    /** Counts of what is not as the schema has it. */
    public record Quality(
            long unseen, List<String> unseenExamples, long outOfRange, long duplicates, boolean turnedConstant, long stale) {
        public Quality {
            unseenExamples = List.copyOf(unseenExamples);
        }
    }

    /** @param pValue empty for distances @param remark why there is no value; empty where there is one */
    public record Statistic(
            String name, double value, Optional<Double> pValue, double threshold, boolean drifted, String remark) {}

    Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }
}
