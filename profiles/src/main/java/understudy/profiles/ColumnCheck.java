package understudy.profiles;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Counts of what is wrong in one column. Not safe for several threads. */
final class ColumnCheck {
    /** A run of one value is stale when it is so much longer than any of the reference and long by itself. */
    private static final long TIMES_LONGER = 3;

    private static final long LONG = 30;
    private static final int EXAMPLES = 5;

    private final ColumnSchema schema;
    private final Set<Long> known = new HashSet<>();
    private final SeenHashes keys = new SeenHashes();
    private final Set<String> unseenExamples = new LinkedHashSet<>();
    private final Runs runs = new Runs();
    private long rows;
    private long missing;
    private long wrongType;
    private long unseen;
    private long outOfRange;
    private long duplicates;
    private long present;
    private long firstValue;
    private boolean varies;

    ColumnCheck(ColumnSchema schema) {
        this.schema = schema;
        schema.categories().ifPresent(categories -> categories.forEach(category -> {
            byte[] bytes = category.getBytes(StandardCharsets.UTF_8);
            known.add(TextHash.of(bytes, 0, bytes.length));
        }));
    }

    void add(Cells cells) {
        rows += cells.rows();
        boolean fits = cells instanceof Cells.Texts == schema.type().isText();
        for (int row = 0; row < cells.rows(); row++) {
            byte state = cells.states()[row];
            if (state == Cells.MISSING) {
                missing++;
            } else if (state == Cells.WRONG || !fits) {
                wrongType++;
            } else {
                present(cells, row);
            }
        }
    }

    private void present(Cells cells, int row) {
        switch (cells) {
            case Cells.Texts texts -> {
                long hash = TextHash.of(texts.bytes(), texts.offsets()[row], texts.offsets()[row + 1]);
                value(hash);
                if (schema.categories().isPresent() && !known.contains(hash)) {
                    unseen++;
                    if (unseenExamples.size() < EXAMPLES) {
                        unseenExamples.add(shortened(texts.text(row)));
                    }
                }
            }
            case Cells.Numbers numbers -> number(numbers.values()[row]);
            case Cells.Integers integers -> number(integers.values()[row]);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }

    /** A NaN is a missing number; an infinite one is out of any range that has an end there. */
    private void number(double value) {
        if (Double.isNaN(value)) {
            missing++;
            return;
        }
        value(TextHash.mixed(Double.doubleToRawLongBits(value + 0.0)));
        boolean low = schema.least().isPresent() && value < schema.least().get();
        boolean high = schema.greatest().isPresent() && value > schema.greatest().get();
        outOfRange += low || high ? 1 : 0;
    }

    private void value(long hash) {
        if (present++ == 0) {
            firstValue = hash;
        }
        varies |= hash != firstValue;
        runs.add(hash);
        if (schema.key() && keys.add(hash)) {
            duplicates++;
        }
    }

    QualityReport.ColumnQuality report(long referenceRows) {
        long referenceMissing = Math.round(schema.missing() * referenceRows);
        long stale = runs.longest() > Math.max(LONG, TIMES_LONGER * schema.longestRun()) ? runs.longest() : 0;
        return new QualityReport.ColumnQuality(
                schema.name(),
                rows,
                missing,
                ExpectedRate.atLeast(missing, rows, referenceMissing, referenceRows),
                unseen,
                ExpectedRate.atLeast(unseen, rows, 0, referenceRows),
                List.copyOf(unseenExamples),
                outOfRange,
                ExpectedRate.atLeast(outOfRange, rows, 0, referenceRows),
                wrongType,
                duplicates,
                !keys.isFull(),
                present > 1 && !varies && !schema.constant(),
                schema.constant() || schema.longestRun() == 0 ? 0 : stale);
    }
}
