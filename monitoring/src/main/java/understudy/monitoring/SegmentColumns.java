package understudy.monitoring;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.monitoring.WindowSummary.Column;
import understudy.monitoring.WindowSummary.Quality;
import understudy.profiles.Batch;
import understudy.profiles.Cells;
import understudy.profiles.ColumnReference;
import understudy.profiles.ColumnSchema;
import understudy.profiles.ColumnType;
import understudy.profiles.SourceColumn;

/**
 * What columns are looked at in a segment, and how a value is counted: in the reference's bins, and against its schema. Shared by
 * all values of all segments of a window; only {@link Tally} counts, 200 to 400 bytes a column. Immutable.
 */
final class SegmentColumns {
    private static final int EXAMPLES = 3;

    private final List<Plan> plans;

    /** @param bins by category, the last for all others @param known categories of the schema; empty for any */
    private record Plan(
            int source,
            ColumnReference reference,
            Map<String, Integer> bins,
            Optional<Set<String>> known,
            double least,
            double greatest) {}

    SegmentColumns(Collection<Basis> bases, MonitorPlan plan, List<SourceColumn> columns) {
        List<String> names = columns.stream().map(SourceColumn::name).toList();
        List<Plan> all = new ArrayList<>();
        for (Basis basis : bases) {
            Map<String, ColumnSchema> schemas = new HashMap<>();
            basis.schema(List.copyOf(basis.columns().keySet()))
                    .ifPresent(schema -> schema.columns().forEach(one -> schemas.put(one.name(), one)));
            basis.columns().forEach((name, known) -> {
                int source = names.indexOf(name);
                ColumnReference reference = known.reference();
                boolean here = source >= 0 && Kinds.areAlike(columns.get(source).type(), reference.type());
                if (here && plan.watches(name) && reference.type() != ColumnType.TIME && known.reader().isPresent()) {
                    all.add(of(source, reference, Optional.ofNullable(schemas.get(name))));
                }
            });
        }
        this.plans = List.copyOf(all);
    }

    private static Plan of(int source, ColumnReference reference, Optional<ColumnSchema> schema) {
        Map<String, Integer> bins = new HashMap<>();
        for (String category : reference.categories()) {
            bins.put(category, bins.size());
        }
        return new Plan(
                source, reference, bins, schema.flatMap(ColumnSchema::categories).map(HashSet::new),
                schema.flatMap(ColumnSchema::least).orElse(Double.NEGATIVE_INFINITY),
                schema.flatMap(ColumnSchema::greatest).orElse(Double.POSITIVE_INFINITY));
    }

    int size() {
        return plans.size();
    }

    Tally tally() {
        return new Tally(plans);
    }

    /** Counts one segment's rows. Not safe for several threads. */
    static final class Tally {
        private final List<Counts> columns;
        private long rows;

        private Tally(List<Plan> plans) {
            this.columns = plans.stream().map(Counts::new).toList();
        }

        /** @param chosen of the batch, the first {@code count} of them */
        void add(Batch batch, int[] chosen, int count) {
            rows += count;
            for (Counts column : columns) {
                column.add(batch.columns().get(column.plan.source), chosen, count);
            }
        }

        long rows() {
            return rows;
        }

        List<Column> columns() {
            return columns.stream().map(Counts::column).toList();
        }
    }

    private static final class Counts {
        private final Plan plan;
        private final long[] bins;
        private final Set<String> examples = new HashSet<>();
        private long rows;
        private long missing;
        private long wrong;
        private long unseen;
        private long outOfRange;
        private long numbers;
        private double mean;
        private double squares;
        private double least = Double.NaN;
        private double greatest = Double.NaN;

        private Counts(Plan plan) {
            this.plan = plan;
            this.bins = new long[plan.reference.counts().length];
        }

        private void add(Cells cells, int[] chosen, int count) {
            rows += count;
            for (int i = 0; i < count; i++) {
                int row = chosen[i];
                byte state = cells.states()[row];
                if (state != Cells.PRESENT) {
                    wrong += state == Cells.WRONG ? 1 : 0;
                    missing += state == Cells.WRONG ? 0 : 1;
                    continue;
                }
                switch (cells) {
                    case Cells.Numbers some -> number(some.values()[row]);
                    case Cells.Integers some -> number(some.values()[row]);
                    case Cells.Texts some -> text(text(some, row));
                }
            }
        }

        private static String text(Cells.Texts cells, int row) {
            int from = cells.offsets()[row];
            return new String(cells.bytes(), from, cells.offsets()[row + 1] - from, StandardCharsets.UTF_8);
        }

        private void number(double value) {
            if (Double.isNaN(value)) {
                missing++;
                return;
            }
            outOfRange += value < plan.least || value > plan.greatest ? 1 : 0;
            int place = Arrays.binarySearch(plan.reference.edges(), value);
            bins[place >= 0 ? place : -place - 1]++;
            if (Double.isFinite(value)) {
                moments(value);
            }
        }

        private void text(String value) {
            Integer bin = plan.bins.get(value);
            bins[bin == null ? bins.length - 1 : bin]++;
            if (plan.known.isPresent() && !plan.known.get().contains(value)) {
                unseen++;
                if (examples.size() < EXAMPLES) {
                    examples.add(Words.shortened(value));
                }
            }
            moments(value.codePointCount(0, value.length()));
        }

        /** As Welford has it. */
        private void moments(double value) {
            numbers++;
            double apart = value - mean;
            mean += apart / numbers;
            squares += apart * (value - mean);
            least = numbers == 1 ? value : Math.min(least, value);
            greatest = numbers == 1 ? value : Math.max(greatest, value);
        }

        private Column column() {
            boolean text = Kinds.isText(plan.reference.type());
            return new Column(
                    plan.reference.column(), plan.reference.type().label(), rows, missing, wrong,
                    numbers == 0 ? Double.NaN : mean, numbers == 0 ? Double.NaN : Math.sqrt(squares / numbers),
                    text ? Double.NaN : least, text ? Double.NaN : greatest, 0, Arrays.stream(bins).boxed().toList(),
                    Optional.of(new Quality(
                            unseen, examples.stream().sorted().toList(), outOfRange, 0, false, 0)),
                    List.of());
        }
    }
}
